"""Chaos: 40 double pendulums that start almost, but not quite, alike."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.collections import LineCollection

count, frames, fps, g = 40, 150, 25, 9.81
samples, substeps = 4, 5  # samples for each frame make the trails smooth


def acceleration(a, b, da, db):
    """Of both angles (rods of 1 m, masses of 1 kg)."""
    d = a - b
    denominator = 3 - np.cos(2 * d)
    dda = -3 * g * np.sin(a) - g * np.sin(a - 2 * b) - 2 * np.sin(d) * (db**2 + da**2 * np.cos(d))
    ddb = 2 * np.sin(d) * (2 * da**2 + 2 * g * np.cos(a) + db**2 * np.cos(d))
    return dda / denominator, ddb / denominator


# state: angles and speeds of all pendulums; Runge-Kutta, everything before the first frame
state = np.zeros((4, count))
state[0] = 2.2 + np.linspace(0, 0.04, count)
state[1] = 2.6


def slope(s):
    """Time derivative of the state."""
    return np.array([s[2], s[3], *acceleration(*s)])


history = np.empty((frames * samples, 4, count))
h = 1 / fps / samples / substeps
for sample in range(frames * samples):
    history[sample] = state
    for _ in range(substeps):
        k1 = slope(state)
        k2 = slope(state + h / 2 * k1)
        k3 = slope(state + h / 2 * k2)
        k4 = slope(state + h * k3)
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
elbow = np.stack([np.sin(history[:, 0]), -np.cos(history[:, 0])], axis=-1)
tip = elbow + np.stack([np.sin(history[:, 1]), -np.cos(history[:, 1])], axis=-1)

colours = plt.get_cmap("turbo")(np.linspace(0.08, 0.92, count))
fig = plt.figure(figsize=(6.4, 6.4), facecolor="#0d1018")
ax = fig.add_axes((0, 0, 1, 1))
ax.set(xlim=(-2.25, 2.25), ylim=(-2.25, 2.25), aspect="equal")
ax.set_axis_off()
trails = LineCollection([], colors=colours, linewidths=1.1, alpha=0.45)
rods = LineCollection([], colors=colours, linewidths=1.3)
ax.add_collection(trails)
ax.add_collection(rods)
tips = ax.scatter(*tip[0].T, s=26, c=colours, lw=0, zorder=3)
clock = ax.text(0.03, 0.95, "", transform=ax.transAxes, color="0.75", fontsize=12)
ax.text(0.97, 0.03, "initial angles differ by 1 mrad", transform=ax.transAxes, color="0.5", ha="right")


def update(frame):
    """Rods and tips as they are now, trails of the last half second."""
    now = frame * samples
    rods.set_segments(np.stack([np.zeros((count, 2)), elbow[now], tip[now]], axis=1))
    trails.set_segments(tip[max(0, now - 12 * samples) : now + 1].swapaxes(0, 1))
    tips.set_offsets(tip[now])
    clock.set_text(f"{frame / fps:.2f} s")


update(0)  # what the window shows before the animation begins
animation = FuncAnimation(fig, update, frames=frames, interval=1000 / fps, repeat=False)
plt.show()
