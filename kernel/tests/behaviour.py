"""What this kernel does that others do not: live output, a stop button, clear errors.

INTERRUPTS and KERNELS in the environment ask for more than the usual number of each.
"""
import fcntl
import json
import os
import random
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import psutil
import zmq
from jupyter_client.kernelspec import get_kernel_spec

from harness import IMPORT, MINUTES, Case, Kernel


class Output(Case):
    def test_a_line_comes_while_the_cell_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            seen = Path(folder) / "seen"

            def answer(cell):
                if "are you there?" in cell.text():
                    seen.touch()

            cell = self.ok(f"""println!("are you there?");
while !std::path::Path::new("{seen}").exists() {{
    std::thread::sleep(std::time::Duration::from_millis(10));
}}
println!("yes");""", answer)
        self.assertEqual(cell.text(), "are you there?\nyes\n")

    def test_a_line_without_an_end_does_no_harm(self):
        self.assertEqual(self.ok('print!("no end");').text(), "no end")
        self.assertEqual(self.ok('println!("next");').text(), "next\n")

    def test_pictures_and_text_keep_their_order(self):
        show = r'println!("EVCXR_BEGIN_CONTENT image/png\n{}\nEVCXR_END_CONTENT", "AAAA");'
        cell = self.ok(f'{show} println!("between"); {show} {show}')
        kinds = [m["msg_type"] for m in cell.messages
                 if m["msg_type"] in ("stream", "display_data", "execute_result")]
        self.assertEqual(kinds, ["display_data", "stream", "display_data", "execute_result"])

    def test_a_last_line_that_moves_a_variable_of_its_cell_shows_its_picture(self):
        self.ok(r"""#[derive(Debug)] pub struct Shown(pub u8);
impl Shown {
    pub fn evcxr_display(&self) {
        println!("EVCXR_BEGIN_CONTENT text/html\n<b>{}</b>\nEVCXR_END_CONTENT", self.0);
    }
}
pub fn with(shown: Shown) -> Shown { shown }""")
        for code in [
            "let one = Shown(1); one",
            "let one = Shown(1); let two = 2; with(one)",
            "let one = vec![1u8]; { let taken = one; Shown(taken[0]) }",
            "let one = Shown(1); let all = vec![one]; with(all.into_iter().next().unwrap())",
        ]:
            shown, = self.ok(code).of("execute_result")
            self.assertEqual(shown["data"].get("text/html"), "<b>1</b>", code)

    def test_a_display_can_be_updated(self):
        line = (r'println!("\u{1b}_jupyter:{}\u{1b}\\", '
                r'r#"{"KIND":{"data":{"text/plain":"TEXT"},"id":"x"}}"#);')
        first = line.replace("KIND", "display_data").replace("TEXT", "0 %")
        second = line.replace("KIND", "update_display_data").replace("TEXT", "100 %")
        cell = self.ok(first + second)
        self.assertEqual(cell.of("display_data")[0]["transient"]["display_id"], "x")
        update, = cell.of("update_display_data")
        self.assertEqual(update["transient"]["display_id"], "x")
        self.assertEqual(update["data"]["text/plain"], "100 %")

    def test_idle_comes_last(self):
        for _ in range(5):
            cell = self.ok('for i in 0..200 { println!("{i}"); eprintln!("{i}"); }')
            self.assertEqual(len(cell.text().split()), 200)
            self.assertEqual(len(cell.text("stderr").split()), 200)
            self.assertEqual(cell.messages[-1]["content"]["execution_state"], "idle")


