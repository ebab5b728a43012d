"""A kernel, a client, and cells run in it."""
import threading
import unittest
from pathlib import Path

from jupyter_client.manager import start_new_kernel

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
IMPORT = ':dep aelib = { package = "aelib-notebook", path = "aelib" }\nuse aelib::prelude::*;'
# For whatever a busy machine may be slow at.
MINUTES = 300


class Cell:
    """What came of a cell."""

    def __init__(self):
        self.messages = []

    def of(self, kind):
        return [m["content"] for m in self.messages if m["msg_type"] == kind]

    def text(self, name="stdout"):
        return "".join(c["text"] for c in self.of("stream") if c["name"] == name)


class Kernel:
    """A kernel and one client."""

    def __init__(self, name="rust", cwd=NOTEBOOKS):
        self.manager, self.client = start_new_kernel(
            kernel_name=name, cwd=str(cwd), startup_timeout=MINUTES)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, code, on_message=None):
        """Runs a cell; `on_message` gets the cell after each message that came of it."""
        cell = Cell()
        request = self.client.execute(code)
        while not (cell.messages and cell.messages[-1]["content"].get("execution_state") == "idle"):
            message = self.client.get_iopub_msg(timeout=MINUTES)
            if message["parent_header"].get("msg_id") == request:
                cell.messages.append(message)
                if on_message:
                    on_message(cell)
        while True:
            reply = self.client.get_shell_msg(timeout=MINUTES)
            if reply["parent_header"].get("msg_id") == request:
                cell.reply = reply["content"]
                return cell


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = Kernel()

    @classmethod
    def tearDownClass(cls):
        cls.kernel.stop()

    def ok(self, code, on_message=None):
        cell = self.kernel.run(code, on_message)
        self.assertEqual(cell.reply["status"], "ok", cell.of("error"))
        return cell

    def press_after(self, seconds, kind="execute_input"):
        """Presses the button so long after the cell has been taken up; with the kind `stream`,
        after it has printed for the first time, and so has been compiled."""
        def begun(cell):
            if [message["msg_type"] for message in cell.messages].count(kind) == 1 and cell.messages[-1]["msg_type"] == kind:
                threading.Timer(seconds, self.kernel.manager.interrupt_kernel).start()
        return begun

    def error(self, code):
        """The first error of a cell that has to fail."""
        cell = self.kernel.run(code)
        self.assertEqual(cell.reply["status"], "error")
        error = cell.of("error")[0]
        self.assertEqual(cell.reply["evalue"], error["evalue"])
        return error
