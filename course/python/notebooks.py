"""Runs notebooks from a fresh Rust kernel; says how long each cell took.

    notebooks.py [--out DIR] [--cells N] [--kernel NAME] NOTEBOOK...

A cell fails when the kernel says so, or when it writes to standard error. One with
Jupyter's tag `raises-exception` has to fail: it shows what an error looks like. The working
folder is the notebook's own, as in JupyterLab.
"""
import argparse
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty

import nbformat
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# How a picture says in a message what it is. As a cell's whole result it means that the kernel
# could not show it: evcxr does that where the last line moves a variable of the same cell.
WORDS = re.compile(r"Picture of \d+ by \d+ pixels")

CONTROL = "application/vnd.jupyter.widget-view+json"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="where the notebooks go with their outputs")
    parser.add_argument("--cells", type=int, help="run only the first N code cells")
    parser.add_argument("--kernel", default="rust", help="the kernel's name")
    parser.add_argument("notebooks", nargs="+", type=Path)
    args = parser.parse_args()
    # In automatic runs a panic has to fail its cell, and nobody is told why a cell takes long.
    os.environ["COURSE_KERNEL_CONFIG"] = "strict"
    failed = [path for path in args.notebooks if not run(path, args)]
    sys.exit(1 if failed else 0)


def run(path, args):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=1800,
        # A busy machine needs more than the minute that is usual.
        startup_timeout=600,
        kernel_name=args.kernel,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    client.reset_execution_trackers()
    start = time.monotonic()
    print(path.name, flush=True)
    with client.setup_kernel():
        print(f"  kernel     {time.monotonic() - start:6.1f} s", flush=True)
        # Never what an earlier run left.
        for cell in code_cells(notebook):
            cell.outputs, cell.execution_count = [], None
        for number, cell in enumerate(code_cells(notebook)[: args.cells], 1):
            began = time.monotonic()
            problem = execute(client, notebook, cell, late=args.kernel == "rust-stock")
            seconds = time.monotonic() - began
            if problem:
                print(f"error: {path}, code cell {number}: {problem}", file=sys.stderr, flush=True)
                return False
            print(f"  code cell {number:2}{seconds:6.1f} s  {title(cell)}", flush=True)
    if args.out:
        write(notebook, args.out / path.name)
    print(f"  whole      {time.monotonic() - start:6.1f} s", flush=True)
    return True


def execute(client, notebook, cell, late):
    """Runs one cell; what went wrong, on one line, or None. `late`: some output may follow."""
    try:
        client.execute_cell(cell, notebook.cells.index(cell))
    except CellExecutionError:
        pass
    except CellTimeoutError:
        return f"took more than {client.timeout} s"
    except DeadKernelError:
        return "the kernel died"
    if late:
        drain(client, notebook, cell)
    errors = [output for output in cell.outputs if output.output_type == "error"]
    # Some of the kernel's errors have an empty message, and say everything in the traceback.
    said = [output.evalue or "\n".join(output.traceback) for output in errors]
    # A `?` that ends a cell early is no error for the kernel; its message is on this stream,
    # to which nothing else in the course writes.
    said += [output.text for output in cell.outputs if output.get("name") == "stderr"]
    results = [output.data for output in cell.outputs if output.output_type == "execute_result"]
    if any(WORDS.fullmatch(data.get("text/plain", "")) for data in results if len(data) == 1):
        said.append("its picture is not shown; the last line moves a variable: lend or clone it")
    if "raises-exception" in cell.metadata.get("tags", []):
        return None if said else "was to fail, and did not"
    # The same words may come both ways.
    return " ".join(dict.fromkeys(map(one_line, said))) if said else None


def drain(client, notebook, cell):
    """Takes what comes after the cell's end: with evcxr's own kernel standard error runs behind."""
    while True:
        try:
            message = run_sync(client.kc.get_iopub_msg)(timeout=0.3)
        except Empty:
            return
        client.process_message(message, cell, notebook.cells.index(cell))


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def title(cell):
    """The first line that is not empty."""
    return next((line for line in cell.source.splitlines() if line.strip()), "")[:60]


def one_line(text):
    return " ".join(COLOURS.sub("", text).split())


def write(notebook, path):
    """Whole or not at all. Controls are left out: without a kernel nobody answers them, and the
    picture below them says what they are set to."""
    for cell in code_cells(notebook):
        cell.outputs = [output for output in cell.outputs if CONTROL not in output.get("data", {})]
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".ipynb")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        nbformat.write(notebook, file)
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
