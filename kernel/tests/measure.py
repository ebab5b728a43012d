"""Measures a kernel: how fast it starts and answers, what many cells leave in memory.

    measure.py start [KERNEL [S]]   a first cell S seconds after the start; `rust-stock` is
                                    evcxr's own, which `cargo course lab --stock` offers
    measure.py memory [CELLS]
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


if __name__ == "__main__":
    {"start": start, "memory": memory}[sys.argv[1]](*sys.argv[2:])
