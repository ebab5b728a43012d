"""Tab and Shift-Tab in every cell of the lessons, before it is run, as a student would press them.

    sweep.py [--sample N] [--no-run] [NOTEBOOK...]

At every tenth position of each code cell, or at N of these of each notebook, drawn by a fixed
seed. The kernel has to live, and 95 of 100 answers have to come within 2 s. `--no-run` runs only
the cells that import: nothing is known of variables of earlier cells then.
"""
import argparse
import os
import random
import statistics
import sys
import time
from pathlib import Path

import nbformat
from harness import NOTEBOOKS, Kernel

LIMIT = 2.0
# Nobody waits longer; the kernel has not answered then.
PATIENCE = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="so many positions of each notebook")
    parser.add_argument("--no-run", action="store_true", help="run only the cells that import")
    parser.add_argument("notebooks", nargs="*", type=Path)
    args = parser.parse_args()
    # The lessons' own short form.
    os.environ.setdefault("AELIB_QUICK", "1")
    paths = args.notebooks or sorted(NOTEBOOKS.glob("*.ipynb"))
    took = [seconds for path in paths for seconds in sweep(path, args)]
    if not took:
        sys.exit("error: no position in any cell")
    late = statistics.quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    print(f"{len(took)} answers, 95 of 100 within {late:.2f} s, all within {max(took):.2f} s")
    sys.exit(f"error: more than {LIMIT} s" if late > LIMIT else 0)


def sweep(path, args):
    """Seconds of each answer in one notebook."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    places = [(number, place) for number, code in enumerate(cells) for place in range(0, len(code) + 1, 10)]
    if args.sample is not None and args.sample < len(places):
        places = random.Random(path.name).sample(places, args.sample)
    kernel = Kernel(cwd=path.resolve().parent)
    took = []
    try:
        for number, code in enumerate(cells):
            for place in sorted(place for cell, place in places if cell == number):
                for ask in (kernel.client.complete, kernel.client.inspect):
                    took.append(seconds(kernel, ask, code, place, f"{path.name}, code cell {number + 1}"))
            if ":dep" in code or not args.no_run:
                kernel.run(code)
        answer = kernel.run('println!("{}", 6 * 7);')
        if answer.text() != "42\n":
            sys.exit(f"error: {path.name}: after all this no cell runs: {answer.reply}")
    finally:
        kernel.stop()
    late = f", slowest {max(took):.2f} s" if took else ""
    print(f"{path.name}: {len(took)} answers{late}", flush=True)
    return took


def seconds(kernel, ask, code, place, where):
    """How long the kernel takes to answer at a place."""
    began = time.monotonic()
    request = ask(code, place)
    while True:
        try:
            reply = kernel.client.get_shell_msg(timeout=PATIENCE)
        except Exception:
            sys.exit(f"error: {where}, position {place}: no answer to {ask.__name__} within {PATIENCE} s\n{code}")
        if reply["parent_header"].get("msg_id") == request:
            return time.monotonic() - began


if __name__ == "__main__":
    main()
