"""Bars with text labels: quicksort at work."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

values = [int(value) for value in np.random.default_rng(7).permutation(np.arange(1, 25))]


def quicksort(items, low, high):
    """Sort in place; before each comparison, yield the two places and what they are compared for."""
    if low >= high:
        return
    pivot, store = items[high], low
    for place in range(low, high):
        yield place, store, high
        if items[place] < pivot:
            items[place], items[store] = items[store], items[place]
            store += 1
    items[store], items[high] = items[high], items[store]
    yield from quicksort(items, low, store - 1)
    yield from quicksort(items, store + 1, high)


# Sort first and remember every step, so that the number of frames is known.
history = []
for looked_at in quicksort(values, 0, len(values) - 1):
    history.append((values.copy(), looked_at))
history += [(values.copy(), ())] * 12

fig, ax = plt.subplots(figsize=(9, 4.5))
bars = ax.bar(range(len(values)), values, width=0.86)
labels = ax.bar_label(bars, padding=2, fontsize=9)
ax.set(ylim=(0, 27), xlim=(-0.7, len(values) - 0.3), xticks=[], yticks=[])
ax.spines[:].set_visible(False)
colours = plt.get_cmap("viridis")(np.linspace(0.12, 0.92, len(values) + 1))
ax.set_title("quicksort", loc="left", fontsize=14)
fig.tight_layout()


def update(frame):
    """Show the bars as they are now, the looked-at ones in red and the pivot in black."""
    heights, looked_at = history[frame]
    for place, (bar, label, height) in enumerate(zip(bars, labels, heights, strict=True)):
        bar.set_height(height)
        bar.set_color(
            "black" if looked_at[2:] == (place,) else "tab:red" if place in looked_at else colours[height]
        )
        label.set_text(str(height))
        label.xy = (place, height)
    ax.set_title("sorted" if not looked_at else f"quicksort, comparison {frame + 1}", loc="left", fontsize=14)


animation = FuncAnimation(fig, update, frames=len(history), interval=80, repeat=False)
plt.show()
