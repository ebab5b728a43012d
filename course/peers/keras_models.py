"""The course's three models in Keras, for `cargo course bench --peers`.

    MNIST=DIR python keras_models.py dense|conv|vae [EPOCHS]

DIR holds MNIST's four files, plain or gzipped. Prints one JSON object per epoch; the seconds
leave out the validation. Same models, data, batches, optimiser and losses as aelib's; `fit`
as the lecture calls it. Written for Keras 3 on TensorFlow.
"""
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
from common import BATCH, Epoch, train_and_test
from keras import layers, losses, ops


def encode(x, outputs):
    x = layers.Conv2D(16, 3, 2, "same", activation="relu")(x)
    x = layers.Conv2D(32, 3, 2, "same", activation="relu")(x)
    return layers.Dense(outputs)(layers.Flatten()(x))


def decode(z):
    z = layers.Reshape((7, 7, 32))(layers.Dense(1568, activation="relu")(z))
    z = layers.Conv2DTranspose(16, 4, 2, "same", activation="relu")(z)
    return layers.Conv2DTranspose(1, 4, 2, "same")(z)


class Draw(layers.Layer):
    """Draws the latent numbers; adds the KL divergence, mean over the batch."""

    def call(self, latent):
        mu, log_var = ops.split(latent, 2, axis=1)
        kl = -0.5 * ops.sum(1 + log_var - mu**2 - ops.exp(log_var), axis=1)
        self.add_loss(ops.mean(kl))
        return mu + ops.exp(log_var / 2) * keras.random.normal(ops.shape(mu))


def build(name):
    x = keras.Input((28, 28, 1))
    if name == "dense":
        code = layers.Dense(32, activation="relu")(layers.Flatten()(x))
        return keras.Model(x, layers.Reshape((28, 28, 1))(layers.Dense(784)(code)))
    if name == "conv":
        return keras.Model(x, decode(encode(x, 5)))
    return keras.Model(x, decode(Draw()(encode(x, 8))))


def per_image(target, logits):
    """Summed over the pixels; Keras takes the mean over the batch."""
    bce = losses.binary_crossentropy(target, logits, from_logits=True)
    return ops.sum(bce, axis=(1, 2))


class Report(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = Epoch(epoch + 1)

    def on_test_begin(self, logs=None):
        self.epoch.trained()

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.report(logs["loss"], logs["val_loss"])


def main():
    name, epochs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    keras.utils.set_random_seed(0)
    train, test = (images[..., None] for images in train_and_test())
    model = build(name)
    loss = per_image if name == "vae" else losses.BinaryCrossentropy(from_logits=True)
    model.compile("adam", loss)
    model.fit(
        train, train, epochs=epochs, batch_size=BATCH, shuffle=True,
        validation_data=(test, test), verbose=0, callbacks=[Report()],
    )


main()
