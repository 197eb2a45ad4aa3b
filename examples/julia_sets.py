"""ArtistAnimation: every frame is made beforehand, here a Julia set for each point of a circle."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import ArtistAnimation

frames, iterations = 72, 60
re, im = np.meshgrid(np.linspace(-1.6, 1.6, 320), np.linspace(-1.2, 1.2, 240))
start = (re + 1j * im).astype(np.complex64)

fig = plt.figure(figsize=(6.4, 4.8))
ax = fig.add_axes((0, 0, 1, 1))
ax.set_axis_off()

artists = []
for angle in np.linspace(0, 2 * np.pi, frames, endpoint=False):
    c = np.complex64(0.7885 * np.exp(1j * angle))
    z, smooth = start.copy(), np.zeros(start.shape, dtype=np.float32)
    for _ in range(iterations):
        inside = np.abs(z) < 4
        z[inside] = z[inside] ** 2 + c
        smooth += np.exp(-np.abs(z))
    image = ax.imshow(
        np.log1p(smooth), cmap="inferno", extent=(-1.6, 1.6, -1.2, 1.2), interpolation="nearest"
    )
    text = ax.text(
        0.98, 0.04, f"$c = {c.real:+.2f} {c.imag:+.2f}\\,i$", transform=ax.transAxes, ha="right", color="w"
    )
    artists.append([image, text])

animation = ArtistAnimation(fig, artists, interval=70, repeat=False)
plt.show()
