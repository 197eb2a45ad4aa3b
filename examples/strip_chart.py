"""A strip chart: three channels, and limits that move along with the time."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

rate, frames, window = 250, 140, 4.0
step = 16  # samples for each frame
t = np.arange(frames * step) / rate
random = np.random.default_rng(9)


def heartbeat(time):
    """An electrocardiogram, more or less."""
    phase = (1.15 * time) % 1.0
    waves = [
        (0.12, 0.2, 0.025),
        (-0.16, 0.36, 0.009),
        (1.0, 0.39, 0.011),
        (-0.26, 0.42, 0.011),
        (0.26, 0.66, 0.045),
    ]
    return sum(height * np.exp(-(((phase - centre) / width) ** 2)) for height, centre, width in waves)


channels = {
    "heart (mV)": heartbeat(t) + random.normal(scale=0.012, size=t.size),
    "pulse (a.u.)": np.sin(2 * np.pi * 1.15 * t - 1) + 0.35 * np.sin(4 * np.pi * 1.15 * t),
    "breath (l)": 0.5 + 0.42 * np.sin(2 * np.pi * 0.27 * t) + 0.004 * np.cumsum(random.normal(size=t.size)),
}

plt.style.use("dark_background")
fig, axes = plt.subplots(3, sharex=True, figsize=(8, 5.2))
lines = []
for ax, (name, data), colour in zip(axes, channels.items(), ("#6cf58b", "#ffcf5c", "#67c7ff"), strict=True):
    lines.append(ax.plot([], [], color=colour, lw=1.4)[0])
    ax.set(ylabel=name, ylim=(data.min() - 0.15, data.max() + 0.15))
    ax.yaxis.label.set_color(colour)
    ax.grid(color="0.2", lw=0.6)
    ax.spines[["top", "right"]].set_visible(False)
axes[-1].set_xlabel("time (s)")
fig.tight_layout()


def update(frame):
    """Show the last seconds."""
    end = (frame + 1) * step
    start = max(0, end - int(window * rate))
    for line, data in zip(lines, channels.values(), strict=True):
        line.set_data(t[start:end], data[start:end])
    now = t[end - 1]
    axes[-1].set_xlim(max(0.0, now - window), max(window, now))


animation = FuncAnimation(fig, update, frames=frames, interval=64, repeat=False)
plt.show()
