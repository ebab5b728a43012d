"""What any Jupyter kernel has to do, in the tiers of the public kernel test bed: execution,
input, completion, inspection, interrupt, rich display, comms, history."""
import time
import unittest
from pathlib import Path
from queue import Empty

from harness import MINUTES, Case as InCourse, Kernel

SHOW = r'println!("\u{1b}_jupyter:{}\u{1b}\\", r#"EVENT"#);'


class Case(InCourse):
    """Outside the course: nothing is imported."""

    @classmethod
    def setUpClass(cls):
        cls.kernel = Kernel(cwd=Path(__file__).parent)

    def ask(self, kind, channel="shell", **content):
        """The content of the answer to a request."""
        client = self.kernel.client
        message = client.session.msg(kind, content)
        getattr(client, f"{channel}_channel").send(message)
        return self.answer(message["header"]["msg_id"], channel)

    def answer(self, request, channel="shell"):
        get = getattr(self.kernel.client, f"get_{channel}_msg")
        while True:
            reply = get(timeout=MINUTES)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]

    def heard(self, request):
        """All messages that came of a request, in their order."""
        messages = []
        while not (messages and messages[-1]["content"].get("execution_state") == "idle"):
            message = self.kernel.client.get_iopub_msg(timeout=MINUTES)
            if message["parent_header"].get("msg_id") == request:
                messages.append(message)
        return messages


class Execution(Case):
    def test_markers_are_seen_anywhere_in_a_line(self):
        cell = self.ok('print!("loss = "); 5')
        self.assertEqual(cell.text(), "loss = ")
        self.assertEqual(cell.of("execute_result")[0]["data"]["text/plain"], "5")
        cell = self.ok('for i in 0..3 { print!("{i} "); }')
        self.assertEqual((cell.text(), cell.of("execute_result")), ("0 1 2 ", []))
        self.assertEqual(self.ok('eprint!("x");').text("stderr"), "x")

    def test_bytes_that_are_no_text(self):
        cell = self.ok(r"use std::io::Write; std::io::stderr().write_all(&[0xff, b'a', b'\n']).unwrap(); println!(\"on\");"
                       .replace('\\"', '"'))
        self.assertEqual(cell.text("stderr"), "\ufffda\n")
        self.assertEqual(cell.text(), "on\n")

    def test_lines_are_gathered(self):
        cell = self.ok('for i in 0..100_000 { println!("{i}"); }')
        self.assertEqual(cell.text(), "".join(f"{i}\n" for i in range(100_000)))
        self.assertLess(len(cell.of("stream")), 100)

    def test_much_is_cut_with_a_word(self):
        cell = self.ok('let line = "x".repeat(1 << 16); for _ in 0..500 { println!("{line}"); }')
        self.assertLess(len(cell.text()), 6 << 20)
        self.assertIn("the rest is not shown", cell.text("stderr"))

    def test_half_lines_come_while_the_cell_runs(self):
        seen = []
        self.ok(r'for i in 0..8 { print!("\r{i}"); std::thread::sleep(std::time::Duration::from_millis(250)); }',
                lambda cell: seen.append(cell.text()))
        self.assertGreater(len(set(seen)), 3)

    def test_a_process_that_starts_anew_is_set_up(self):
        for command in (":restart", ":clear"):
            cell = self.ok(f'{command}\nprint!("after"); 6')
            self.assertEqual(cell.text(), "after")
            self.assertEqual(cell.of("execute_result")[0]["data"]["text/plain"], "6")

    def test_last_words(self):
        for end in ("std::process::abort();", "std::process::exit(1);"):
            cell = self.kernel.run(f'print!("no end"); println!(); println!("last"); {end}')
            self.assertEqual(cell.text(), "no end\nlast\n")

    def test_counts_only_what_is_stored(self):
        count = self.ask("execute_request", code="1")["execution_count"]
        self.assertEqual(self.ask("execute_request", code="1", store_history=False)["execution_count"], count)
        self.assertEqual(self.ask("execute_request", code="1", silent=True)["execution_count"], count)
        self.assertEqual(self.ask("execute_request", code="1")["execution_count"], count + 1)

    def test_user_expressions(self):
        reply = self.ask("execute_request", code="let n: u32 = 4;", user_expressions={"a": "n + 1", "b": "nothing"})
        self.assertEqual(reply["user_expressions"]["a"]["data"]["text/plain"], "5")
        self.assertEqual(reply["user_expressions"]["b"]["status"], "error")

    def test_cells_behind_one_that_fails_are_not_numbered(self):
        client = self.kernel.client
        requests = [client.execute(code) for code in ('panic!("first");', "1 + 1")]
        self.assertEqual(self.answer(requests[0])["status"], "error")
        self.assertEqual(self.answer(requests[1]), {"status": "aborted"})

    def test_timing(self):
        self.ok(":timing")
        self.assertRegex(self.ok("1").text(), r"^took \d+\.\d{3} s\n$")
        self.ok(":timing")
        self.assertEqual(self.ok("1").text(), "")

    def test_a_cell_cannot_end_the_kernel(self):
        self.error(":quit")
        self.ok("1")


