"""What the scripts of all peers share: the data, and the line that says how an epoch went."""
import gzip
import json
import os
import resource
import time

import numpy

BATCH, RATE, VALIDATION = 256, 1e-3, 1000


def load(name):
    """The images of one of MNIST's files in the folder MNIST, (N, 28, 28), pixels in [0, 1]."""
    path = os.path.join(os.environ["MNIST"], name)
    file = open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz")
    with file:
        pixels = numpy.frombuffer(file.read()[16:], numpy.uint8)
    return pixels.reshape(-1, 28, 28).astype(numpy.float32) / 255


def train_and_test():
    return load("train-images-idx3-ubyte"), load("t10k-images-idx3-ubyte")


def processor_seconds():
    """Of this process so far: all threads, in the program and in the system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Epoch:
    """Measures an epoch: `trained` ends its training, `report` follows the validation."""

    def __init__(self, number):
        self.number, self.begun = number, processor_seconds()
        self.start = time.perf_counter()

    def trained(self):
        self.seconds = time.perf_counter() - self.start

    def report(self, loss, val_loss):
        print(json.dumps({
            "epoch": self.number, "seconds": self.seconds,
            "processor_seconds": processor_seconds() - self.begun,
            "loss": float(loss), "val_loss": float(val_loss),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }), flush=True)
