"""A monkey at the keyboard: cells of the lessons and nasty ones, Tab, Shift-Tab and the stop
button at random places and moments, controls that are moved and closed, known or not, also in
bursts and while a cell runs, and the list of the variables. Whatever it does, each request is answered in time, what
a cell prints arrives whole, and variables are there as long as their process lived.

    monkey.py [SEED…]      SEED is a number; without one, 1

MONKEY_REQUESTS and MONKEY_SECONDS in the environment change the number of requests, and how
long one may take.
"""
import json
import os
import random
import sys
import time
import unittest
from queue import Empty

from harness import IMPORT, MINUTES, NOTEBOOKS, Kernel

REQUESTS = int(os.environ.get("MONKEY_REQUESTS", 300))
# On a quiet machine. A cell that ignores the stop button has five of them left.
SECONDS = float(os.environ.get("MONKEY_SECONDS", 15))
SEEDS = [1]

# Each with what it has to print before it does what it does; `None`: only some of it, or none.
NASTY = [
    ("std::process::exit(3);", ""),
    ('println!("last words"); std::process::abort();', "last words\n"),
    ('fn deep(n: u64) -> u64 { if n == 0 { 0 } else { 1 + deep(n + 1) } }\nprintln!("deep"); println!("{}", deep(1));', "deep\n"),
    ('let block = "x".repeat(1 << 20) + "\\n"; for _ in 0..1024 { print!("{block}"); }', None),
    ('loop { println!("again"); }', None),
    ("loop { std::thread::yield_now(); }", ""),
    ("loop { std::thread::sleep(std::time::Duration::from_secs(1)); }", ""),
    ('std::thread::spawn(|| { std::thread::sleep(std::time::Duration::from_millis(300)); panic!("late"); });', ""),
    ('panic!("so it ends");', ""),
    ('for i in 0..3 { print!("{i} "); }', "0 1 2 "),
    ('print!("loss = "); 5', "loss = "),
    ('for i in 0..200 { print!("\\r{i}"); }', "".join(f"\r{i}" for i in range(200))),
    ('use std::io::Write; std::io::stdout().write_all(&[0xff, b\'\\n\', 0xe2]).unwrap();', "\ufffd\n\ufffd"),
    ('use std::io::Write; std::io::stderr().write_all(&[0xff, 0xfe]).unwrap();', ""),
    ('for i in 0..20_000 { println!("{i}"); eprintln!("{i}"); }', "".join(f"{i}\n" for i in range(20_000))),
    ('std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();', ""),
    ("const LONG: u64 = { let mut i = 0; while i < 1_000_000_000_000 { i += 1; } i };\n#[allow(long_running_const_eval)] println!(\"{LONG}\");", None),
    ("let x: u8 = true;", ""),
    ('"x".parse::<u32>()?;', ""),
    ('println!("a"', ""),
    ("{", ""),
    (":restart", ""),
    (":clear", ""),
    (":quit", ""),
    ("!sleep 100", ""),
    ("!echo hello", ""),
    (":dep does-not-exist-anywhere = \"1\"", ""),
    ("let 字 = 7; println!(\"{字}\");", "7\n"),
    ("(" * 3000, ""),
    ("let x = " + "-" * 5000 + "1;", ""),
    ("println!(\"{}\", 0" + "+1" * 1000 + ");", None),
    ("", ""),
]

# Controls, with what their functions do; the last ones end the process, or are ended with it.
DEADLY = ["if x > 0.9 { std::process::abort() }", "if x > 0.9 { loop { std::thread::yield_now() } }"]
CONTROLS = [f'{IMPORT}\ninteract(slider("x", 0.0..1.0), |x| {{ {does} format!("{{x}}") }});'
            for does in ["", "assert!(x < 0.5);", *DEADLY]]

# What the list of variables asks for, and what a debugger would.
DEBUG = ["inspectVariables", "richInspectVariables", "debugInfo", "initialize", "pause", "evaluate", "", "字"]