class Input(Case):
    def test_stop_ends_a_question(self):
        client = self.kernel.client
        self.ok(":dep evcxr_input")
        code = 'println!("{}", evcxr_input::get_string("name?"));'
        for answer in ("Ferris", None, "again"):
            request = client.execute(code, allow_stdin=True)
            self.assertEqual(client.get_stdin_msg(timeout=MINUTES)["content"]["prompt"], "name?")
            if answer is None:
                self.kernel.manager.interrupt_kernel()
                self.assertEqual(self.answer(request)["ename"], "Stopped")
                client.input("too late")
            else:
                client.input(answer)
                self.assertEqual(self.answer(request)["status"], "ok")
                streams = [m for m in self.heard(request) if m["msg_type"] == "stream"]
                self.assertEqual(streams[0]["content"]["text"], f"{answer}\n")


class Questions(Case):
    def test_a_panic_behind_tab_leaves_the_kernel_alive(self):
        self.ok("let n: u32 = 3;")
        for code in ("n.", "n", "", "fn", "let x: u32 = n."):
            self.assertEqual(self.ask("complete_request", code=code, cursor_pos=len(code))["status"], "ok")
            self.assertEqual(self.ask("inspect_request", code=code, cursor_pos=len(code))["status"], "ok")
        self.assertEqual(self.ok("n").of("execute_result")[0]["data"]["text/plain"], "3")

    def test_questions_run_no_commands(self):
        self.ok("let kept: u32 = 3;")
        for code in (":restart\nkep", ":clear\nkep", ":quit\nkep", "!sleep 100\nkep"):
            for place in (1, len(code)):
                self.ask("complete_request", code=code, cursor_pos=place)
                self.ask("inspect_request", code=code, cursor_pos=place)
        self.assertEqual(self.ok("kept").of("execute_result")[0]["data"]["text/plain"], "3")

    def test_code_that_nests_thousands_deep(self):
        for code in ("(" * 3000, "[" * 100_000, "let x = " + "-" * 5000 + "1;"):
            for kind in ("complete_request", "inspect_request", "is_complete_request"):
                self.ask(kind, code=code, cursor_pos=len(code))
            self.assertIn("deep", self.error(code)["evalue"])
        self.ok("(" * 200 + "1" + ")" * 200)

    def test_optional_fields(self):
        for kind in ("execute_request", "complete_request", "inspect_request", "is_complete_request"):
            self.assertIn("status", self.ask(kind, code="1"))
        for kind in ("history_request", "kernel_info_request", "comm_info_request"):
            self.assertIn("status", self.ask(kind))

    def test_beside_a_cell_that_runs(self):
        client = self.kernel.client
        states = []
        request = client.execute("std::thread::sleep(std::time::Duration::from_secs(2));")
        while not states or states[-1][1] != "execute_input":
            message = client.get_iopub_msg(timeout=MINUTES)
            if message["parent_header"].get("msg_id") == request:
                states.append((None, message["msg_type"]))
        for kind in ("complete_request", "inspect_request", "is_complete_request", "kernel_info_request"):
            self.ask(kind, code="x", cursor_pos=1)
        shown = None
        while True:
            message = client.get_iopub_msg(timeout=MINUTES)
            if message["msg_type"] != "status":
                continue
            if message["parent_header"].get("msg_id") == request:
                break
            shown = message["content"]["execution_state"]
        self.assertEqual(shown, "busy")
        self.answer(request)

    def test_a_pattern_of_many_stars(self):
        self.ok("// " + "a" * 100)
        began = time.monotonic()
        self.ask("history_request", hist_access_type="search", pattern="*a" * 60 + "b")
        self.assertLess(time.monotonic() - began, 5)


