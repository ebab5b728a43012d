"""What Tab and Shift-Tab offer."""
import argparse
import time
import unittest

from harness import IMPORT, MINUTES, NOTEBOOKS, Case
from sweep import sweep


class Completion(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in (IMPORT, 'let n: u32 = 3; let images: Images = Images::from_bytes(vec![0; 784]).expect("whole");'):
            assert cls.kernel.run(code).reply["status"] == "ok"

    def ask(self, request):
        while True:
            reply = self.kernel.client.get_shell_msg(timeout=MINUTES)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]

    def tab(self, code):
        """What is offered where `@` stands."""
        place = code.index("@")
        reply = self.ask(self.kernel.client.complete(code.replace("@", ""), place))
        self.assertEqual(reply["status"], "ok")
        self.replaced = code[reply["cursor_start"]:place]
        return reply["matches"]

    def test_names_once_the_standard_library_is_known(self):
        # Here rust-analyzer's search for what fits an expected type panics.
        began = time.monotonic()
        while "pow" not in self.tab("n.@"):
            self.assertLess(time.monotonic() - began, MINUTES)
        for code in ("n@", "let x: u32 = n@", "let x: u32 = f(2, n@)", 'println!("{}", n@)', "let x: u32 = @"):
            self.assertIn("n", self.tab(code), code)
        self.assertIn("images", self.tab("let y: Images = im@"))
        self.assertEqual(self.replaced, "im")
        self.assertIn("images", self.tab("im@ages.len()"))

    def test_nothing_private(self):
        for code in ("images.@", "if images.@", 'println!("{}", images.@', "let f = |i: Images| i.@"):
            offered = self.tab(code)
            self.assertIn("len()", offered, code)
            self.assertIn("bytes()", offered, code)
            self.assertNotIn("bytes", offered, code)
        offered = self.tab("Digits::@")
        self.assertIn("load()", offered)
        self.assertNotIn("at_hand", offered)
        own = self.tab("struct P { x: i32 }\nimpl P { fn hidden(&self) {} }\nlet p = P { x: 1 };\np.@")
        self.assertLessEqual({"x", "hidden()"}, set(own))


class Sample(unittest.TestCase):
    def test_some_positions_of_three_lessons(self):
        args = argparse.Namespace(sample=8, no_run=True)
        for number in ("01", "04", "09"):
            path, = NOTEBOOKS.glob(f"{number}_*.ipynb")
            self.assertEqual(len(sweep(path, args)), 16)


if __name__ == "__main__":
    unittest.main()
