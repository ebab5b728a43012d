"""`rust-kernel install` for a user who has nothing but Rust and Jupyter: a notebook in any
folder, with a crate from the registry; and nothing is left when it is taken back."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import nbformat

from harness import MINUTES

VENV = Path(__file__).resolve().parents[2] / ".venv"


class Install(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rust-kernel-user-")
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name) / "home"
        self.program = self.home / ".cargo/bin/rust-kernel"
        self.program.parent.mkdir(parents=True)
        shutil.copy(VENV / "evcxr/bin/rust-kernel", self.program)
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("JUPYTER", "XDG", "CARGO", "EVCXR"))}
        self.environment = kept | {
            "HOME": str(self.home),
            # The toolchain is the machine's.
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(Path.home() / ".rustup")),
            # The course's own environment has a kernel of this name too.
            "JUPYTER_PREFER_ENV_PATH": "0",
        }
        self.spec = self.home / ".local/share/jupyter/kernels/rust/kernel.json"

    def call(self, *command, code=0):
        ended = subprocess.run(command, env=self.environment, capture_output=True, text=True,
                               timeout=MINUTES, cwd=self.home.parent)
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        return ended.stdout + ended.stderr

    def kernel(self, *arguments, code=0):
        return self.call(self.program, *arguments, code=code)

    def test_a_notebook_with_a_crate_runs_and_nothing_is_left(self):
        before = set(self.home.rglob("*"))
        said = self.kernel("install", "--user")
        self.assertIn(str(self.spec), said)
        self.assertIn(str(self.spec), self.kernel("doctor"))
        notebook = self.home.parent / "any folder" / "dice.ipynb"
        notebook.parent.mkdir()
        cells = [':dep rand = "0.8"\nuse rand::{Rng, SeedableRng, rngs::StdRng};\nlet mut dice = StdRng::seed_from_u64(1);',
                 'println!("{}", (1..=6).contains(&dice.gen_range(1..=6)));']
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        made.metadata.kernelspec = {"name": "rust", "display_name": "Rust", "language": "rust"}
        nbformat.write(made, notebook)
        self.call(VENV / "bin/jupyter", "execute", "--inplace", f"--timeout={MINUTES}", notebook)
        outputs = nbformat.read(notebook, 4).cells[1].outputs
        self.assertEqual([output.get("text") for output in outputs], ["true\n"])
        self.assertTrue((self.home / ".cache/rust-kernel/work/1").is_dir())
        self.kernel("uninstall", "--user")
        left = {str(path.relative_to(self.home)) for path in set(self.home.rglob("*")) - before}
        # Cargo's are cargo's, and Jupyter's are Jupyter's.
        left = [path for path in left if "kernel" in path and not path.startswith(".cargo/registry")]
        self.assertEqual(left, [])
        self.assertFalse((self.home / ".config/evcxr").exists())
        self.assertEqual([path.name for path in notebook.parent.iterdir()], ["dice.ipynb"])
        self.assertIn("no such kernel is installed", self.kernel("uninstall", code=1))

    def test_into_an_environment(self):
        prefix = self.home / "env"
        self.kernel("install", "--prefix", prefix)
        spec = prefix / "share/jupyter/kernels/rust/kernel.json"
        self.assertEqual(json.loads(spec.read_text())["argv"][0], str(self.program))
        self.kernel("uninstall", "--prefix", prefix)
        self.assertFalse((prefix / "share/jupyter").exists())

    def test_another_program_of_the_name_stays(self):
        self.spec.parent.mkdir(parents=True)
        self.spec.write_text('{"argv": ["/opt/evcxr_jupyter", "--control_file", "{connection_file}"]}')
        for command in ("install", "uninstall"):
            said = self.kernel(command, code=1)
            self.assertIn("/opt/evcxr_jupyter", said)
            self.assertEqual(len(said.splitlines()), 1)
        self.assertIn("evcxr_jupyter", self.spec.read_text())
        said = self.kernel("doctor", code=1)
        self.assertIn("starts another kernel, /opt/evcxr_jupyter", said)

    def test_the_doctor_says_what_is_missing(self):
        self.assertIn("rust-kernel install", self.kernel("doctor", code=1))
        self.kernel("install")
        self.environment["PATH"] = "/nowhere"
        said = self.kernel("doctor", code=1)
        for what in ("rustc", "cargo", "linker"):
            self.assertRegex(said, rf"WRONG +{what} ")
        (self.home / ".cache").write_text("no folder")
        self.assertRegex(self.kernel("doctor", code=1), "WRONG +working folder ")
