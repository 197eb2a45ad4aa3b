"""Polar axes: a radar whose echoes fade until the beam comes round again."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

frames, turn = 120, 48
random = np.random.default_rng(8)
targets = 14
place = random.uniform(-75, 75, size=(targets, 2))
course = random.normal(scale=0.22, size=(targets, 2))
brightness = np.zeros(targets)
echo = place.copy()

fig = plt.figure(figsize=(6, 6), facecolor="#04120b")
ax = fig.add_axes((0.08, 0.08, 0.84, 0.84), projection="polar", facecolor="#061c11")
ax.set(ylim=(0, 100), theta_zero_location="N", theta_direction=-1)
ax.set_rgrids([25, 50, 75, 100], labels=["25", "50", "75", "100 km"], color="#3f8f63", fontsize=8)
ax.tick_params(colors="#6fd19b")
ax.grid(color="#1d5c3c", lw=0.7)
ax.spines["polar"].set_color("#3f8f63")
trail = [ax.fill_between([], [], color="#3dff95", alpha=0.0)]
(beam,) = ax.plot([0, 0], [0, 100], color="#9dffc8", lw=2)
echoes = ax.scatter(np.zeros(targets), np.zeros(targets), s=46, color="#c8ffdf", lw=0)


def update(frame):
    """Turn the beam, move the targets, light up those that the beam has just passed."""
    global place, brightness
    theta, step = 2 * np.pi * frame / turn, 2 * np.pi / turn
    place = place + course
    bearing = np.arctan2(place[:, 0], place[:, 1])
    hit = (theta - bearing) % (2 * np.pi) < step
    brightness = np.where(hit, 1.0, brightness * 0.955)
    echo[hit] = place[hit]

    beam.set_xdata([theta, theta])
    for wedge in trail:
        wedge.remove()
    trail[:] = [
        ax.fill_between(
            np.linspace(theta - (i + 1) * 0.07, theta - i * 0.07, 4), 0, 100, color="#3dff95", alpha=a, lw=0
        )
        for i, a in enumerate(np.linspace(0.34, 0.02, 12))
    ]
    echoes.set_offsets(np.c_[np.arctan2(echo[:, 0], echo[:, 1]), np.hypot(*echo.T)])
    echoes.set_alpha(brightness)


animation = FuncAnimation(fig, update, frames=frames, interval=50, repeat=False, init_func=lambda: None)
plt.show()
