"""The list of variables: `:vars`, and what JupyterLab's panel asks for."""
import time

from harness import IMPORT, MINUTES, Case

# For an answer that runs no cell, on a machine that does other things too.
SOON = 2


class Variables(Case):
    def debug(self, command, **arguments):
        """The answer to a request of the debug protocol, and the seconds that it took."""
        session, channel = self.kernel.client.session, self.kernel.client.control_channel
        message = session.msg("debug_request", {
            "type": "request", "seq": 1, "command": command, "arguments": arguments})
        began = time.monotonic()
        channel.send(message)
        while True:
            reply = self.kernel.client.get_control_msg(timeout=MINUTES)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                self.assertEqual(reply["msg_type"], "debug_reply")
                return reply["content"], time.monotonic() - began

    def panel(self):
        """What the panel shows: type and value by name."""
        reply, _ = self.debug("inspectVariables")
        return {v["name"]: (v["type"], v["value"]) for v in reply["body"]["variables"]}

    def test_name_type_and_value(self):
        self.ok(":clear")
        self.ok("""#[derive(Clone)] struct Silent;
#[derive(Debug)] struct Point { x: f32, label: String }
struct Own; impl Own { fn notebook_summary(&self) -> Option<String> { Some("its own words".into()) } }
let numbers = vec![1u8, 2, 3]; let text = String::from("a \\"b\\"\\n"); let some = Some(7i64);
let silent = Silent; let point = Point { x: 0.5, label: "here".into() }; let own = Own;
let many: Vec<u32> = (0..1_000_000).collect();
let map = std::collections::BTreeMap::from([(1, "one")]);
5""")
        panel = self.panel()
        self.assertEqual(panel["numbers"], ("Vec<u8>", "3 items: [1, 2, 3]"))
        self.assertEqual(panel["text"], ("String", r'"a \"b\"\n"'))
        self.assertEqual(panel["some"], ("Option<i64>", "Some(7)"))
        self.assertEqual(panel["silent"], ("Silent", ""))
        self.assertEqual(panel["point"], ("Point", 'Point { x: 0.5, label: "here" }'))
        self.assertEqual(panel["own"], ("Own", "its own words"))
        self.assertTrue(panel["many"][1].startswith("1000000 items: [0, 1, 2"))
        self.assertLess(len(panel["many"][1]), 120)
        self.assertEqual(panel["map"][1], '1 item: {1: "one"}')
        listed = self.ok(":vars").of("execute_result")[0]["data"]["text/plain"].splitlines()
        self.assertEqual(listed[0].split(), ["name", "type", "value"])
        self.assertIn(["numbers", "Vec<u8>", "3", "items:", "[1,", "2,", "3]"], [l.split() for l in listed])
        rich, _ = self.debug("richInspectVariables", variableName="many")
        self.assertIn("Vec<u32>", rich["body"]["data"]["text/plain"])

    def test_a_change_a_new_type_a_move_and_a_crash(self):
        self.ok(":clear")
        self.assertEqual(self.panel(), {})
        self.ok("let mut a: u32 = 1; let b = vec![1u8];")
        self.ok("a += 1;")
        self.assertEqual(self.panel()["a"], ("u32", "2"))
        self.ok('let a: &str = "now a text";')
        self.assertEqual(self.panel()["a"], ("&str", '"now a text"'))
        self.ok("drop(b);")
        self.assertNotIn("b", self.panel())
        self.error('let c = 1; panic!("so it ends");')
        self.assertEqual(list(self.panel()), ["a"])
        self.error("std::process::abort();")
        self.assertEqual(self.panel(), {})
        self.assertIn("no variables", str(self.ok(":vars").of("execute_result")))
        self.ok("let a = 1.5;")
        self.assertEqual(self.panel(), {"a": ("f64", "1.5")})
        self.ok(":clear")
        self.assertEqual(self.panel(), {})

    def test_the_result_of_a_cell_stays_its_result(self):
        cell = self.ok('let kept = 1;\nprintln!("EVCXR_BEGIN_CONTENT text/html\\n<b>1</b>\\nEVCXR_END_CONTENT");')
        self.assertEqual([r["data"]["text/html"] for r in cell.of("execute_result")], ["<b>1</b>"])
        self.assertEqual(cell.of("display_data"), [])

    def test_a_debug_that_panics_takes_nothing_along(self):
        self.ok(":clear")
        self.ok("""struct Bad; impl std::fmt::Debug for Bad {
    fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { panic!("no") } }
let bad = Bad; let good = 1;""")
        self.assertEqual(self.panel(), {"bad": ("Bad", ""), "good": ("i32", "1")})
        self.assertEqual(self.ok('println!("{good}");').text("stderr"), "")

    def test_the_panel_is_answered_while_a_cell_runs_and_runs_nothing(self):
        self.ok(":clear")
        self.ok("let mut runs: u32 = 0;")
        request = self.kernel.client.execute("runs += 1; std::thread::sleep(std::time::Duration::from_secs(3));")
        for _ in range(20):
            reply, seconds = self.debug("inspectVariables")
            self.assertLess(seconds, SOON)
            self.assertEqual([v["name"] for v in reply["body"]["variables"]], ["runs"])
        while self.kernel.client.get_shell_msg(timeout=MINUTES)["parent_header"].get("msg_id") != request:
            pass
        self.assertEqual(self.panel()["runs"], ("u32", "1"))

    def test_it_is_a_list_and_no_debugger(self):
        info, _ = self.debug("debugInfo")
        self.assertTrue(info["success"] and info["body"]["richRendering"])
        self.assertFalse(info["body"]["isStarted"])
        opened, _ = self.debug("initialize")
        self.assertEqual((opened["success"], opened["body"]), (True, {}))
        self.assertTrue(self.debug("debugInfo")[0]["body"]["isStarted"])
        self.assertEqual(self.debug("setBreakpoints", breakpoints=[{"line": 1}])[0]["body"]["breakpoints"], [])
        refused, _ = self.debug("pause")
        self.assertEqual((refused["success"], "no debugger" in refused["message"]), (False, True))
        self.debug("disconnect")
        self.assertFalse(self.debug("debugInfo")[0]["body"]["isStarted"])

    def test_tensors_and_images_say_their_shape(self):
        self.ok(IMPORT + """
let tensor = Cpu::default().tensor_from_vec(vec![0.5f32; 20], (10usize, Const::<2>));
let images: Images = Images::from_bytes(vec![0; 3 * 784]).expect("whole images");
let model = DenseAutoencoder::<32>::new(0);""")
        panel = self.panel()
        self.assertIn("10x2: 0.5, 0.5", panel["tensor"][1])
        self.assertIn("3 of 1x28x28", panel["images"][1])
        self.assertIn("50992 numbers", panel["model"][1])
