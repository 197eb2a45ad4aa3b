"""A page of everything: one figure with every kind of thing that matplotlib can draw, in thirty panels."""

import matplotlib.patheffects as effects
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, PathPatch, RegularPolygon, Wedge
from matplotlib.path import Path

rng = np.random.default_rng(2012)
x = np.linspace(0, 2 * np.pi, 120)
u, v = np.meshgrid(np.linspace(-2, 2, 25), np.linspace(-2, 2, 25))
hill = np.exp(-(u**2) - v**2) - 0.6 * np.exp(-((u - 1) ** 2) - (v - 1) ** 2)
angles = np.pi / 2 + 2 * np.pi * np.arange(11) / 10
star = Path(np.column_stack((np.cos(angles), np.sin(angles))) * np.resize((1, 0.4), 11)[:, None], closed=True)


def empty(ax):
    """Show no axis."""
    ax.set(xticks=[], yticks=[], facecolor="none")
    ax.spines[:].set_visible(False)


# ---- the panels -------------------------------------------------------------------------------


def dashes(ax):
    """Dashes and caps."""
    for n, style in enumerate(("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (4, (8, 3)))):
        for cap, end in zip(("butt", "round", "projecting"), (0.3, 0.65, 1), strict=True):
            ax.plot([end - 0.28, end], [n, n], color=f"C{n}", ls=style, lw=3.5, dash_capstyle=cap)
    ax.set_ylim(-0.7, 5.7)
    empty(ax)


def joins(ax):
    """Joins."""
    zigzag = np.array((0, 0.5, 1, 1.25, 1.5)), np.array((0, 1, 0, 1, 0))
    for n, (join, cap) in enumerate(
        zip(("miter", "round", "bevel"), ("butt", "round", "projecting"), strict=True)
    ):
        ax.plot(zigzag[0], zigzag[1] - 1.6 * n, lw=7, color=f"C{n}", solid_joinstyle=join, solid_capstyle=cap)
        ax.plot(zigzag[0], zigzag[1] - 1.6 * n, lw=0.8, color="w", antialiased=n > 0)
    ax.margins(0.15)
    empty(ax)


def markers(ax):
    """Markers."""
    shapes = [*Line2D.filled_markers, "+", "x", "1", "2", "3", "4", "|", "_", "$\\pi$", (5, 1), (6, 2), star]
    for n, shape in enumerate(shapes):
        fill = ("full", "left", "none")[n % 3]
        ax.plot(n % 6, -(n // 6), marker=shape, ms=8, color=f"C{n}", mfcalt="#ddd", fillstyle=fill)
    ax.margins(0.12)
    empty(ax)


def hatches(ax):
    """Hatches."""
    for n, hatch in enumerate(("/", "\\\\", "|", "--", "+", "xx", "o", "O", "..", "*")):
        ax.bar(n % 5, 0.9, 0.9, bottom=n // 5, hatch=hatch, facecolor=f"C{n}", edgecolor="k", alpha=0.7)
    empty(ax)


def transparency(ax):
    """Transparency."""
    for n, angle in enumerate(np.linspace(0, 2 * np.pi, 6)[:-1]):
        ax.add_patch(Circle((np.cos(angle), np.sin(angle)), 0.9, color=f"C{n}", alpha=0.45, lw=0))
    ax.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal")
    empty(ax)


def clip_paths(ax):
    """Clip paths."""
    shape = PathPatch(star, facecolor="none", edgecolor="C3", lw=1.5)
    ax.add_patch(shape)
    ax.imshow(
        hill, extent=(-1, 1, -1, 1), cmap="magma", interpolation="bilinear", clip_path=shape, clip_on=True
    )
    for n in range(9):
        ax.axhline(n / 4 - 1, color="w", lw=0.6).set_clip_path(shape)
    ax.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    empty(ax)


def images(ax):
    """Images."""
    coarse = hill[::5, ::5]
    fade = np.dstack((np.tile((0.1, 0.4, 0.8), (8, 8, 1)), np.linspace(0, 1, 64).reshape(8, 8)))
    ax.plot([0, 2], [0, 2], "k", lw=3)
    ax.imshow(coarse, extent=(0, 0.95, 0, 0.95), cmap="viridis", interpolation="nearest")
    ax.imshow(coarse, extent=(1.05, 2, 0, 0.95), cmap="viridis", interpolation="bilinear")
    ax.imshow(coarse, extent=(0, 0.95, 1.05, 2), cmap="coolwarm", alpha=0.6)
    ax.imshow(fade, extent=(1.05, 2, 1.05, 2))
    ax.set(xlim=(0, 2), ylim=(0, 2))
    empty(ax)


def scatter(ax):
    """Scatter and colour bar."""
    places = rng.random((2, 60))
    points = ax.scatter(*places, s=120 * rng.random(60), c=rng.random(60), alpha=0.7, edgecolors="k", lw=0.5)
    ax.figure.colorbar(points, ax=ax, aspect=12)


def lines_many(ax):
    """Line collection."""
    curves = [np.column_stack((x, np.sin(x + n / 5) + n / 5)) for n in range(12)]
    ax.add_collection(
        LineCollection(curves, array=np.arange(12), cmap="plasma", linewidths=np.linspace(0.4, 2.5, 12))
    )
    ax.autoscale_view()


def patches_many(ax):
    """Patch and polygon collections."""
    shapes = [Circle((0, 0), 0.4), Wedge((1, 0), 0.45, 30, 300), RegularPolygon((2, 0), 6, radius=0.45)]
    ax.add_collection(
        PatchCollection(shapes, facecolors=["C0", "C1", "C2"], edgecolors="k", linestyles=["-", "--"])
    )
    triangles = [[(n / 2, 0.7), (n / 2 + 0.4, 0.7), (n / 2 + 0.2, 1.3)] for n in range(5)]
    ax.add_collection(PolyCollection(triangles, array=np.arange(5), cmap="Set2", hatch="//"))
    ax.broken_barh([(0, 0.6), (0.9, 0.4), (1.6, 0.7)], (1.5, 0.3), facecolors=["C3", "C4", "C5"])
    ax.set(xlim=(-0.6, 2.6), ylim=(-0.6, 2))
    empty(ax)


def meshes(ax):
    """Meshes."""
    ax.pcolormesh(
        u[::3, ::3], v[::3, ::3], hill[::3, ::3], edgecolors="w", lw=0.4, cmap="RdBu", antialiased=True
    )
    across, down = np.meshgrid(np.linspace(-1, 1, 9) ** 3, np.linspace(-0.5, 0.5, 6))
    for n in range(6):  # upright and sheared, opaque and not
        x_edges, y_edges = across + 3.7 + 2.5 * (n % 2) + n // 4 * down, down - 1.4 + 1.4 * (n // 2)
        ax.pcolormesh(x_edges, y_edges, hill[n : n + 5, n : n + 8], alpha=1 - n % 2 / 2)
    empty(ax)


def gouraud(ax):
    """Gouraud shading."""
    ax.tripcolor(*rng.random((2, 40)), rng.random(40), shading="gouraud", cmap="turbo")
    empty(ax)


def contours(ax):
    """Contours."""
    ax.contourf(u, v, hill, 9, cmap="Blues")
    ax.clabel(ax.contour(u, v, hill, 5, colors="k", linewidths=0.7), fontsize=6)


def alignment(ax):
    """Alignment."""
    for row, up in enumerate(("top", "center", "bottom")):
        for column, across in enumerate(("left", "center", "right")):
            ax.plot(column, -row, "+", color="C3", ms=12, mew=0.6)
            ax.text(column, -row, f"{across}\n{up}", ha=across, va=up, fontsize=6)
    ax.set(xlim=(-0.3, 2.3), ylim=(-2.4, 0.4))
    empty(ax)


def rotation(ax):
    """Rotation."""
    for angle in range(0, 360, 45):
        ax.text(
            0,
            0,
            f"     {angle}° turned",
            rotation=angle,
            rotation_mode="anchor",
            va="center",
            color=f"C{angle // 45}",
        )
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    empty(ax)


def fonts(ax):
    """Fonts."""
    styles = (
        {"family": "DejaVu Sans", "weight": "bold"}, {"family": "DejaVu Serif", "style": "italic"},
        {"family": "DejaVu Sans Mono"}, {"family": "STIXGeneral", "size": 11}, {"family": "cmr10", "size": 11},
    )  # fmt: skip
    for n, style in enumerate(styles):
        ax.text(0.5, 0.95 - n / 5.5, style["family"], ha="center", va="center", **style)
    ax.text(0.5, -0.02, "AVATAR office äßç ☃ ∀ε Жж", fontsize=7, backgroundcolor="#fe9", ha="center")
    empty(ax)


def mathtext(ax):
    """Mathtext."""
    formulas = (
        r"$\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}$", r"$\sum_{n=1}^\infty n^{-2} = \frac{\pi^2}{6}$",
        r"$\mathbf{F} = \dot{\vec{p}},\ \ \mathcal{L} \to \mathfrak{g}$",
        r"$\left(\frac{a}{\sqrt[3]{b}}\right) \leq \hat{c}_{ij}$",
    )  # fmt: skip
    for n, formula in enumerate(formulas):
        ax.text(0.5, 0.9 - 0.27 * n, formula, ha="center", va="center", fontsize=9)
    empty(ax)


def path_effects(ax):
    """Path effects."""
    outlined = [effects.Stroke(linewidth=3, foreground="C0"), effects.Normal()]
    ax.text(0.5, 0.7, "outline", fontsize=16, ha="center", color="w", weight="bold", path_effects=outlined)
    shadowed = [effects.SimpleLineShadow((2, -2)), effects.Normal()]
    ax.plot([0, 0.3, 0.6, 1], [0.1, 0.5, 0.15, 0.55], lw=3, color="C1", path_effects=shadowed)
    ticked = [effects.withTickedStroke(spacing=6, angle=60)]
    ax.plot([0, 0.4, 1], [0.45, 0.05, 0.3], color="C2", path_effects=ticked)
    ax.set_ylim(-0.1, 1)
    empty(ax)


def sketch(ax):
    """Sketch."""
    box = ax.add_patch(FancyBboxPatch((0.2, 0.25), 0.6, 0.4, boxstyle="round,pad=0.1", fc="#fe9"))
    (wave,) = ax.plot(np.linspace(0, 1, 60), 0.45 + 0.2 * np.sin(2 * x[::2]), "C3", lw=2)
    for artist in (box, wave, *ax.spines.values()):
        artist.set_sketch_params(1.5, 60, 6)
    ax.set(xticks=[], yticks=[], xlim=(-0.05, 1.05), ylim=(0, 0.9))


def filters(ax):
    """Filter and rasterized points."""

    def glow(pixels, dpi):
        """Spread the shape's alpha a few pixels, in one colour."""
        alpha = np.pad(pixels[..., 3], 6)
        for axis in (0, 1) * 3:
            alpha = (np.roll(alpha, 2, axis) + 2 * alpha + np.roll(alpha, -2, axis)) / 4
        return np.dstack((np.full((*alpha.shape, 3), (0.9, 0.3, 0.1)), alpha)), -6, -6

    for artist_filter in (glow, None):
        (line,) = ax.plot(x, np.sin(x), "k", lw=3)
        line.set_agg_filter(artist_filter)
    ax.scatter(2 * np.pi * rng.random(300), 2 * rng.random(300) - 1, s=2, c="C0", rasterized=True)
    empty(ax)


def polar(ax):
    """Polar axes."""
    ax.bar(angles[:10], rng.random(10), width=0.5, color=plt.get_cmap("hsv")(np.arange(10) / 10), alpha=0.7)
    ax.set_yticklabels([])
    ax.tick_params(labelsize=5, pad=-3)


def surface(ax):
    """Surface in 3-D."""
    ax.plot_surface(u, v, hill, cmap="coolwarm", rstride=2, cstride=2, lw=0.2, edgecolor="k")
    ax.contour(u, v, hill, zdir="z", offset=-0.6)
    ax.set(xticklabels=[], yticklabels=[], zticklabels=[])


def log_axes(ax):
    """Logarithmic axes, error bars."""
    values = np.logspace(0, 3, 8)
    ax.errorbar(values, values**1.5, xerr=values / 3, yerr=values, fmt="o-", ms=3, capsize=2, ecolor="C3")
    ax.set(xscale="log", yscale="log")
    ax.grid(which="both", lw=0.4)


def twins(ax):
    """Twin axes, legend."""
    (sine,) = ax.plot(x, np.sin(x), label="left")
    other = ax.twinx()
    (growth,) = other.plot(x, np.exp(x / 2), "C1--", label="right")
    other.tick_params(colors="C1")
    ax.legend(handles=[sine, growth], fontsize=6, shadow=True, title="legend", title_fontsize=6)


def annotations(ax):
    """Annotations."""
    ax.plot(x, np.sin(x), color="0.6")
    arrows = (
        ("->", "arc3,rad=.3"),
        ("fancy", "arc3,rad=-.3"),
        ("wedge", "arc3"),
        ("-[", "angle,angleA=0,angleB=90,rad=5"),
    )
    for n, (style, line) in enumerate(arrows):
        arrow = {"arrowstyle": style, "connectionstyle": line, "fc": f"C{n}", "ec": f"C{n}"}
        box = {"boxstyle": ("round", "sawtooth", "circle", "larrow")[n], "fc": "w", "ec": f"C{n}"}
        ax.annotate(
            str(n),
            (x[25 * n], np.sin(x[25 * n])),
            (1.2 + 1.3 * n, (1.3, -1.3)[n % 2]),
            arrowprops=arrow,
            bbox=box,
        )
    ax.add_patch(
        FancyArrowPatch((0, -1.4), (6, 1.4), arrowstyle="<|-|>", mutation_scale=9, lw=0.6, alpha=0.5)
    )
    ax.set_ylim(-1.8, 1.8)
    empty(ax)


def arrows_and_barbs(ax):
    """Arrows and barbs."""
    few = (slice(None, None, 6), slice(None, None, 6))
    ax.quiver(u[few], v[few], -v[few], u[few], hill[few], cmap="cool")
    ax.barbs(u[few] + 5, v[few], 12 * u[few], 30 * v[few], length=4.5, lw=0.5, flip_barb=True)
    ax.margins(0.15)
    empty(ax)


def streams(ax):
    """Streamlines."""
    ax.streamplot(
        u, v, -v + u / 3, u, color=np.hypot(u, v), cmap="autumn", linewidth=0.8, density=0.5, arrowsize=0.7
    )


def table(ax):
    """Table."""
    cells = ax.table([["1.0", "2.5"], ["3.1", "4.2"]], rowLabels=["a", "b"], colLabels=["x", "y"],
                     loc="center", colWidths=[0.35, 0.35], colColours=["#def", "#fed"])  # fmt: skip
    cells.auto_set_font_size(False)
    cells.set_fontsize(7)
    cells.scale(1, 1.5)
    empty(ax)


def broken_axis(ax):
    """Broken axis."""
    empty(ax)
    for n, limits in enumerate(((0, 3), (47, 52))):
        part = ax.inset_axes((0, 0.55 * n, 1, 0.45))
        part.bar(range(4), (1, 2, 50, 51), color="C4")
        part.set(ylim=limits, xticks=[])
        part.spines["bottom" if n else "top"].set_visible(False)
        part.plot([0, 1], [0, 0] if n else [1, 1], transform=part.transAxes, ls="none", color="k", clip_on=False,
                  marker=[(-1, -0.6), (1, 0.6)], ms=7)  # fmt: skip


def statistics(ax):
    """Statistics."""
    samples = [rng.normal(n, 1 + n / 3, 40) for n in range(3)]
    ax.boxplot(samples, notch=True, patch_artist=True, widths=0.35)
    ax.violinplot(samples, showextrema=False, widths=0.9)
    ax.hist(
        samples[0],
        bins=8,
        orientation="horizontal",
        histtype="stepfilled",
        weights=np.full(40, 0.06),
        alpha=0.3,
    )
    ax.fill_between([0.5, 3.5], [-1, 0], [1, 4], color="C2", alpha=0.15)
    ax.set(xticks=[], xlim=(0, 3.6))


GRID = [
    [dashes, joins, markers, hatches, transparency, clip_paths],
    [images, scatter, lines_many, patches_many, meshes, gouraud],
    [contours, alignment, rotation, fonts, mathtext, path_effects],
    [sketch, filters, polar, surface, log_axes, twins],
    [annotations, arrows_and_barbs, streams, table, broken_axis, statistics],
]
NAMED = {polar: "polar", surface: "3d"}  # projections other than the plain one

plt.rcParams.update({"font.size": 7, "axes.titlesize": 8, "axes.titlepad": 4, "figure.max_open_warning": 0})
fig = plt.figure(figsize=(12.5, 10), dpi=100, facecolor="#fbfbf8")
axes = {}
for row, panels in enumerate(GRID):
    for column, draw in enumerate(panels):
        place = (0.025 + column * 0.163, 0.785 - row * 0.188, 0.13, 0.135)
        axes[draw] = fig.add_axes(place, projection=NAMED.get(draw), gid=draw.__name__)
        draw(axes[draw])
        axes[draw].set_title(draw.__doc__.rstrip("."), color="#334")
        axes[draw].tick_params(labelsize=5, length=2)
fig.suptitle("Everything that matplotlib draws", fontsize=14, weight="bold", y=0.985)

(wave,) = axes[sketch].lines


def update(frame):
    """Turn the surface, and let the hand-drawn wave travel."""
    axes[surface].view_init(30, -60 + 5 * frame)
    wave.set_ydata(0.45 + 0.2 * np.sin(2 * x[::2] - frame / 2))


if __name__ == "__main__":
    animation = FuncAnimation(fig, update, frames=12, interval=200, repeat=False)
    plt.show()