class Errors(Case):
    def test_a_panic_is_short_and_keeps_older_variables(self):
        self.ok("let kept: u32 = 7;")
        error = self.error('let v: Vec<u32> = vec![1];\nprintln!("{}", v[9]);')
        self.assertIn("index out of bounds", error["evalue"])
        self.assertIn("line 2 of this cell", "\n".join(error["traceback"]))
        self.assertLess(len(error["traceback"]), 6)
        self.assertEqual(self.ok('println!("{kept}");').text(), "7\n")

    def test_a_question_mark_is_an_error(self):
        error = self.error('let n: u32 = "x".parse::<u32>()?;')
        self.assertIn("invalid digit", error["evalue"])

    def test_advice_on_what_cannot_live_on(self):
        self.assertIn("`add` is a closure", self.error("let add = |x: u32| x + 1;")["evalue"])

    def test_the_process_may_die(self):
        self.assertIn("all variables with it", self.error("std::process::abort();")["evalue"])
        self.assertEqual(self.ok("1 + 1").of("execute_result")[0]["data"]["text/plain"], "2")
        self.assertEqual(self.ok('print!("no end");').text(), "no end")

    def test_a_wrong_signature_gets_no_answer(self):
        info = self.kernel.client.get_connection_info()
        session = type(self.kernel.client.session)
        answers = []
        for key in (b"wrong", info["key"]):
            socket = zmq.Context.instance().socket(zmq.DEALER)
            socket.connect(f"tcp://127.0.0.1:{info['control_port']}")
            session(key=key).send(socket, "kernel_info_request")
            # The second one answers: by then the first one has had its chance.
            answers.append(socket)
        self.assertTrue(answers[1].poll(MINUTES * 1000))
        self.assertEqual(answers[0].poll(500), 0)
        for socket in answers:
            socket.close()


class Types(Case):
    """rust-analyzer reads little at first, and what a cell needs when it needs it."""

    def test_types_of_aelib_need_not_be_written(self):
        self.ok(IMPORT + '\nlet model = DenseAutoencoder::<32>::new(0);')
        self.ok("let decoder = model.decoder;")
        self.assertIn("784", str(self.ok("decoder.summary()").of("execute_result")))

    def test_types_of_the_standard_library(self):
        self.ok('let words = vec![String::from("a"), String::from("b")];')
        self.assertEqual(self.ok('println!("{}", words.join(""));').text(), "ab\n")

    def test_cells_see_the_true_home_of_cargo(self):
        home = self.ok('println!("{}", std::env::var("CARGO_HOME").unwrap_or_default());').text().strip()
        self.assertEqual(home, os.environ.get("CARGO_HOME", str(Path.home() / ".cargo")))

    def test_a_cargo_called_by_a_cells_shell_has_the_true_homes_crates(self):
        shown = self.ok('!readlink --canonicalize "$CARGO_HOME/registry"')
        home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
        self.assertIn(str((home / "registry").resolve()), str(shown.of("execute_result")) + shown.text())


class Stop(Case):
    TRAIN = """println!("begun");
let history: History = fit(&mut model, &images, &images, Fit {
    epochs: 1_000_000, show: Show::Silent, ..Fit::default() });
println!("{}", history.stopped.is_some());"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in (IMPORT, """let bytes: Vec<u8> = (0..2000 * 784).map(|i| (i % 251) as u8).collect();
let images: Images = Images::from_bytes(bytes).expect("whole images");
let mut model: ConvAutoencoder<2> = ConvAutoencoder::new(0);"""):
            assert cls.kernel.run(code).reply["status"] == "ok"

    def test_training_stops_and_everything_lives(self):
        for _ in range(int(os.environ.get("INTERRUPTS", 3))):
            cell = self.ok(self.TRAIN, self.press_after(random.uniform(0, 3), "stream"))
            self.assertEqual(cell.text(), "begun\ntrue\n")
            said = self.ok('println!("{}", model.encode(images.first(1).tensor()).as_vec().len());')
            self.assertEqual(said.text(), "2\n")


    def test_a_loop_of_ones_own_stops_with_all_its_epochs_and_no_later_cell_does(self):
        cell = self.ok("""println!("begun");
