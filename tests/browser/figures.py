"""Figures with every kind of artist, for comparing canvases with Agg."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

Draw = Callable[[], Figure]

X = np.linspace(0, 2 * np.pi, 200)


def lines() -> Figure:
    figure, axes = plt.subplots()
    for n, style in enumerate(("-", "--", ":", "-.")):
        axes.plot(X, np.sin(X + n), style, lw=1 + n, label=f"{style} line")
    axes.plot(X[::10], np.cos(X[::10]), "s-", mfc="w", ms=8)
    axes.axhline(0.5, color="k", alpha=0.3)
    axes.grid(True)
    axes.legend()
    return figure


def scatter() -> Figure:
    rng = np.random.default_rng(1)
    figure, axes = plt.subplots()
    x, y = rng.random((2, 150))
    axes.scatter(x, y, s=300 * rng.random(150), c=rng.random(150), alpha=0.6, edgecolors="k")
    return figure


def bars() -> Figure:
    figure, axes = plt.subplots()
    for n, hatch in enumerate(("/", "x", "oo", "..", "+")):
        axes.bar(n, n + 1, hatch=hatch, facecolor=f"C{n}", edgecolor="k")
    axes.barh([3, 4], [2, 1], left=[0, 0], height=0.4, color="none", edgecolor="r", ls="--")
    return figure


def images() -> Figure:
    figure, (left, right) = plt.subplots(1, 2)
    left.imshow(np.arange(48).reshape(6, 8), cmap="viridis", interpolation="nearest")
    right.imshow(np.add.outer(X, 2 * X), cmap="magma", origin="lower")
    return figure


def contours() -> Figure:
    figure, axes = plt.subplots()
    z = np.sin(X[:, None]) * np.cos(X[None, :] / 2)
    filled = axes.contourf(X, X, z, 12)
    axes.clabel(axes.contour(X, X, z, 6, colors="k"))
    figure.colorbar(filled)
    return figure


def mesh() -> Figure:
    figure, axes = plt.subplots()
    axes.pcolormesh(
        np.sin(X[:40, None] * 3) + np.cos(X[None, :30] * 5), edgecolors="w", lw=0.5, antialiased=True
    )
    return figure


def surface() -> Figure:
    figure = plt.figure()
    axes: Any = figure.add_subplot(projection="3d")
    x, y = np.meshgrid(*2 * [np.linspace(-2, 2, 30)])
    axes.plot_surface(x, y, np.exp(-(x**2) - y**2), cmap="coolwarm")
    return figure


def polar() -> Figure:
    figure, axes = plt.subplots(subplot_kw={"projection": "polar"})
    axes.plot(X, 1 + np.sin(3 * X) ** 2, color="C3")
    axes.fill(X, 1 + 0.5 * np.cos(4 * X), alpha=0.4)
    return figure


def histogram() -> Figure:
    rng = np.random.default_rng(2)
    figure, axes = plt.subplots()
    axes.hist(rng.normal(size=1000), bins=30, label=r"$\mathcal{N}(\mu=0,\ \sigma^2=1)$")
    axes.set_title(r"$\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}$ — Grüße, Ελλάδα")
    axes.set_ylabel("count $n_i$")
    axes.annotate("peak", (0, 100), (2, 80), arrowprops={"arrowstyle": "->"}, bbox={"boxstyle": "round"})
    axes.legend(loc="upper left")
    return figure


def errorbars() -> Figure:
    figure, axes = plt.subplots()
    axes.errorbar(X[::20], np.sin(X[::20]), yerr=0.2, xerr=0.15, fmt="o", capsize=5)
    axes.fill_between(X, np.sin(X) - 0.4, np.sin(X) + 0.4, color="C1", alpha=0.2)
    axes.step(X[::10], np.cos(X[::10]))
    return figure


def gouraud() -> Figure:
    rng = np.random.default_rng(3)
    figure, (left, right) = plt.subplots(1, 2)
    left.tripcolor(*rng.random((2, 60)), rng.random(60), shading="gouraud")
    image = right.imshow(np.add.outer(X, X), extent=(0, 1, 0, 1))
    image.set_clip_path(Circle((0.5, 0.5), 0.4, transform=right.transData))
    return figure


def subplots() -> Figure:
    figure, axes = plt.subplots(3, 3, figsize=(8, 6), facecolor="#eef", layout="constrained")
    for n, each in enumerate(axes.flat):
        each.plot(X, np.sin((n + 1) * X), f"C{n}")
        each.set_title(f"sin {n + 1}x")
        each.tick_params(labelsize=6)
    axes[2, 2].set_yscale("symlog")
    axes[0, 0].semilogy(X, X**2 + 1)
    axes[1, 1].pie([1, 2, 3], labels=["a", "b", "c"], explode=(0, 0.1, 0))
    figure.suptitle("nine")
    return figure


def vectors() -> Figure:
    figure, (left, right) = plt.subplots(1, 2)
    grid = X[::20]
    left.quiver(grid, grid, np.cos(grid)[:, None] + 0 * grid, np.sin(grid)[None, :] + 0 * grid[:, None])
    right.boxplot([np.arange(10), np.arange(5, 30), [1, 1, 2, 50]])
    right.set_xlabel("rotated", rotation=30)
    return figure


FIGURES: list[Draw] = [
    lines,
    scatter,
    bars,
    images,
    contours,
    mesh,
    surface,
    polar,
    histogram,
    errorbars,
    gouraud,
    subplots,
    vectors,
]
