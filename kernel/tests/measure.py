"""Measures a kernel: how fast it starts and answers, what many cells leave in memory.

    measure.py start [KERNEL [S]]   a first cell S seconds after the start; `rust-stock` is
                                    evcxr's own, which `cargo course lab --stock` offers
    measure.py memory [CELLS]
    measure.py slider               from a page's message that a slider has moved to the picture
"""
import statistics
import sys
import time

import psutil
from harness import IMPORT, Kernel

FIRST = 'let images: Images = Images::from_bytes(vec![0; 784]).expect("whole");\nprintln!("{}", images.len());'


def start(name="rust", pause=0):
    """Seconds since the start (without the pause): the kernel answers, aelib is there, a cell
    has used it."""
    for _ in range(3):
        began = time.monotonic()
        kernel = Kernel(name)
        moments = [time.monotonic() - began]
        time.sleep(float(pause))
        began += float(pause)
        for code in (IMPORT, FIRST):
            cell = kernel.run(code)
            assert cell.reply["status"] == "ok", cell.reply
            moments.append(time.monotonic() - began)
        trivial = [seconds(kernel, f'println!("{number}");') for number in range(21)]
        again = seconds(kernel, IMPORT)
        kernel.stop()
        print(f"{name}: ready {moments[0]:.2f} s, imported {moments[1]:.2f} s, used {moments[2]:.2f} s; "
              f"then a trivial cell {statistics.median(trivial):.3f} s (median of 21), "
              f"the import once more {again:.3f} s", flush=True)


def seconds(kernel, code):
    began = time.monotonic()
    cell = kernel.run(code)
    assert cell.reply["status"] == "ok", cell.reply
    return time.monotonic() - began


def memory(cells=1000):
    """Resident MB of the kernel and of the process that runs its cells."""
    kernel = Kernel()
    pid = int(kernel.run(IMPORT + '\nprintln!("{}", std::process::id());').text())
    cells_process = psutil.Process(pid)
    processes = [psutil.Process(kernel.manager.provisioner.pid), cells_process]
    for number in range(int(cells) + 1):
        if number % 100 == 0:
            resident = [process.memory_info().rss / 1e6 for process in processes]
            print(f"{number:5} cells: kernel {resident[0]:.0f} MB, cells {resident[1]:.0f} MB", flush=True)
        took = seconds(kernel, f'let x{number % 10}: usize = {number}; println!("{{}}", x{number % 10});')
        if number % 100 == 0:
            print(f"      this one took {took:.2f} s", flush=True)
    kernel.stop()


SLIDERS = """let decoder = Vae::<4>::new(0);
interact(["a", "b", "c", "d"].map(|name| slider(name, -3.0..3.0)), move |z| {
    image_grid(&decoder.decode(Cpu::default().tensor_from_vec(z.to_vec(), (1, Const))).sigmoid()).scale(8)
});"""


def slider():
    kernel = Kernel()
    kernel.run(IMPORT)
    comm = kernel.run(SLIDERS).of("comm_open")[0]["comm_id"]
    took = []
    for number in range(200):
        data = {"method": "update", "state": {"value": number / 100}, "buffer_paths": []}
        message = kernel.client.session.msg("comm_msg", {"comm_id": comm, "data": data})
        began = time.monotonic()
        kernel.client.shell_channel.send(message)
        kind = state = None
        while state != "idle":
            answer = kernel.client.get_iopub_msg(timeout=60)
            if answer["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                kind, state = answer["msg_type"], answer["content"].get("execution_state")
                if kind == "update_display_data":
                    took.append(1000 * (time.monotonic() - began))
    kernel.stop()
    took.sort()
    print(f"{len(took)} pictures: median {statistics.median(took):.1f} ms, "
          f"95th percentile {took[int(0.95 * len(took))]:.1f} ms")


if __name__ == "__main__":
    {"start": start, "memory": memory, "slider": slider}[sys.argv[1]](*sys.argv[2:])