def lessons():
    """The cells of all notebooks."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])


class Monkey:
    """Sends requests and looks at what comes."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.kernel = Kernel(cwd=NOTEBOOKS)
        self.lessons = list(lessons())
        self.remembered = None
        # Comms that were opened, and whether moving one of them may end the process.
        self.comms, self.deadly = ["unknown", ""], False
        # Seconds, and what was asked.
        self.slowest = (0, None)

    def send(self, kind, channel="shell", **content):
        message = self.kernel.client.session.msg(kind, content)
        getattr(self.kernel.client, f"{channel}_channel").send(message)
        return message["header"]["msg_id"]

    def press_stop(self):
        """What is sent afterwards comes to the kernel afterwards."""
        request = self.send("interrupt_request", channel="control")
        while self.kernel.client.get_control_msg(timeout=SECONDS)["parent_header"].get("msg_id") != request:
            pass

    def reply(self, request, what, within=SECONDS, press=None):
        """The answer; the button is pressed `press` seconds from now, if none has come."""
        began = time.monotonic()
        while True:
            if press is not None and time.monotonic() - began > press:
                press, began = None, time.monotonic()
                self.press_stop()
            limit = MINUTES if press is not None else within
            assert time.monotonic() - began < limit, f"no answer within {limit} s: {what}"
            try:
                reply = self.kernel.client.get_shell_msg(timeout=0.05)
            except Empty:
                continue
            if reply["parent_header"].get("msg_id") == request:
                took = time.monotonic() - began
                if press is None and within == SECONDS and took > self.slowest[0]:
                    self.slowest = (took, what)
                return reply["content"]

    def wait_for_busy(self, request):
        """Nobody presses the button before the page shows that the cell runs."""
        while True:
            message = self.kernel.client.get_iopub_msg(timeout=MINUTES)
            if message["parent_header"].get("msg_id") == request:
                return

    def text_of(self, request):
        """What a cell that has been answered has printed."""
        text = ""
        while True:
            message = self.kernel.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stdout":
                text += content["text"]
            if message["msg_type"] == "comm_open":
                self.comms = [*self.comms[-10:], content["comm_id"]]
            if content.get("execution_state") == "idle":
                return text

    def execute(self, code, within=SECONDS, press=None, meanwhile=lambda: None):
        request = self.send("execute_request", code=code)
        if press is not None:
            self.wait_for_busy(request)
        meanwhile()
        reply = self.reply(request, code, within, press)
        return reply, self.text_of(request)

    def ask(self):
        """Tab, Shift-Tab and what else front ends want to know."""
        code = self.random.choice(self.lessons + [code for code, _ in NASTY])
        place = self.random.randint(0, len(code))
        kind, content = self.random.choice([
            ("complete_request", {"code": code, "cursor_pos": place}),
            ("complete_request", {"code": code[:place], "cursor_pos": place}),
            ("inspect_request", {"code": code, "cursor_pos": place}),
            ("is_complete_request", {"code": code[:place]}),
            ("history_request", {"hist_access_type": "search", "pattern": "*a" * 50}),
            ("kernel_info_request", {}),
            ("comm_info_request", {}),
        ])
        self.reply(self.send(kind, **content), (kind, content))

    def move(self):
        """What pages send of controls, well formed or not."""
        for _ in range(self.random.choice([1, 1, 50])):
            value = self.random.choice([0.2, 0.7, 0.95, -1, "", None, "x" * 100_000, [], {"a": 1}])
            kind, data = self.random.choice([
                ("comm_msg", {"method": "update", "state": {"value": value}, "buffer_paths": []}),
                ("comm_msg", {"method": "update", "state": value}),
                ("comm_msg", {"method": "request_state"}),
                ("comm_msg", {}),
                ("comm_open", {"state": {"value": value}}),
                ("comm_close", {}),
            ])
            self.send(kind, comm_id=self.random.choice(self.comms), target_name="x", data=data)

    def settle(self):
        """What was moved is done, or the button has ended what never ends."""
        self.reply(self.send("execute_request", code="", silent=True), "changes", press=2)
        if self.deadly:
            self.remembered = None

    def move_and_settle(self):
        self.move()
        self.settle()

    def look(self):
        """The list of the variables, and what else a debugger asks for."""
        command = self.random.choice(DEBUG)
        request = self.send("debug_request", channel="control", type="request", seq=1, command=command,
                            arguments=self.random.choice([{}, {"variableName": "remembered"}]))
        began = time.monotonic()
        while True:
            reply = self.kernel.client.get_control_msg(timeout=SECONDS)
            assert time.monotonic() - began < SECONDS, f"no answer within {SECONDS} s: {command}"
            if reply["parent_header"].get("msg_id") == request:
                break
        if command == "inspectVariables":
            found = {v["name"]: v["value"] for v in reply["content"]["body"]["variables"]}
            if self.remembered is not None:
                assert found.get("remembered") == str(self.remembered), (found, self.remembered)

    def remember(self):
        """Variables are there as long as their process lived."""
        if self.remembered is None:
            number = self.random.randrange(1 << 32)
            reply, _ = self.execute(f"let remembered: u64 = {number};")
            assert reply["status"] == "ok", reply
            self.remembered = number
        reply, text = self.execute('println!("{remembered}");')
        assert text == f"{self.remembered}\n", (reply, text, self.remembered)

    def run(self):
        """A cell, which is stopped after a while."""
        press = self.random.choice([0, 0.1, 0.3, 0.6, 1, 2, 3])
        code, text = self.random.choice([
            (self.random.choice(self.lessons), None), (self.random.choice(CONTROLS), None), self.random.choice(NASTY)])
        moves = self.random.random() < 0.3
        self.deadly |= any(does in code for does in DEADLY)
        reply, printed = self.execute(code, press=press, meanwhile=self.move if moves else lambda: None)
        if moves:
            self.settle()
        # Only a cell that has ended by itself has printed all that it was to print.
        if text is not None and reply.get("ename") in (None, "Ended", "Panic"):
            same = os.path.commonprefix([printed, text])
            assert printed == text, (code, len(same), printed[len(same):][:200], text[len(same):][:200])
        lost = "all variables" in str(reply.get("evalue"))
        if lost or code.startswith((":restart", ":clear")):
            self.remembered = None

    def play(self):
        # The first start may have much to build.
        self.execute("1 + 1", within=MINUTES)
        actions = [self.ask] * 5 + [self.run] * 3 + [self.look, self.move_and_settle, self.remember]
        for number in range(REQUESTS):
            try:
                self.random.choice(actions)()
            except AssertionError as error:
                raise AssertionError(f"request {number}: {error}") from error
        self.remember()


class Play(unittest.TestCase):
    def test_nothing_kills_the_kernel(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                monkey = Monkey(seed)
                try:
                    monkey.play()
                finally:
                    monkey.kernel.stop()
                print("seed %d: slowest answer %.1f s, to %r" % (seed, *monkey.slowest), flush=True)


if __name__ == "__main__":
    SEEDS = [int(seed) for seed in sys.argv[1:]] or SEEDS
    unittest.main(argv=sys.argv[:1])
