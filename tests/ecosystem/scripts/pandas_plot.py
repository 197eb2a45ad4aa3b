"""Pandas: a day's temperatures as they come in, then a summary of all of them."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

hours = pd.date_range("2026-03-01", periods=72, freq="h")
rng = np.random.default_rng(5)
swing = 6 * np.sin(np.arange(72) * np.pi / 12)
frame = pd.DataFrame(
    {name: swing + 3 * n + rng.normal(size=72) for n, name in enumerate(("roof", "yard"))}, index=hours
)
frame.index.name = "hour of measurement"

fig, ax = plt.subplots(num="as it comes in")
for count in (24, 48, 72):
    ax.clear()
    frame.iloc[:count].plot(ax=ax, title=f"{count} hours", ylabel="temperature")
    plt.pause(0.1)

fig, ((kinds, boxes), (pairs, pie)) = plt.subplots(2, 2, figsize=(9, 7), num="summary")
frame.resample("12h").mean().set_axis(list("abcdef")).plot.bar(ax=kinds, rot=0, title="half days", alpha=0.7)
frame.plot.box(ax=boxes, title="spread")
frame.plot.scatter("roof", "yard", c="roof", cmap="viridis", ax=pairs, title="roof against yard")
frame.abs().mean().plot.pie(ax=pie, autopct="%.0f%%", title="share", ylabel="")
fig.tight_layout()
plt.show()
