"""Images: two substances that feed on each other (the Gray-Scott model) grow a coral."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

size, frames, steps_per_frame = 200, 110, 50
feed, kill = 0.0545, 0.062

# u is everywhere; a few drops of v start the reaction.
random = np.random.default_rng(3)
u = np.ones((size, size), dtype=np.float32)
v = np.zeros((size, size), dtype=np.float32)
for row, column in random.integers(20, size - 20, size=(20, 2)):
    v[row - 3 : row + 3, column - 3 : column + 3] = 0.5
    u[row - 3 : row + 3, column - 3 : column + 3] = 0.5


def laplacian(a):
    """Of a field on a torus."""
    padded = np.pad(a, 1, mode="wrap")
    return padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:] - 4 * a


fig, ax = plt.subplots(figsize=(6, 6), facecolor="#101014")
ax.set_axis_off()
image = ax.imshow(v, cmap="magma", vmin=0, vmax=0.36, interpolation="nearest")
title = ax.set_title("Gray–Scott, step 0", color="0.85")
fig.tight_layout()


def update(frame):
    """Run the reaction for a while, then show where v is."""
    global u, v
    for _ in range(steps_per_frame):
        reaction = u * v * v
        u += 0.16 * laplacian(u) - reaction + feed * (1 - u)
        v += 0.08 * laplacian(v) + reaction - (feed + kill) * v
    image.set_data(v)
    title.set_text(f"Gray–Scott, step {(frame + 1) * steps_per_frame}")


animation = FuncAnimation(fig, update, frames=frames, interval=50, repeat=False, init_func=lambda: None)
plt.show()