let mut adam: Adam = Adam::new(1e-3);
let mut rng: ChaCha8Rng = ChaCha8Rng::seed_from_u64(0);
for _ in 0..8 {
    for x in images.shuffled(1, &mut rng) {
        let logits = model.forward(x.leaky_trace());
        adam.step(&mut model, bce_with_logits(logits, &x).backward());
    }
    // Longer, all in all, than a cell may take that does not hear the button.
    std::thread::sleep(std::time::Duration::from_millis(900));
}
println!("ended");""", self.press_after(0.5, "stream"))
        self.assertEqual(cell.text(), "begun\nended\n")
        self.assertIn("the stop button was pressed", cell.text("stderr"))
        said = self.ok('println!("{} {}", images.shuffled(1000, &mut rng).count(), interrupt::is_requested());')
        self.assertEqual(said.text(), "2 false\n")
        cell = self.ok('println!("begun"); while !interrupt::is_requested() {} println!("ended");',
                       self.press_after(0.5, "stream"))
        self.assertEqual(cell.text(), "begun\nended\n")
        self.assertEqual(self.ok('println!("{}", interrupt::is_requested());').text(), "false\n")


class Deaf(Case):
    def test_code_that_does_not_look_is_told_and_ended(self):
        code = 'println!("begun"); loop { std::thread::sleep(std::time::Duration::from_millis(10)); }'
        cell = self.kernel.run(code, self.press_after(0.5, "stream"))
        self.assertIn("does not look at the stop button", cell.text("stderr"))
        self.assertEqual(cell.reply["ename"], "Stopped")
        self.ok("1 + 1")


def locks(file):
    """Whether nobody else holds the lock; this process does not keep it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True


class Processes(unittest.TestCase):
    def test_a_killed_kernel_takes_its_cells_along_and_frees_its_folder(self):
        kernel = Kernel()
        said = kernel.run('println!("{} {}", std::process::id(), std::env::var("EVCXR_TMPDIR").unwrap());')
        pid, folder = said.text().split()
        cells = psutil.Process(int(pid))
        kernel.client.execute("loop { std::thread::yield_now(); }")
        kernel.client.stop_channels()
        with open(f"{folder}.lock") as lock:
            self.assertFalse(locks(lock))
            kernel.manager.signal_kernel(9)
            gone, alive = psutil.wait_procs([cells], timeout=MINUTES)
            self.assertEqual(alive, [])
            deadline = time.monotonic() + MINUTES
            while not locks(lock):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)
        kernel.manager.shutdown_kernel(now=True)

    def test_it_listens_here_only(self):
        kernel = Kernel()
        process = psutil.Process(kernel.manager.provisioner.pid)
        listening = [c.laddr.ip for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
        self.assertEqual(listening, ["127.0.0.1"] * 5)
        kernel.stop()

    def test_a_connection_file_for_others_is_refused(self):
        program = get_kernel_spec("rust").argv[0]
        for ip, mode, why in [("127.0.0.1", 0o644, "others can read it"), ("0.0.0.0", 0o600, "127.0.0.1 only")]:
            with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                ports = {f"{name}_port": 1 for name in ("shell", "iopub", "stdin", "control", "hb")}
                json.dump({"ip": ip, "transport": "tcp", "key": "k", "signature_scheme": "hmac-sha256", **ports}, file)
                file.flush()
                os.chmod(file.name, mode)
                ended = subprocess.run([program, file.name], capture_output=True, text=True, timeout=MINUTES)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(why, ended.stderr)

    def test_several_at_once(self):
        kernels, errors = [], []

        def work(number):
            try:
                kernel = Kernel()
                kernels.append(kernel)
                kernel.run(IMPORT)
                cell = kernel.run(f"""let images: Images = Images::from_bytes(vec![0; {number} * 784]).expect("whole");
println!("{{}}", images.len());""")
                if cell.text() != f"{number}\n":
                    errors.append(cell.of("error") or cell.text())
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=[number])
                   for number in range(1, 1 + int(os.environ.get("KERNELS", 3)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for kernel in kernels:
            kernel.stop()
        self.assertEqual(errors, [])


if __name__ == "__main__":
    unittest.main()
