"""Models between PyTorch and aelib, for tests/tests/checkpoints.rs.

    pip install torch==2.13.0 safetensors numpy
    python tests/golden/checkpoint.py                 # writes checkpoint.safetensors and .json
    python tests/golden/checkpoint.py --open FILE     # opens what aelib::save wrote

The first makes a small convolutional autoencoder in PyTorch, and its code of one image and
answer to it: aelib has to give the same. The second loads a model of aelib, for example from
`cargo course train conv --out FILE`, and prints its loss on that image.
"""
import argparse, json, pathlib
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

HERE = pathlib.Path(__file__).parent


class Autoencoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(), nn.Linear(1568, latent))
        self.decoder = nn.Sequential(
            nn.Linear(latent, 1568), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
            nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1))

    def forward(self, x):
        return self.decoder(self.encoder(x))


def ramp():
    """An image from black at the top left to white at the bottom right."""
    return (torch.arange(784, dtype=torch.float32) / 783).reshape(1, 1, 28, 28)


def make():
    torch.manual_seed(0)
    model = Autoencoder(1)
    save_file(model.state_dict(), HERE / "checkpoint.safetensors")
    with torch.no_grad():
        code = model.encoder(ramp())
        logits = model.decoder(code)
    seven_digits = lambda x: [float(f"{v:.7g}") for v in x.flatten().tolist()]
    golden = {"torch": torch.__version__, "code": seven_digits(code), "logits": seven_digits(logits)}
    (HERE / "checkpoint.json").write_text(json.dumps(golden) + "\n")


def open_file(path):
    tensors = load_file(path)
    model = Autoencoder(tensors["encoder.5.bias"].numel())
    model.load_state_dict(tensors)
    with torch.no_grad():
        loss = F.binary_cross_entropy_with_logits(model(ramp()), ramp())
    print(f"BCE of a ramp: {loss.item():.6f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--open", metavar="FILE")
    args = parser.parse_args()
    open_file(args.open) if args.open else make()