class Interrupt(Case):
    def test_stop_while_it_compiles(self):
        self.ok("let kept: u32 = 3;")
        for seconds in (0, 0.1, 0.3):
            cell = self.kernel.run('println!("ran");', self.press_after(seconds))
            # A cell may be over before the button is pressed, which then is for none.
            time.sleep(seconds + 0.5)
            if cell.reply["status"] == "error":
                self.assertEqual((cell.reply["ename"], cell.text()), ("Stopped", ""))
        self.assertEqual(self.ok("kept").of("execute_result")[0]["data"]["text/plain"], "3")

    def test_stop_aborts_what_waits(self):
        client = self.kernel.client
        # Else the kernel may still be at what it does before the first cell.
        self.ok("1")
        requests = [client.execute(code) for code in
                    ('std::thread::sleep(std::time::Duration::from_secs(4));', 'println!("second");')]
        begun = None
        while begun != ("execute_input", requests[0]):
            message = client.get_iopub_msg(timeout=MINUTES)
            begun = (message["msg_type"], message["parent_header"].get("msg_id"))
        self.kernel.manager.interrupt_kernel()
        self.assertEqual(self.answer(requests[1]), {"status": "aborted"})
        self.answer(requests[0])

    def test_stop_ends_a_shell_command(self):
        began = time.monotonic()
        cell = self.kernel.run("!sleep 1000", self.press_after(0.5))
        self.assertEqual(cell.reply["ename"], "Stopped")
        self.assertLess(time.monotonic() - began, 60)


class Displays(Case):
    def test_an_event_in_the_middle_of_a_line(self):
        show = SHOW.replace("EVENT", '{"display_data":{"data":{"text/html":"<b>1</b>"}}}')
        cell = self.ok(f'print!("before "); {show} print!("after");')
        self.assertEqual(cell.text(), "before after")
        self.assertEqual(cell.of("display_data")[0]["data"]["text/html"], "<b>1</b>")

    def test_a_type_keeps_its_brackets(self):
        self.ok("let words: Vec<i32> = vec![1];")
        data = self.ok(":type words").of("execute_result")[0]["data"]
        self.assertEqual(data, {"text/plain": "words: Vec<i32>"})

    def test_a_thread_panics_after_its_cell(self):
        self.ok('std::thread::spawn(|| { std::thread::sleep(std::time::Duration::from_millis(300)); panic!("late"); });')
        text, end = "", time.monotonic() + 10
        while "late" not in text and time.monotonic() < end:
            try:
                message = self.kernel.client.get_iopub_msg(timeout=1)
            except Empty:
                continue
            text += str(message["content"].get("text", ""))
        self.assertIn("late", text)


class Comms(Case):
    def test_a_comm_is_refused_between_busy_and_idle(self):
        client = self.kernel.client
        message = client.session.msg("comm_open", {"comm_id": "x", "target_name": "y", "data": {}})
        client.shell_channel.send(message)
        kinds = [m["content"].get("execution_state", m["msg_type"]) for m in self.heard(message["header"]["msg_id"])]
        self.assertEqual(kinds, ["busy", "comm_close", "idle"])


if __name__ == "__main__":
    unittest.main()
