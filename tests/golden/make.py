"""Golden values from PyTorch for tests/tests/golden.rs.

    pip install torch==2.15.0
    python tests/golden/make.py

Writes convolutions.json, losses.json and training.json beside this file; each names the
version of PyTorch that made it. Inputs have three decimals, so both sides start from the
same numbers; results are computed in float64 and rounded to seven significant digits.
The upstream gradient is random: all ones would hide a wrong index.
"""
import json, math, pathlib
import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent

# what, shape of x, shape of the weight, options. Shapes are PyTorch's.
CONV2D = [
    ("stride that does not divide, nothing square", (2, 3, 8, 9), (4, 3, 3, 2), dict(stride=2, padding=1)),
    ("kernel larger than the map", (2, 2, 3, 4), (3, 2, 5, 5), dict(padding=2)),
    ("kernel larger than the map, stride 2", (2, 2, 3, 2), (2, 2, 5, 4), dict(stride=2, padding=2)),
    ("padding larger than the kernel", (2, 2, 4, 3), (2, 2, 2, 3), dict(stride=2, padding=4)),
    ("one channel, one image", (1, 1, 6, 5), (1, 1, 3, 3), dict()),
    ("19 images: a whole group and a short one", (19, 2, 5, 6), (3, 2, 3, 3), dict(stride=2, padding=1)),
    ("33 images, one pixel out", (33, 1, 2, 2), (2, 1, 2, 2), dict()),
    ("dilation 2, stride 2", (2, 2, 9, 8), (3, 2, 3, 2), dict(stride=2, padding=2, dilation=2)),
    ("dilation 3, stride 2", (1, 2, 9, 10), (2, 2, 3, 3), dict(stride=2, padding=2, dilation=3)),
    ("1x1 kernel", (2, 3, 4, 5), (2, 3, 1, 1), dict()),
    ("1x1 kernel, stride 2: pixels that nobody reads", (2, 2, 5, 4), (2, 2, 1, 1), dict(stride=2)),
    ("no bias", (2, 2, 5, 5), (3, 2, 3, 3), dict(padding=1, bias=False)),
    ("stride 3", (2, 2, 11, 8), (2, 2, 4, 3), dict(stride=3, padding=1)),
]
CONV_TRANSPOSE2D = [
    ("the course's doubling", (2, 3, 4, 5), (3, 2, 4, 4), dict(stride=2, padding=1)),
    ("nothing square", (2, 2, 3, 5), (2, 3, 3, 2), dict(stride=2)),
    ("output padding 1", (2, 2, 3, 4), (2, 2, 3, 3), dict(stride=2, padding=1, output_padding=1)),
    ("kernel larger than the map", (2, 2, 2, 3), (2, 2, 5, 4), dict(padding=2)),
    ("one channel, one image", (1, 1, 4, 3), (1, 1, 3, 3), dict()),
    ("19 images: a whole group and a short one", (19, 2, 3, 2), (2, 3, 3, 3), dict(stride=2, padding=1)),
    ("dilation 2", (2, 2, 4, 3), (2, 3, 3, 2), dict(padding=1, dilation=2)),
    ("dilation 2, stride 3, output padding 2", (1, 2, 3, 4), (2, 2, 3, 3), dict(stride=3, padding=1, output_padding=2, dilation=2)),
    ("1x1 kernel", (2, 3, 4, 5), (3, 2, 1, 1), dict()),
    ("no bias", (2, 2, 4, 4), (2, 3, 3, 3), dict(stride=2, padding=1, bias=False)),
    ("stride 3, kernel 2: pixels that nobody writes", (2, 2, 3, 4), (2, 2, 2, 2), dict(stride=3)),
    ("stride 3", (2, 2, 3, 4), (2, 2, 5, 4), dict(stride=3, padding=2)),
]


def randoms(shape):
    """Normal numbers with three decimals."""
    return (torch.randn(shape, dtype=torch.float64) * 1000).round() / 1000


def numbers(tensor):
    return [float(f"{v:.7g}") for v in tensor.detach().flatten().tolist()]


