"""The course's three models in PyTorch, for `cargo course bench --peers`.

    MNIST=DIR python pytorch_models.py dense|conv|vae [EPOCHS] [eager|compile|channels-last|bf16]

DIR holds MNIST's four files, plain or gzipped. Prints one JSON object per epoch. Same
models, data, batches, optimiser and losses as aelib's; Adam is fused. Written for torch 2.13.
"""
import sys

import torch
from common import BATCH, RATE, VALIDATION, Epoch, train_and_test
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

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
    mode = sys.argv[3] if len(sys.argv) > 3 else "eager"
    torch.manual_seed(0)
    layout = torch.channels_last if mode == "channels-last" else torch.contiguous_format
    train, test = (torch.from_numpy(images)[:, None] for images in train_and_test())
    model = build(name).to(memory_format=layout)
    loss_of = torch.compile(model.loss) if mode == "compile" else model.loss
    adam = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)

    def loss_on(x):
        with torch.autocast("cpu", torch.bfloat16, enabled=mode == "bf16"):
            return loss_of(x.to(memory_format=layout))

    for number in range(1, epochs + 1):
        epoch, total = Epoch(number), 0.0
        for places in torch.randperm(len(train)).split(BATCH):
            x = train[places]
            adam.zero_grad(set_to_none=True)
            loss = loss_on(x)
            loss.backward()
            adam.step()
            total += loss.item() * len(x)
        epoch.trained()
        with torch.no_grad():
            parts = test.split(VALIDATION)
            val_loss = sum(loss_on(x).item() for x in parts) / len(parts)
        epoch.report(total / len(train), val_loss)


main()
