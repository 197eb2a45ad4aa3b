"""Seaborn: distributions, a regression, categories, a heat map, and its grid of axes."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

rng = np.random.default_rng(8)
count = 90
species = np.repeat(["early", "late", "never"], count // 3)
length = rng.normal(5, 1, count) + np.repeat([0, 2, 3], count // 3)
flowers = pd.DataFrame(
    {"species": species, "length": length, "width": length / 2 + rng.normal(0, 0.4, count)}
)

sns.set_theme(style="darkgrid", color_codes=False)  # else "k" is another colour for the whole process
fig, ((spread, trend), (kinds, table)) = plt.subplots(2, 2, figsize=(9, 7), num="axes")
sns.histplot(flowers, x="length", hue="species", kde=True, ax=spread).set_title("lengths")
sns.regplot(flowers, x="length", y="width", seed=1, n_boot=50, ax=trend).set_title("a line through")
sns.violinplot(flowers, x="species", y="width", hue="species", ax=kinds).set_title("widths")
sns.heatmap(rng.random((5, 5)), annot=True, fmt=".1f", cmap="mako", ax=table).set_title("numbers")
fig.tight_layout()

grid = sns.pairplot(flowers, hue="species", height=2)
grid.figure.suptitle("each against each", y=1.01)
plt.show()
