"""The ecosystem's own tests of a Jupyter kernel, for this one."""
import unittest
from queue import Empty

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel
from jupyter_kernel_test.msgspec_v5 import validate_message

MINUTES = 300

SHOW = r'println!("\u{1b}_jupyter:{}\u{1b}\\", r#"EVENT"#);'


def patient(channel):
    """Gives a channel minutes where the suite gives a machine a tenth of a second."""
    channel.at_once = channel.get_msg
    channel.get_msg = lambda timeout=None: channel.at_once(timeout=MINUTES)


class Protocol(jupyter_kernel_test.KernelTests):
    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=cls.kernel_name, startup_timeout=MINUTES)
        patient(cls.kc.iopub_channel)
        patient(cls.kc.shell_channel)

    def flush_channels(self):
        for channel in (self.kc.shell_channel, self.kc.iopub_channel):
            try:
                while True:
                    validate_message(channel.at_once(timeout=0.3))
            except Empty:
                pass

    # Nothing here opens a pager.
    test_pager = None

    kernel_name = "rust"
    language_name = "rust"
    file_extension = ".rs"
    code_hello_world = 'println!("hello, world");'
    code_stderr = 'eprintln!("oops");'
    completion_samples = [
        {"text": "let text = String::with_cap", "matches": {"with_capacity"}},
        {"text": ":versi", "matches": {":version"}},
    ]
    complete_code_samples = ["1 + 1", "fn f() {}", 'println!("{");', ":vars"]
    incomplete_code_samples = ["fn f() {", "let x = (1,", 'println!("']
    invalid_code_samples = ["}", "let = 1;"]
    code_generate_error = "let x: u8 = true;"
    code_execute_result = [{"code": "1 + 1", "result": "2"}]
    code_display_data = [
        {"code": SHOW.replace("EVENT", '{"display_data":{"data":{"text/html":"<b>1</b>"}}}'),
         "mime": "text/html"},
        {"code": r'println!("EVCXR_BEGIN_CONTENT image/png\nAAAA\nEVCXR_END_CONTENT\nafter");',
         "mime": "image/png"},
    ]
    code_clear_output = SHOW.replace("EVENT", '{"clear_output":{"wait":false}}')
    code_inspect_sample = "String"
    code_history_pattern = "1?+*"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    unittest.main()
