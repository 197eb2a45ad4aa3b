"""Several figures at once: a crowd of random walkers, and how far they have come."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

walkers, frames = 600, 100
steps = np.random.default_rng(5).normal(scale=0.5, size=(frames, walkers, 2))
places = np.cumsum(steps, axis=0)
colours = np.arctan2(steps[0, :, 1], steps[0, :, 0])  # by the direction of the first step

crowd, ax = plt.subplots(num="Crowd", figsize=(5.5, 5.5))
dots = ax.scatter(*places[0].T, c=colours, cmap="twilight", s=18, alpha=0.85, lw=0)
(path,) = ax.plot([], [], color="black", lw=1)
ring = plt.Circle((0, 0), 0, fill=False, color="tab:red", lw=1.5, ls="--")
ax.add_patch(ring)
ax.set(xlim=(-16, 16), ylim=(-16, 16), aspect="equal", title="600 random walkers")

distances, ax_d = plt.subplots(num="Distances", figsize=(6.5, 4))
edges = np.linspace(0, 18, 37)
bars = ax_d.bar(edges[:-1], np.zeros(36), width=0.45, align="edge", color="tab:cyan", label="walkers")
(theory,) = ax_d.plot([], [], color="tab:red", lw=2, label="theory")
ax_d.set(
    xlim=(0, 18), ylim=(0, 0.65), xlabel="distance from the start", ylabel="density", title="after 1 step"
)
ax_d.legend(frameon=False)
ax_d.spines[["top", "right"]].set_visible(False)

for figure in (crowd, distances):
    figure.tight_layout()


def update_crowd(frame):
    """Move everybody; follow one of them."""
    dots.set_offsets(places[frame])
    path.set_data(*places[: frame + 1, 0].T)
    ring.set_radius(0.5 * np.sqrt(2 * (frame + 1)))


def update_distances(frame):
    """Compare the walkers' distances with the Rayleigh distribution."""
    density, _ = np.histogram(np.hypot(*places[frame].T), edges, density=True)
    for bar, height in zip(bars, density, strict=True):
        bar.set_height(height)
    r, variance = np.linspace(0, 18, 200), 0.25 * (frame + 1)
    theory.set_data(r, r / variance * np.exp(-(r**2) / (2 * variance)))
    ax_d.set_title(f"after {frame + 1} steps" if frame else "after 1 step")


options = {"frames": frames, "interval": 60, "repeat": False}
animations = [
    FuncAnimation(crowd, update_crowd, **options),
    FuncAnimation(distances, update_distances, **options),
]
plt.show()
