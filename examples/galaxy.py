"""A scatter plot whose points have colours and sizes of their own: a spiral galaxy."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

stars, frames = 2500, 120
random = np.random.default_rng(6)
radius = random.gamma(2.2, 1.1, stars) + 0.15
arm = random.integers(0, 2, stars) * np.pi
angle = arm - 1.8 * np.log(radius + 0.4) + random.normal(scale=0.3, size=stars)
height = random.normal(scale=0.12, size=stars)
sizes = random.pareto(2.5, stars) * 5 + 0.8
speed = 0.012 + 0.012 / np.sqrt(radius + 0.4)

fig = plt.figure(figsize=(8, 5.4), facecolor="black")
ax = fig.add_axes((0, 0, 1, 1), facecolor="black")
ax.set(xlim=(-8.5, 8.5), ylim=(-5.7, 5.7))
ax.set_axis_off()
dots = ax.scatter(radius, radius, c=radius, cmap="RdYlBu", vmin=0, vmax=6, s=sizes, alpha=0.9, lw=0)
ax.scatter([0] * 4, [0] * 4, s=[2600, 1300, 500, 120], c="#fff1c9", alpha=[0.05, 0.09, 0.2, 0.8], lw=0)
label = ax.text(0.03, 0.05, "", transform=ax.transAxes, color="0.7")


def update(frame):
    """Turn every star on its own orbit, seen from a little above the disc."""
    turned = angle + speed * frame
    tilt = np.deg2rad(55)
    x = radius * np.cos(turned)
    y = radius * np.sin(turned) * np.cos(tilt) + height * np.sin(tilt)
    slope = np.deg2rad(-14)
    dots.set_offsets(np.c_[x * np.cos(slope) - y * np.sin(slope), x * np.sin(slope) + y * np.cos(slope)])
    label.set_text(f"{2 * frame} million years")


animation = FuncAnimation(fig, update, frames=frames, interval=40, repeat=False)
plt.show()
