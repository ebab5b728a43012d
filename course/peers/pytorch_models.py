"""The course's three models in PyTorch, for `cargo course bench --peers`.

    MNIST=DIR python pytorch_models.py dense|conv|vae [EPOCHS]

DIR holds MNIST's four files, plain or gzipped. Prints one JSON object per epoch. Same
models, data, batches, optimiser and losses as aelib's; fused Adam, eager mode, which is the
fastest of PyTorch's ways here. Written for torch 2.13.
"""
import gzip
import json
import os
import resource
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

BATCH = 256


def load(name):
    path = os.path.join(os.environ["MNIST"], name)
    file = open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz")
    with file:
        pixels = numpy.frombuffer(file.read()[16:], numpy.uint8)
    return torch.from_numpy(pixels.reshape(-1, 1, 28, 28).astype(numpy.float32) / 255)


def encoder(outputs):
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(1568, outputs),
    )


def decoder(latent):
    return nn.Sequential(
        nn.Linear(latent, 1568), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
        nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1), nn.ReLU(),
        nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1),
    )


class Autoencoder(nn.Module):
    """Mean binary cross entropy, per pixel."""

    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def loss(self, x):
        return bce(self.decoder(self.encoder(x)), x)


class Vae(Autoencoder):
    """Negative ELBO, per image."""

    def loss(self, x):
        mu, log_var = self.encoder(x).chunk(2, dim=1)
        z = mu + torch.exp(log_var / 2) * torch.randn_like(mu)
        kl = -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum()
        return (bce(self.decoder(z), x, reduction="sum") + kl) / len(x)


def build(name):
    if name == "dense":
        down = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.ReLU())
        return Autoencoder(down, nn.Sequential(nn.Linear(32, 784), nn.Unflatten(1, (1, 28, 28))))
    return Autoencoder(encoder(5), decoder(5)) if name == "conv" else Vae(encoder(8), decoder(4))


def main():
    name, epochs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    torch.manual_seed(0)
    train, test = load("train-images-idx3-ubyte"), load("t10k-images-idx3-ubyte")
    model = build(name)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    for epoch in range(1, epochs + 1):
        start, total = time.perf_counter(), 0.0
        for places in torch.randperm(len(train)).split(BATCH):
            x = train[places]
            adam.zero_grad(set_to_none=True)
            loss = model.loss(x)
            loss.backward()
            adam.step()
            total += loss.item() * len(x)
        seconds = time.perf_counter() - start
        with torch.no_grad():
            val_loss = sum(model.loss(x).item() * len(x) for x in test.split(1000)) / len(test)
        print(json.dumps({
            "epoch": epoch, "loss": total / len(train), "val_loss": val_loss, "seconds": seconds,
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }), flush=True)


main()
