"""A 3-D surface: the membrane of a drum while the eye walks around it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

frames = 80
radius, angle = np.meshgrid(np.linspace(0, 1, 22), np.linspace(0, 2 * np.pi, 60))
x, y = radius * np.cos(angle), radius * np.sin(angle)
# Two modes of the membrane; a polynomial that looks like the Bessel functions and needs no SciPy.
mode_1 = (1 - radius**2) * (1 - 2.6 * radius**2)
mode_2 = 3.2 * radius**2 * (1 - radius**2) * np.cos(2 * angle)

fig = plt.figure(figsize=(7, 6))
ax = fig.add_axes((0, 0, 1, 0.94), projection="3d")
fig.suptitle("Two modes of a drum", fontweight="bold")


def update(frame):
    """Draw the surface anew: its shape and its colours change."""
    ax.clear()
    t = 2 * np.pi * frame / frames
    z = 0.55 * (mode_1 * np.cos(2 * t) + mode_2 * np.sin(3 * t))
    ax.plot_surface(
        x, y, z, cmap="coolwarm", vmin=-0.7, vmax=0.7, rstride=1, cstride=1, lw=0.15, edgecolor="0.3"
    )
    ax.set(xlim=(-1, 1), ylim=(-1, 1), zlim=(-1, 1), xticks=[-1, 0, 1], yticks=[-1, 0, 1], zticks=[-1, 0, 1])
    ax.set_box_aspect((1, 1, 0.6), zoom=0.98)
    ax.view_init(elev=28, azim=30 + 90 * frame / frames)


animation = FuncAnimation(fig, update, frames=frames, interval=60, repeat=False, init_func=lambda: None)
plt.show()
