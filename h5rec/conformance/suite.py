"""Measures what scripts draw: Agg's picture, the canvas, the SVG, and how far they are apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..errors import ConformanceError
from .metrics import Distance, Rgb, Rgba, distance, heat, over_white
from .painter import Painter
from .results import Results, Row
from .runner import Job, Outcome, run_all
from .scripts import FigureDump

Progress = Callable[[int, int, str], None]

PICTURES = "pictures"
_BLACK_AT = 128  # the difference that is black in the heat map


class Target(NamedTuple):
    """A browser to measure in, and where its pictures go."""

    engine: str
    painter: Painter
    out: Path


def measure(
    jobs: Sequence[Job],
    targets: Sequence[Target],
    *,
    at_once: int = 1,
    timeout_s: float = 60.0,
    dpi: float = 100.0,
    scale: int = 1,
    progress: Progress | None = None,
) -> list[Results]:
    """Run scripts, and measure each figure in each browser.

    Parameters
    ----------
    jobs : sequence of Job
        The scripts, as from `runner.find`.
    targets : sequence of Target
        The browsers. Pictures and logs go into a folder of each one's own, which is made anew.
    at_once : int
        How many scripts run at a time.
    timeout_s : float
        A script that takes longer is killed.
    dpi : float
        Every figure's.
    scale : int
        Canvas pixels per figure pixel; Agg draws at so many times the dpi.
    progress : callable, optional
        Called with the scripts done, the scripts in all, and the last one's name.

    Returns
    -------
    list of Results
        One for each browser, with rows in the order of the scripts.
    """
    for target in targets:
        shutil.rmtree(target.out / PICTURES, ignore_errors=True)
        (target.out / PICTURES).mkdir(parents=True)
    found: list[dict[str, list[Row]]] = [{} for _ in targets]
    with (
        TemporaryDirectory(prefix="h5rec-conformance-", ignore_cleanup_errors=True) as folder,
        # Closed whatever happens, so that no script outlives its folder.
        closing(
            run_all(jobs, Path(folder), at_once=at_once, timeout_s=timeout_s, dpi=dpi, scale=scale)
        ) as outcomes,
    ):
        for done, outcome in enumerate(outcomes, start=1):
            for target, by_name in zip(targets, found, strict=True):
                by_name[outcome.job.name] = _rows(outcome, target, scale)
            shutil.rmtree(outcome.folder, ignore_errors=True)
            if progress is not None:
                progress(done, len(jobs), outcome.job.name)
    return [
        Results(
            target.engine,
            target.painter.name,
            scale,
            dpi,
            [row for job in jobs for row in by_name.get(job.name, [])],
        )
        for target, by_name in zip(targets, found, strict=True)
    ]


def _rows(outcome: Outcome, target: Target, scale: int) -> list[Row]:
    job, painter, pictures = outcome.job, target.painter, target.out / PICTURES
    rows = []
    if outcome.status != "ok":
        rows.append(Row(job.name, outcome.status, outcome.message))
    drawable = [figure for figure in outcome.figures if figure["status"] in ("ok", "unstable")]
    log = pictures / f"{job.slug}.h5rec"
    trouble = ""
    if drawable:
        try:
            shutil.copyfile(outcome.folder / "figures.h5rec", log)
            painter.open(log)
        except (OSError, ConformanceError) as error:
            trouble = str(error)
    for figure in outcome.figures:
        row = Row(
            f"{job.name}#{figure['number']}",
            figure["status"],
            figure.get("message", ""),
            figure.get("features", []),
            figure.get("width_px", 0),
            figure.get("height_px", 0),
            figure.get("ops", 0),
        )
        if figure in drawable and trouble:
            row.status, row.message = "error", trouble
        elif figure in drawable:
            row.files["log"] = f"{PICTURES}/{log.name}"
            try:
                _measure(
                    row, figure, outcome.folder, painter, pictures / f"{job.slug}-{figure['number']}", scale
                )
            except (OSError, ValueError, ConformanceError) as error:
                row.status, row.message = "error", str(error)
        rows.append(row)
    return rows


def _measure(row: Row, figure: FigureDump, folder: Path, painter: Painter, stem: Path, scale: int) -> None:
    """Fill a row, and write its pictures."""
    number = figure["number"]

    def path(what: str) -> Path:
        row.files[what] = f"{PICTURES}/{stem.name}.{what}.png"
        return stem.with_name(f"{stem.name}.{what}.png")

    agg = _read(folder / f"{number}.agg.png")
    shutil.copyfile(folder / f"{number}.agg.png", path("agg"))
    canvas, row.drawMs = painter.canvas(number, scale)
    _write(canvas, path("canvas"))
    row.ours, difference = _compare(canvas, agg)
    _write_heat(difference, path("diff"))
    svg_path = folder / f"{number}.svg"
    if not svg_path.is_file():
        row.message = f"SVG: {figure.get('svg_message', 'is missing')}"
        return
    try:
        svg = painter.svg(svg_path, canvas.shape[1], canvas.shape[0])
    except ConformanceError as error:
        row.message = f"SVG: {error}"
        return
    _write(svg, path("svg"))
    row.svg, _ = _compare(svg, agg)


def _compare(picture: Rgba, agg: Rgba) -> tuple[Distance, npt.NDArray[np.uint8]]:
    """Return how far a picture is from Agg's, and where.

    A figure of a fractional size may be a pixel larger at another dpi: what both have is compared.
    """
    height, width = np.minimum(picture.shape[:2], agg.shape[:2])
    if (
        max(*np.subtract(picture.shape[:2], (height, width)), *np.subtract(agg.shape[:2], (height, width)))
        > 1
    ):
        raise ConformanceError(
            f"the canvas has {picture.shape[1::-1]} px, Agg's picture {agg.shape[1::-1]} px"
        )
    one: Rgb = over_white(picture[:height, :width])
    other: Rgb = over_white(agg[:height, :width])
    return distance(one, other), heat(one, other)


def _read(path: Path) -> Rgba:
    from PIL import Image

    with Image.open(path) as image:
        pixels: Rgba = np.asarray(image.convert("RGBA"))
    return pixels


def _write(rgba: Rgba, path: Path) -> None:
    from PIL import Image

    Image.fromarray(rgba).save(path, compress_level=4)


def _write_heat(difference: npt.NDArray[np.uint8], path: Path) -> None:
    from matplotlib import colormaps
    from PIL import Image

    shades = np.minimum(np.arange(256) / _BLACK_AT, 1.0)
    colours = (colormaps["magma_r"](shades)[:, :3] * 255).round().astype(np.uint8)
    colours[0] = 255
    image = Image.fromarray(difference).convert("P")
    image.putpalette(colours.tobytes())
    image.save(path)