def convolution(operation, what, x_shape, weight_shape, bias=True, **options):
    transposed = operation is F.conv_transpose2d
    x, weight = randoms(x_shape), randoms(weight_shape)
    channels_out = weight_shape[1 if transposed else 0]
    arguments = [x, weight] + ([randoms(channels_out)] if bias else [])
    for argument in arguments:
        argument.requires_grad_()
    y = operation(*arguments, **options)
    dy = randoms(y.shape)
    gradients = torch.autograd.grad(y, arguments, dy)
    options = dict(stride=1, padding=0, output_padding=0, dilation=1) | options
    return dict(
        operation=operation.__name__, what=what, **options,
        x_shape=list(x_shape), weight_shape=list(weight_shape), y_shape=list(y.shape),
        arguments=[numbers(a) for a in arguments],
        y=numbers(y), dy=numbers(dy), gradients=[numbers(g) for g in gradients],
    )


def losses():
    """Logits up to +-100, targets from 0 to 1, and an upstream gradient that is not 1."""
    shape, upstream = (3, 2, 4), 0.7
    logits = randoms(shape) * 3
    logits.view(-1)[:6] = torch.tensor([100.0, -100.0, 100.0, -100.0, 0.0, 30.0])
    targets = (torch.rand(shape, dtype=torch.float64) * 1000).round() / 1000
    targets.view(-1)[:6] = torch.tensor([1.0, 1.0, 0.0, 0.0, 0.5, 0.25])
    logits.requires_grad_()
    values = dict(
        bce_with_logits=F.binary_cross_entropy_with_logits(logits, targets),
        bce_with_logits_per_image=F.binary_cross_entropy_with_logits(logits, targets, reduction="sum") / shape[0],
        mse=F.mse_loss(logits, targets),
    )
    results = {}
    for name, value in values.items():
        (gradient,) = torch.autograd.grad(value * upstream, logits)
        results[name] = dict(value=numbers(value)[0], gradient=numbers(gradient))
    return dict(shape=shape, upstream=upstream, logits=numbers(logits), targets=numbers(targets), losses=results)


def formula(count, tensor):
    """sin(0.37 i^2 + tensor): numbers that both sides can compute, so none is stored."""
    return torch.tensor([math.sin(0.37 * (i * i) + tensor) for i in range(count)], dtype=torch.float64)


def training(latent=5, images=20, steps=10):
    """The course's convolutional autoencoder on one batch: gradients, then ten steps of Adam."""
    encoder = nn.Sequential(
        nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(1568, latent))
    decoder = nn.Sequential(
        nn.Linear(latent, 1568), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
        nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, 2, 1))
    model = nn.ModuleDict(dict(encoder=encoder, decoder=decoder))
    with torch.no_grad():
        for i, p in enumerate(model.parameters()):
            p.copy_((0.25 * formula(p.numel(), i)).reshape(p.shape))
    x = formula(images * 784, 99).clamp(min=0).float().reshape(images, 1, 28, 28)
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    curve, gradients = [], {}
    for step in range(steps):
        adam.zero_grad()
        loss = F.binary_cross_entropy_with_logits(decoder(encoder(x)), x)
        loss.backward()
        if step == 0:
            # Adam's steps do not depend on a gradient's scale, so the curve alone would not
            # see a wrong one. The projection on the formula sees wrong indices.
            for i, (name, p) in enumerate(model.named_parameters()):
                g = p.grad.double().flatten()
                gradients[name] = dict(norm=numbers(g.norm())[0], projection=numbers(g @ formula(len(g), i))[0])
        adam.step()
        curve.append(loss)
    return dict(images=images, losses=numbers(torch.stack(curve)), gradients=gradients)


def write(name, values):
    """One line per entry: small, and a change shows up as a short difference."""
    lines = [json.dumps(torch.__version__.split("+")[0]).join(['"torch": ', ""])]
    for key, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = "[\n" + ",\n".join(json.dumps(v) for v in value) + "\n]"
        else:
            value = json.dumps(value)
        lines.append(f"{json.dumps(key)}: {value}")
    (HERE / name).write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    torch.manual_seed(0)
    torch.set_num_threads(1)
    write("convolutions.json", dict(cases=[
        convolution(operation, what, x, weight, **options)
        for operation, cases in ((F.conv2d, CONV2D), (F.conv_transpose2d, CONV_TRANSPOSE2D))
        for what, x, weight, options in cases
    ]))
    write("losses.json", losses())
    write("training.json", training())
