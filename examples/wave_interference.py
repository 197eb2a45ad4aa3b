"""An image and a curve that share an axis: waves from two slits, and what arrives on a screen."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

frames, wavelength = 112, 2.0
slits = np.array([-2.5, 2.5])
x = np.linspace(0.05, 20, 320)
y = np.linspace(-10, 10, 300)
distance = np.hypot(x[None, None, :], y[None, :, None] - slits[:, None, None])

fig, (ax, screen) = plt.subplots(1, 2, sharey=True, figsize=(9, 5), width_ratios=(4, 1), facecolor="white")
image = ax.imshow(
    np.zeros((y.size, x.size)),
    extent=(0, 20, -10, 10),
    origin="lower",
    aspect="auto",
    cmap="RdBu",
    vmin=-0.75,
    vmax=0.75,
    interpolation="nearest",
)
ax.vlines([0, 0, 0], [-10, -2.1, 2.9], [-2.9, 2.1, 10], color="black", lw=6)
ax.set(xlabel="distance from the slits", ylabel="place on the screen", title="Two slits")
(curve,) = screen.plot([], [], color="tab:red", lw=1.5)
(now,) = screen.plot([], [], color="0.6", lw=0.8)
screen.set(xlim=(-0.5, 0.5), title="amplitude")
screen.grid(alpha=0.25)
largest = np.zeros(y.size)
fig.tight_layout()


def update(frame):
    """Let the waves run, and remember how high they have been on the screen."""
    global largest
    t = 28 * frame / frames
    front = 1 / (1 + np.exp(np.clip(4 * (distance - t), -50, 50)))  # nothing is faster than the wave
    waves = np.cos(2 * np.pi * (distance - t) / wavelength) / np.sqrt(distance + 0.5) * front
    field = waves.sum(axis=0)
    image.set_data(field)
    largest = np.maximum(largest, np.abs(field[:, -1]))
    now.set_data(field[:, -1], y)
    curve.set_data(largest, y)


animation = FuncAnimation(fig, update, frames=frames, interval=50, repeat=False, init_func=lambda: None)
plt.show()
