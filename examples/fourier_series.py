r"""Mathtext and fill_between: a square wave, put together from its harmonics."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

per_term, terms = 10, 10
x = np.linspace(-np.pi, 3 * np.pi, 900)
square = np.sign(np.sin(x))

fig, ax = plt.subplots(figsize=(8, 5))
ax.plot(x, square, color="0.75", lw=2.5, label="square wave")
(line,) = ax.plot(x, np.zeros_like(x), color="tab:blue", lw=2, label="partial sum")
ax.set(xlim=(x[0], x[-1]), ylim=(-1.7, 1.7), xlabel="$x$", ylabel="$f_n(x)$")
ax.set_xticks(np.pi * np.arange(-1, 4), ["$-\\pi$", "$0$", "$\\pi$", "$2\\pi$", "$3\\pi$"])
ax.grid(alpha=0.25)
ax.legend(loc="lower right", ncols=2)
fig.subplots_adjust(left=0.1, right=0.97, bottom=0.1, top=0.83)


def update(frame):
    """Fade the next harmonic in."""
    whole, part = divmod(frame + 1, per_term)
    weights = np.r_[np.ones(whole), part / per_term]
    odd = 2 * np.arange(weights.size) + 1
    total = (4 / np.pi) * (weights / odd) @ np.sin(np.outer(odd, x))
    line.set_ydata(total)
    for old in list(ax.collections):
        old.remove()
    ax.fill_between(x, total, square, color="tab:orange", alpha=0.35, lw=0)
    n = max(1, whole)
    error = np.sqrt(np.mean((total - square) ** 2))
    ax.set_title(
        rf"$f_{{{n}}}(x) = \frac{{4}}{{\pi}} \sum_{{k=1}}^{{{n}}} \frac{{\sin\,(2k-1)x}}{{2k-1}}$"
        rf"      $\sqrt{{\langle (f_{{{n}}} - f)^2 \rangle}} = {error:.3f}$",
        fontsize=15,
        pad=14,
    )


animation = FuncAnimation(fig, update, frames=per_term * terms, interval=60, repeat=False)
plt.show()
