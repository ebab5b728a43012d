"""Starts the Rust kernel in a working folder that no other kernel uses.

    launch.py CONNECTION_FILE

The kernel builds each cell in its working folder, and a folder that was used before
answers in a fraction of the time: so the folders stay, and each is locked while a kernel
lives in it. The lock ends with the process, however that ends.
"""
import fcntl
import os
import shutil
import sys
from pathlib import Path

HOME = Path(sys.prefix) / "evcxr"


def main():
    environment = dict(
        os.environ,
        EVCXR_TMPDIR=str(free_folder()),
        # The project's own configuration, never the user's.
        EVCXR_CONFIG_DIR=str(HOME / os.environ.get("COURSE_KERNEL_CONFIG", "config")),
        # The kernel would refresh a kernel that the user has installed elsewhere.
        JUPYTER_PATH=str(HOME / "none"),
    )
    kernel = str(HOME / "bin" / "evcxr_jupyter")
    os.execve(kernel, [kernel, "--control_file", sys.argv[1]], environment)


def free_folder():
    """The first folder that no kernel lives in, locked for this process."""
    for number in range(1, 100):
        folder = HOME / "work" / str(number)
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{folder}.lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        # Python closes files at exec; this one has to stay open.
        os.set_inheritable(lock, True)
        if not folder.exists():
            furnish(folder)
        return folder
    sys.exit("error: 99 Rust kernels are running; shut some down in JupyterLab")


def furnish(folder):
    """Copies what the first folder has built."""
    half = folder.with_suffix(".new")
    shutil.rmtree(half, ignore_errors=True)
    first = HOME / "work" / "1"
    if first.exists():
        shutil.copytree(first, half, symlinks=True)
    else:
        half.mkdir()
    half.rename(folder)


main()
