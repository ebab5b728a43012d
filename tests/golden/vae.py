"""Golden values of the variational autoencoder from PyTorch, for tests/tests/vae.rs.

    pip install torch==2.13.0
    python tests/golden/vae.py

Writes vae.json beside this file: reparameterisation and divergence with their gradients,
the latter also from torch.distributions; and the loss of the course's model on one batch, for
both reconstructions, with the gradients of all its parameters.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

from make import formula, numbers, randoms, write


def latent():
    """Gradients of sum(r * z) + 0.7 KL, with KL in nats per image."""
    shape = (3, 2)
    mu, log_var, eps, r = (randoms(shape) for _ in range(4))
    mu.requires_grad_()
    log_var.requires_grad_()
    sigma = torch.exp(log_var / 2)
    z = mu + sigma * eps
    kls = kl_divergence(Normal(mu, sigma), Normal(0.0, 1.0))
    kl = kls.sum() / shape[0]
    gradients = torch.autograd.grad((r * z).sum() + 0.7 * kl, (mu, log_var))
    return dict(
        shape=shape, mu=numbers(mu), log_var=numbers(log_var), eps=numbers(eps), r=numbers(r),
        z=numbers(z), kl=numbers(kl)[0], kl_per_dimension=numbers(kls.mean(0)),
        gradients=[numbers(g) for g in gradients])


def model(squared_error, beta, latent=4, images=20):
    """Weights, images and noise from a formula, so that none is stored."""
    waist = 1568
    encoder = nn.ModuleDict({
        "0": nn.Conv2d(1, 16, 3, 2, 1), "2": nn.Conv2d(16, 32, 3, 2, 1),
        "5": nn.ModuleDict(dict(mu=nn.Linear(waist, latent), log_var=nn.Linear(waist, latent)))})
    decoder = nn.Sequential(
        nn.Linear(latent, waist), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
        nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 1, 4, 2, 1))
    vae = nn.ModuleDict(dict(encoder=encoder, decoder=decoder)).double()
    with torch.no_grad():
        for i, p in enumerate(vae.parameters()):
            p.copy_((0.1 * formula(p.numel(), i)).reshape(p.shape))
    x = formula(images * 784, 99).clamp(min=0).reshape(images, 1, 28, 28)
    eps = formula(images * latent, 98).reshape(images, latent)
    h = F.relu(encoder["2"](F.relu(encoder["0"](x)))).flatten(1)
    mu, log_var = encoder["5"]["mu"](h), encoder["5"]["log_var"](h)
    logits = decoder(mu + torch.exp(log_var / 2) * eps)
    if squared_error:
        reconstruction = ((logits.sigmoid() - x) ** 2).sum()
    else:
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    kl = -0.5 * (1 + log_var - mu**2 - log_var.exp()).sum()
    loss = (reconstruction + beta * kl) / images
    loss.backward()
    gradients = {}
    for i, (name, p) in enumerate(vae.named_parameters()):
        g = p.grad.flatten()
        gradients[name] = dict(norm=numbers(g.norm())[0], projection=numbers(g @ formula(len(g), i))[0])
    return dict(
        images=images, squared_error=squared_error, beta=beta, loss=numbers(loss)[0],
        kl=numbers(kl / images)[0], gradients=gradients)


torch.manual_seed(0)
torch.set_num_threads(1)
write("vae.json", dict(latent=latent(), models=[model(False, 1.0), model(True, 0.5)]))
