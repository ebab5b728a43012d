"""The course's three models in JAX, for `cargo course bench --peers`.

    MNIST=DIR python jax_models.py dense|conv|vae [EPOCHS]

DIR holds MNIST's four files, plain or gzipped. Prints one JSON object per epoch. A whole epoch,
with its shuffling, is one compiled program. Written for JAX 0.10; Adam is written out, so that
no other package is needed.
"""
import sys

import jax
from common import BATCH, RATE, VALIDATION, Epoch, train_and_test
from jax import lax, numpy
from jax.nn import relu

LAYOUT = ("NHWC", "HWIO", "NHWC")


def weights(key, *shape):
    """Glorot's weight, and a bias."""
    return jax.nn.initializers.glorot_uniform()(key, shape), numpy.zeros(shape[-1])


def build(name, key):
    keys = jax.random.split(key, 6)
    if name == "dense":
        return [weights(keys[0], 784, 32), weights(keys[1], 32, 784)]
    outputs, latent = (8, 4) if name == "vae" else (5, 5)
    return [
        weights(keys[0], 3, 3, 1, 16), weights(keys[1], 3, 3, 16, 32),
        weights(keys[2], 1568, outputs), weights(keys[3], latent, 1568),
        weights(keys[4], 4, 4, 32, 16), weights(keys[5], 4, 4, 16, 1),
    ]


def linear(x, layer):
    return x @ layer[0] + layer[1]


def conv(x, layer):
    y = lax.conv_general_dilated(x, layer[0], (2, 2), [(1, 1)] * 2, dimension_numbers=LAYOUT)
    return y + layer[1]


def conv_transpose(x, layer):
    y = lax.conv_transpose(x, layer[0], (2, 2), [(2, 2)] * 2, dimension_numbers=LAYOUT)
    return y + layer[1]


def encode(model, x):
    x = relu(conv(relu(conv(x[..., None], model[0])), model[1]))
    return linear(x.reshape(len(x), -1), model[2])


def decode(model, z):
    z = relu(linear(z, model[3])).reshape(-1, 7, 7, 32)
    return conv_transpose(relu(conv_transpose(z, model[4])), model[5])[..., 0]


def bce(logits, x):
    return numpy.maximum(logits, 0) - logits * x + numpy.log1p(numpy.exp(-abs(logits)))


def loss_of(name, model, x, key):
    if name == "dense":
        code = relu(linear(x.reshape(len(x), -1), model[0]))
        return bce(linear(code, model[1]).reshape(x.shape), x).mean()
    if name == "conv":
        return bce(decode(model, encode(model, x)), x).mean()
    mu, log_var = numpy.split(encode(model, x), 2, axis=1)
    z = mu + numpy.exp(log_var / 2) * jax.random.normal(key, mu.shape)
    kl = -0.5 * (1 + log_var - mu**2 - numpy.exp(log_var)).sum()
    return (bce(decode(model, z), x).sum() + kl) / len(x)


def adam(model, moments, gradients, step):
    """One step of Adam with the usual constants; `step` begins with 1."""
    m, v = moments
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, gradients)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, gradients)
    scales = 1 - 0.9**step, 1 - 0.999**step
    move = lambda w, m, v: w - RATE * (m / scales[0]) / (numpy.sqrt(v / scales[1]) + 1e-8)
    return jax.tree.map(move, model, m, v), (m, v)


def main():
    name, epochs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    train, test = map(numpy.asarray, train_and_test())
    key = jax.random.key(0)
    model = build(name, key)
    zeros = jax.tree.map(numpy.zeros_like, model)
    state = model, (zeros, zeros), numpy.float32(0)

    def learn(state, places_and_key):
        (model, moments, step), (places, key) = state, places_and_key
        value = lambda model: loss_of(name, model, train[places], key)
        loss, gradients = jax.value_and_grad(value)(model)
        model, moments = adam(model, moments, gradients, step + 1)
        return (model, moments, step + 1), loss

    @jax.jit
    def learn_epoch(state, key):
        whole = len(train) // BATCH * BATCH
        order = jax.random.permutation(key, len(train))
        keys = jax.random.split(key, whole // BATCH + 1)
        batches = order[:whole].reshape(-1, BATCH), keys[:-1]
        state, losses = lax.scan(learn, state, batches)
        state, last = learn(state, (order[whole:], keys[-1]))
        return state, (losses.sum() * BATCH + last * (len(train) - whole)) / len(train)

    validate = jax.jit(lambda model, x, key: loss_of(name, model, x, key))
    learn_epoch = learn_epoch.lower(state, key).compile()
    for number in range(1, epochs + 1):
        key, own = jax.random.split(key)
        epoch = Epoch(number)
        state, loss = jax.block_until_ready(learn_epoch(state, own))
        epoch.trained()
        parts = test.reshape(-1, VALIDATION, 28, 28)
        val_loss = sum(float(validate(state[0], part, own)) for part in parts) / len(parts)
        epoch.report(loss, val_loss)


main()
