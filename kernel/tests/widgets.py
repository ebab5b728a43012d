"""Sliders and other controls, as JupyterLab speaks with them: comms, and anywidget's protocol."""
import base64
import time

import psutil
from harness import IMPORT, MINUTES, Case

# What a page takes as one movement. JupyterLab itself merges changes before it sends them.
CHANGES = 1000
# What three times as many may leave in memory: less than a message for each. The kernel's allocator
# gives and takes two by itself.
MB = 4


class Widgets(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reply = cls.kernel.run(IMPORT).reply
        assert reply["status"] == "ok", reply

    def send(self, kind, **content):
        message = self.kernel.client.session.msg(kind, content)
        self.kernel.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def change(self, comm, **state):
        """As the page does when somebody takes hold of a control."""
        return self.send("comm_msg", comm_id=comm, data={
            "method": "update", "state": state, "buffer_paths": []})

    def until(self, wanted):
        """The messages until one is wanted."""
        messages = []
        while not messages or not wanted(messages[-1]):
            messages.append(self.kernel.client.get_iopub_msg(timeout=MINUTES))
        return messages

    def until_idle(self, request):
        return self.until(lambda m: m["parent_header"].get("msg_id") == request
                          and m["content"].get("execution_state") == "idle")

    def until_all_idle(self, requests):
        """The messages until all of these are done; one that was merged is done first."""
        waiting, messages = set(requests), []
        while waiting:
            messages.append(self.kernel.client.get_iopub_msg(timeout=MINUTES))
            if messages[-1]["content"].get("execution_state") == "idle":
                waiting.discard(messages[-1]["parent_header"].get("msg_id"))
        return messages

    def open(self, code):
        """The comms that a cell opens, and the text of the display below them."""
        cell = self.ok(code)
        return [c["comm_id"] for c in cell.of("comm_open")], self.shown(cell.messages)

    def shown(self, messages):
        """The last text that a display got."""
        texts = [m["content"]["data"]["text/plain"] for m in messages
                 if m["msg_type"] in ("display_data", "update_display_data")]
        return texts[-1] if texts else None

    def comms(self):
        reply = self.ask("comm_info_request", target_name="jupyter.widget")
        return set(reply["comms"])

    def ask(self, kind, **content):
        request = self.send(kind, **content)
        while True:
            reply = self.kernel.client.get_shell_msg(timeout=MINUTES)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]

    def test_a_page_learns_of_a_control_now_and_later(self):
        self.ok(":clear")
        self.ok(IMPORT)
        cell = self.ok('interact(slider("z₁", -3.0..3.0).at(0.5), |z| format!("{z}"));')
        opened = cell.of("comm_open")[0]
        self.assertEqual(opened["target_name"], "jupyter.widget")
        state = opened["data"]["state"]
        self.assertEqual([state[k] for k in ("_model_module", "label", "min", "max", "step", "value")],
                         ["anywidget", "z₁", -3.0, 3.0, 0.01, 0.5])
        self.assertIn("export default", state["_esm"])
        view, display = [c["data"] for c in cell.of("display_data")]
        self.assertEqual(view["application/vnd.jupyter.widget-view+json"]["model_id"], opened["comm_id"])
        self.assertEqual(display["text/plain"], "0.5\nz₁ = 0.5")
        self.assertIn("z₁ = 0.5", display["text/html"])
        self.assertEqual(self.comms(), {opened["comm_id"]})
        self.until_idle(self.change(opened["comm_id"], value=0.75))
        request = self.send("comm_msg", comm_id=opened["comm_id"], data={"method": "request_state"})
        told = [m["content"] for m in self.until_idle(request) if m["msg_type"] == "comm_msg"]
        self.assertEqual(told[0]["data"]["state"], {**state, "value": 0.75})
        self.assertEqual(self.ask("comm_info_request", target_name="other")["comms"], {})
        messages = self.until_idle(self.send("comm_open", comm_id="x", target_name="other", data={}))
        self.assertIn("comm_close", [m["msg_type"] for m in messages])

    def test_what_controls_give(self):
        code = """let level = dropdown("level", [3, 7]); let press = button("again");
interact((slider("x", 0.0..1.0), checkbox("on"), level, press.clone()), |(x, on, n, again)| format!("{x} {on} {n} {again}"));"""
        (x, on, level, press), text = self.open(code)
        self.assertEqual(text, "0.5 false 3 0\nx = 0.5, on = false, level = 3, again = 0")
        for comm, value in [(x, 0.25), (on, True), (level, 1), (press, 1)]:
            messages = self.until_idle(self.change(comm, value=value))
        self.assertEqual(self.shown(messages), "0.25 true 7 1\nx = 0.25, on = true, level = 7, again = 1")
        self.until_idle(self.change(level, value=99))
        self.assertEqual(self.ok("press.value()").of("execute_result")[0]["data"]["text/plain"], "1")
        (pad,), text = self.open("""interact(drawing_pad("a digit"), |digit| {
    let ink = digit.tensor().as_vec().iter().filter(|v| **v == 1.0).count();
    format!("{} image, {ink} white", digit.len()) });""")
        self.assertEqual(text, "1 image, 0 white\na digit")
        drawn = base64.b64encode(bytes([255] * 5 + [0] * 779)).decode()
        self.assertEqual(self.shown(self.until_idle(self.change(pad, value=drawn))), "1 image, 5 white\na digit")
        for odd in ["no base64!", 3, None]:
            self.assertEqual(self.shown(self.until_idle(self.change(pad, value=odd))).split("\n")[0], "1 image, 0 white")

    def test_a_thousand_changes_lose_no_last_one_and_leave_nothing(self):
        (comm,), _ = self.open('interact(slider("x", 0.0..1e6), |x| format!("{x}"));')
        processes = [psutil.Process(int(self.ok('println!("{}", std::process::id());').text())),
                     psutil.Process(self.kernel.manager.provisioner.pid)]
        open_before = self.comms()
        resident = []
        # The first ones bring what is there for good.
        for start in (1, 10_001, 20_001, 30_001, 40_001):
            last = start + CHANGES - 1
            requests = [self.change(comm, value=number) for number in range(start, last + 1)]
            messages = self.until_all_idle(requests)
            self.assertEqual(self.shown(messages), f"{last}\nx = {last}")
            resident.append([process.memory_info().rss / 1e6 for process in processes])
        self.assertEqual(self.comms(), open_before)
        for before, after in zip(resident[1], resident[4]):
            self.assertLess(after - before, MB, resident)
        print("changes by a thousand: cells and kernel have", resident, "MB", flush=True)

    def test_a_cell_that_is_run_again_closes_what_it_has_opened(self):
        def run():
            session, code = self.kernel.client.session, '''let owned = held.clone();
interact(slider("x", 0.0..1.0), move |x| format!("{x} {owned}"));'''
            message = session.msg("execute_request", {"code": code}, metadata={"cellId": "one"})
            self.kernel.client.shell_channel.send(message)
            messages = self.until_idle(message["header"]["msg_id"])
            return [[m["content"]["comm_id"] for m in messages if m["msg_type"] == kind]
                    for kind in ("comm_open", "comm_close")]
        self.ok("let held = std::sync::Arc::new(5);")
        (other,), _ = self.open('interact(slider("y", 0.0..1.0), |y| format!("{y}"));')
        opened, closed = run()
        self.assertEqual(closed, [])
        for _ in range(3):
            before = opened
            opened, closed = run()
            self.assertEqual(closed, before)
        self.assertTrue({other, *opened} <= self.comms() and not set(closed) & self.comms())
        # Its function is gone, too: only the last one holds this, beside the variable.
        self.assertEqual(self.ok("std::sync::Arc::strong_count(&held)").of("execute_result")[0]["data"]["text/plain"], "2")
        self.assertIn("y = 0.25", self.shown(self.until_idle(self.change(other, value=0.25))))
        # What a page closes is closed in the cells' process before the next cell.
        self.until_idle(self.send("comm_close", comm_id=opened[0], data={}))
        self.assertEqual(self.ok("std::sync::Arc::strong_count(&held)").of("execute_result")[0]["data"]["text/plain"], "1")

    def test_changes_faster_than_the_function_are_merged(self):
        (comm,), _ = self.open("""let mut runs = 0;
interact(slider("x", 0.0..100.0), move |x| {
    runs += 1; std::thread::sleep(std::time::Duration::from_millis(200)); format!("{runs} {x}") });""")
        messages = self.until_all_idle([self.change(comm, value=number) for number in range(50)])
        self.assertEqual(self.shown(messages).split("\n")[0].split()[1], "49")
        self.assertLessEqual(int(self.shown(messages).split()[0]), 5)

    def test_a_change_waits_for_a_long_cell_and_says_so(self):
        (comm,), _ = self.open('interact(slider("x", 0.0..1.0), |x| format!("{x}"));')
        cell = self.send("execute_request", code='println!("begun"); std::thread::sleep(std::time::Duration::from_secs(3));')
        self.until(lambda m: m["msg_type"] == "stream")
        began = time.monotonic()
        requests = [self.change(comm, value=value) for value in (0.1, 0.2, 0.3)]
        told = self.until(lambda m: m["msg_type"] == "comm_msg")[-1]["content"]
        self.assertLess(time.monotonic() - began, 2)
        self.assertEqual((told["comm_id"], told["data"]["state"]), (comm, {"waits": True}))
        messages = self.until_idle(requests[0])
        done = [number for number, m in enumerate(messages) if m["parent_header"].get("msg_id") == cell
                and m["content"].get("execution_state") == "idle"]
        self.assertEqual(self.shown(messages[:done[0]]), None)
        self.assertEqual([m["content"]["data"]["state"] for m in messages if m["msg_type"] == "comm_msg"],
                         [{"waits": False}])
        self.assertEqual(self.shown(messages), "0.3\nx = 0.3")

    def test_a_function_that_panics_says_so_and_takes_nothing_along(self):
        (comm,), _ = self.open("""let kept = 5;
interact(slider("x", 0.0..1.0), |x| { assert!(x < 0.9, "x is {x}"); format!("{x}") });""")
        said = self.shown(self.until_idle(self.change(comm, value=0.95)))
        self.assertEqual(said, "the function has panicked: x is 0.95")
        self.assertEqual(self.shown(self.until_idle(self.change(comm, value=0.1))), "0.1\nx = 0.1")
        self.assertEqual(self.ok('println!("{kept}");').text(), "5\n")

    def test_a_function_that_ends_the_process_and_one_that_never_ends(self):
        for end in ["std::process::abort()", "loop { std::thread::yield_now() }"]:
            self.ok(IMPORT)
            (comm,), _ = self.open(
                f'let lost = 5; interact(slider("x", 0.0..1.0), |x| {{ if x > 0.9 {{ {end} }} format!("{{x}}") }});')
            request = self.change(comm, value=0.95)
            if "loop" in end:
                time.sleep(0.5)
                self.kernel.manager.interrupt_kernel()
            messages = self.until_idle(request)
            if not any(m["msg_type"] == "comm_close" for m in messages):
                self.until(lambda m: m["msg_type"] == "comm_close")
            self.assertEqual(self.comms(), set())
            self.assertIn("process", self.error("lost")["traceback"][0] + str(self.error("lost")))
            self.ok("let lost = 6;")
        self.ok(IMPORT)
        (comm,), _ = self.open('interact(slider("x", 0.0..1.0), |x| format!("{x}"));')
        self.ok(":clear")
        self.assertEqual(self.comms(), set())
        # A page that has not heard of it yet.
        self.until_idle(self.change(comm, value=0.5))
        self.ok(IMPORT)
