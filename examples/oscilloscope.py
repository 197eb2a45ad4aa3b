"""One line of 2048 points, all of them new in every frame."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

points, frames = 2048, 120
x = np.linspace(0, 10, points)
noise = np.random.default_rng(2).normal(scale=0.012, size=(frames, points))

plt.style.use("dark_background")
fig, ax = plt.subplots(figsize=(8, 4.5))
ax.set(xlim=(0, 10), ylim=(-1.15, 1.15), xlabel="time (ms)", ylabel="signal (V)", title="Channel 1")
ax.grid(color="0.25", lw=0.6)
(line,) = ax.plot(x, np.zeros(points), color="#5dff9b", lw=1.1)
text = ax.text(0.99, 0.96, "", transform=ax.transAxes, ha="right", va="top", color="0.75", family="monospace")
fig.tight_layout()


def update(frame):
    """A wave packet runs through the window and spreads on its way."""
    t = frame / frames
    centre, width = 1 + 8 * t, 0.5 + 0.9 * t
    envelope = np.exp(-(((x - centre) / width) ** 2)) / np.sqrt(width / 0.5)
    carrier = np.cos(2 * np.pi * (2.2 * (x - centre) + 0.35 * (x - centre) ** 2 * t) - 16 * t)
    line.set_ydata(envelope * carrier + noise[frame])
    text.set_text(f"packet at {centre:5.2f} ms")


animation = FuncAnimation(fig, update, frames=frames, interval=40, repeat=False)
plt.show()
