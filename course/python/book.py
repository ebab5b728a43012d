"""Makes the book: all lessons with their outputs, exercises and results, as one folder of pages.

    book.py ROOT OUT TRAINERS

ROOT is the course's folder; TRAINERS has the pages in which networks learn, if they could be built.
"""
import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import main as sphinx

# What an exercise asks for is left out, as in a student's copy.
LEFT_OUT = "not-handed-out"
DOCS = ["glossary", "rust", "rustc", "data", "kernel", "performance", "book"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("trainers", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder)
        lay_out(args.root, pages, args.trainers)
        flags = ["-b", "html", "-q", "-W", "--keep-going", "-d", str(pages / ".doctrees")]
        return sphinx([*flags, str(pages), str(args.out)])


def lay_out(root, pages, trainers):
    """Writes all that Sphinx reads."""
    ours = root / "course/python/book"
    shutil.copy(ours / "conf.py", pages)
    shutil.copytree(ours / "_templates", pages / "_templates")
    (pages / "_static").mkdir()
    for name in ["book.css", "book.js"]:
        shutil.copy(ours / name, pages / "_static")
    (pages / "docs").mkdir()
    for name in DOCS:
        shutil.copy(root / f"docs/{name}.md", pages / "docs")
    (pages / "kernel").mkdir()
    shutil.copy(root / "kernel/README.md", pages / "kernel")
    for picture in (root / "docs").glob("*.png"):
        shutil.copy(picture, pages / "docs")
    shutil.copy(root / "RESULTS.md", pages)
    linked_sources(root, pages)
    (pages / "notebooks").mkdir()
    live = dict(trainer(path, pages) for path in sorted(trainers.glob("*.html")))
    paths = sorted((root / "notebooks").glob("*.ipynb"))
    lessons = [lesson(path, pages, live) for path in paths]
    (pages / "sources.md").write_text(sources(paths))
    asked = exercises(root, pages)
    index = (ours / "index.md").read_text()
    toctree = "```{toctree}\n:caption: Train a network here\n:maxdepth: 1\n\n%s\n```"
    for word, text in {
        "LESSONS": "\n".join(lessons),
        "EXERCISES": "\n".join(asked),
        "TRAINERS": toctree % "\n".join(live.values()) if live else "",
        "TRAINING": "networks learn in your browser" if live
        else "pages in which networks learn are left out, because this copy was built without them",
    }.items():
        index = index.replace(word, text)
    (pages / "index.md").write_text(index)


def linked_sources(root, pages):
    """Source files that a page links to come along."""
    for page in [*(pages / "docs").glob("*.md"), pages / "RESULTS.md"]:
        for link in re.findall(r"\]\((?:\.\./)*([\w/.-]+\.rs)\)", page.read_text()):
            (pages / link).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / link, pages / link)


def lesson(path, pages, live):
    notebook = json.loads(path.read_text())
    if page := live.get(path.name[:2]):
        words = f"**No set-up:** [the network of this lesson learns in your browser](../{page}.md)."
        link = {"cell_type": "markdown", "id": "live", "metadata": {}, "source": words}
        notebook["cells"].insert(1, link)
    notebook["cells"] = [
        cell for cell in notebook["cells"] if LEFT_OUT not in cell["metadata"].get("tags", [])
    ]
    (pages / "notebooks" / path.name).write_text(json.dumps(notebook))
    return f"notebooks/{path.stem}"


def sources(paths):
    """A page of all that the lessons link to, each with its lessons."""
    found = {}
    for path in paths:
        for cell in json.loads(path.read_text())["cells"]:
            text = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
            # An address may have parentheses of its own; a year may follow.
            for title, url, year in re.findall(
                r"\[([^]]+)\]\((https?://(?:[^()\s]|\([^()\s]*\))+)\)( \(\d{4}\))?", text
            ):
                entry = found.setdefault(url, [title, "", []])
                entry[1] = entry[1] or (year if year[2:6] not in title else "")
                link = f"[{path.name[:2]}](notebooks/{path.name})"
                if link not in entry[2]:
                    entry[2].append(link)
    lines = (
        f"- [{title}]({url}){year}: lesson{'s' * (len(links) > 1)} {', '.join(links)}"
        for url, (title, year, links) in sorted(
            found.items(), key=lambda item: item[1][0].strip("*`").lower()
        )
    )
    return "# Sources\n\nWhat the lessons refer to, by title.\n\n" + "\n".join(lines) + "\n"


def exercises(root, pages):
    """A page for each lesson's exercises: what is asked for, and hints to unfold."""
    (pages / "exercises").mkdir()
    cases = [json.loads(path.read_text()) for path in (root / "exercises/cases").glob("*.json")]
    lessons = {}
    for case in sorted(cases, key=lambda case: (case["name"].split("::")[0], case["order"])):
        lessons.setdefault(case["name"].split("::")[0], []).append(case)
    lessons["bonus"] = lessons.pop("bonus", [])
    for name, own in lessons.items():
        title = f"Exercises of lesson {name[-2:]}" if name.startswith("lesson") else "Bonus"
        text = f"# {title}\n\n" + "\n".join(exercise(root, case) for case in own)
        (pages / f"exercises/{name}.md").write_text(text)
    return [f"exercises/{name}" for name, own in lessons.items() if own]


def exercise(root, case):
    file = root / "exercises/src" / (case["name"].replace("::", "/") + ".rs")
    points = sum(check["points"] for check in case["checks"])
    # The file's own words, as text; then what is to be filled in.
    words, code = [], []
    for line in file.read_text().splitlines():
        (words if line.startswith("//!") else code).append(line)
    words = "\n".join(line[4:] for line in words)
    words = re.sub(r"\[(`[^`]+`)\]", r"\1", words)
    hints = "\n".join(f"- {hint}" for hint in case["hints"])
    title = case["name"].split("::")[1].replace("_", " ")
    return (
        f"## {title}\n\n{words}\n\nIn `exercises/src/{file.relative_to(root / 'exercises/src')}`, "
        f"{points} points:\n\n````rust\n{chr(10).join(code).strip()}\n````\n\n"
        f"<details><summary>Hints</summary>\n\n{hints}\n\n</details>\n"
    )


def trainer(path, pages):
    """`04 Train an autoencoder.html` becomes a page of that name; its lesson and its place."""
    number, title = path.stem.split(" ", 1)
    (pages / "train").mkdir(exist_ok=True)
    page = pages / f"train/{number}.md"
    page.write_text(f"# {title}\n\n```{{raw}} html\n:file: {path.resolve()}\n```\n")
    return number, f"train/{number}"


if __name__ == "__main__":
    sys.exit(main())
