"""What a student reads: errors on the cell's own lines, hints, and nothing of the code around."""
import re
import tempfile
import unittest
from pathlib import Path

from harness import IMPORT, Case, Kernel

# What evcxr writes around a cell, and this kernel.
GENERATED = re.compile(r"evcxr_|Evcxr|KeptImplementation|src/lib\.rs|\)\)\);|\x1b|<anon>")


class Messages(Case):
    def said(self, code):
        """All that a failing cell says, which never shows generated code."""
        cell = self.kernel.run(code)
        self.assertEqual(cell.reply["status"], "error", code)
        lines = [line for error in cell.of("error") for line in [error["evalue"], *error["traceback"]]]
        text = "\n".join(lines)
        self.assertNotRegex(text.replace("evcxr_input", ""), GENERATED, code)
        return text


class Checks(Messages):
    def test_cells_are_checked_as_development_builds_are(self):
        self.ok("fn size(m: usize, k: usize) -> usize { m - k + 1 }")
        self.assertIn("overflow", self.said("size(5, 9)"))
        self.assertIn("no", self.said('debug_assert!(size(9, 5) == 4, "no");'))

    def test_dependencies_are_not(self):
        self.ok(IMPORT)
        flags = self.ok("println!(\"{}\", std::env::var(\"EVCXR_TMPDIR\").unwrap());").text().strip()
        config = Path(flags).parents[1] / ".cargo/config.toml"
        self.assertIn('[profile.dev.package."*"]\ndebug-assertions = false\noverflow-checks = false', config.read_text())


class Lines(Messages):
    def test_only_the_error_is_shown_on_its_line_for_any_text(self):
        for before in ("let unused = 1;", "let ünnütz = 'é';", "// größer → kleiner", ""):
            said = self.said(f"{before}\nlet é: u32 = \"ä\";")
            self.assertIn("mismatched types\n", said)
            self.assertIn("line 2 of this cell", said)
            self.assertIn('| let é: u32 = "ä";', said)
            self.assertNotIn("unused", said.replace("let unused", ""))

    def test_syntax(self):
        for code, line, why in [
            ('println!("a"', 1, "never closed"),
            ("let y = {\n let z = 1;", 1, "never closed"),
            ('let s = "é;\nprintln!("a");', 1, "no closing quote"),
            ("let x = 1;\n}", 2, "closes nothing"),
            ("let x = (1, 2];", 1, "does not close"),
            ("/* a\nlet x = 1;", 1, "no end"),
            ("let x = 5", 1, "expected `;`, found the end of the cell"),
            ("vec![1, 2", 1, "never closed"),
            ("let x = 1;\n:dep rand", 2, "come first"),
            ("let é = 1;\nfor i in 0..3 println!()", 2, "expected"),
        ]:
            said = self.said(code)
            self.assertIn(f"line {line} of this cell", said, code)
            self.assertIn(why, said, code)

    def test_a_panic_and_a_question_mark_have_the_cells_line(self):
        said = self.said("let v: Vec<u8> = vec![]; let n = 2;\n\nlet é = v[n];")
        self.assertIn("at line 3 of this cell: let é = v[n];", said)
        cell = self.kernel.run('let a = 1;\nlet b: u32 = "é".parse::<u32>()?;')
        error, = cell.of("error")
        self.assertIn('at line 2 of this cell: let b: u32 = "é".parse::<u32>()?;', error["traceback"])
        self.assertEqual(cell.text("stderr"), "")
        self.ok("fn late(at: usize) -> u8 { [1, 2][at] }")
        self.assertIn("an earlier cell: fn late", self.said("late(3)"))


class Variables(Messages):
    def test_only_what_is_there_is_said_to_be(self):
        self.ok("let kept = 1; let given = String::new();")
        self.assertIn("earlier cells are still there", self.said('panic!("a")'))
        said = self.said('drop(given);\npanic!("b")')
        self.assertIn("`given` is gone", said)
        self.assertIn("`given` was lost", self.said("given.len()"))
        self.assertEqual(self.ok('println!("{kept}");').text(), "1\n")

    def test_a_moved_variable_is_explained(self):
        self.ok("let words = vec![1];")
        self.ok("drop(words);")
        self.assertIn("`words` was moved", self.said("words.len()"))
        self.ok("let words = vec![1];")
        self.assertEqual(self.ok('println!("{}", words.len());').text(), "1\n")

    def test_closures_while_a_text_lives(self):
        self.ok('let text = "abc";')
        self.assertIn("`add` is a closure", self.said("let add = |x: u32| x + 1;"))

    def test_what_borrows(self):
        self.ok("let owner = String::new();")
        self.assertIn("cannot live until the next cell", self.said("let r = &owner;"))


class Valid(Messages):
    """Valid code runs, whatever rust-analyzer knows."""

    def test_types_are_found(self):
        for code, shows in [
            ('let a = [1, 2, 3]; let i = 2; println!("{}", a[i]);', "3\n"),
            ('let n = 2; let n = vec![n; 2]; let (n, _) = (n.len(), 0); println!("{n}");', "2\n"),
            ('let [p, q] = [1.0, 2.0].map(|x: f64| x * 2.0); println!("{p} {q}");', "2 4\n"),
            ('let v = vec![4, 5]; let j = 1; println!("{}", v[j]);', "5\n"),
            ('let (x, mut y) = (vec![1u8], 2.5); y += 1.0; println!("{x:?} {y}");', "[1] 3.5\n"),
            ('let m = std::collections::HashMap::<String, i32>::new(); let k; k = 7; println!("{k}");', "7\n"),
            ('let é: Vec<_> = (0..3).map(|x| x * 2).collect(); println!("{é:?}");', "[0, 2, 4]\n"),
        ]:
            self.assertEqual(self.ok(code).text(), shows)
        self.assertEqual(self.ok('println!("{i} {j} {x:?} {y} {} {k} {é:?}", m.len());').text(),
                         "2 1 [1] 3.5 0 7 [0, 2, 4]\n")

    def test_a_newer_impl_replaces_the_older(self):
        self.ok("struct Point { x: i32 }\nimpl Point { fn a(&self) -> i32 { self.x } fn b(&self) -> i32 { 9 } }")
        for number in (1, 1, 2):
            self.ok(f"impl Point {{\n fn a(&self) -> i32 {{ self.x + {number} }}\n}}")
            shown = self.ok('let p = Point { x: 1 }; println!("{} {}", p.a(), p.b());').text()
            self.assertEqual(shown, f"{1 + number} 9\n")
        show = "impl std::fmt::Display for Point { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { write!(f, \"N\") } }"
        for letter in "ABB":
            self.ok(show.replace("N", letter))
            self.assertEqual(self.ok('println!("{p}");').text(), f"{letter}\n")


class NearMisses(Messages):
    def test_main(self):
        cell = self.ok('fn main() { println!("hi"); }')
        self.assertIn("nobody calls `main`", cell.text("stderr"))
        self.assertEqual(self.ok('fn main() { println!("hi"); }\nmain();').text("stderr"), "")

    def test_standard_input(self):
        self.assertIn("no standard input", self.said("let mut s = String::new(); std::io::stdin().read_line(&mut s)?;"))

    def test_a_notebook_elsewhere(self):
        with tempfile.TemporaryDirectory() as folder:
            kernel = Kernel(cwd=folder)
            cell = kernel.run(IMPORT)
            kernel.stop()
        said = "\n".join(cell.of("error")[0]["traceback"])
        self.assertIn("there is no crate in the folder", said)
        self.assertIn("notebooks/aelib", said)


if __name__ == "__main__":
    unittest.main()
