"""Every script of the gallery's list, its figures drawn the retained way, with changes in between.

``python -m tests.retained.gallery [--match WILDCARD] [--jobs 1]``

Each figure is drawn until it settles, then three times with a change before each: data of a line, a title, limits.
Animations are advanced by 50 frames. All of it happens twice, in processes of its own: with H5REC_RETAINED=check, which
draws what it would reuse and compares; and reusing it, each picture then being compared with a full drawing.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import subprocess
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

LIST = Path(__file__).parents[1] / "conformance" / "gallery.txt"
FRAMES = 50  # of an animation
SETTLING = 3  # drawings
TIMEOUT_S = 300  # some wait for a click, which nobody gives

Report = dict[str, Any]


def scripts() -> list[str]:
    """Return the scripts' names, below galleries/."""
    return [
        line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def run(galleries: Path, name: str, mode: str) -> Report:
    """Run a script in a process of its own, and return what came of it.

    Parameters
    ----------
    galleries : Path
    name : str
    mode : str
        ``check`` or ``1``, as `H5REC_RETAINED` has it.
    """
    environment = {**os.environ, "H5REC_RETAINED": mode, "MPLBACKEND": "agg", "PYTHONPATH": os.fspath(ROOT)}
    command = [sys.executable, "-m", "tests.retained.gallery", "--one", os.fspath(galleries / name)]
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"status": "timeout"}
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"status"')]
    if not lines:
        return {"status": "crash", "message": done.stderr[-2000:]}
    report: Report = json.loads(lines[-1])
    return report


# ---- in the child


def _one(script: Path) -> Report:
    from matplotlib.animation import Animation

    from h5rec.conformance.scripts import Dump, _execute

    animations: list[Any] = []
    original = Animation.__init__

    def noting(animation: Any, *args: Any, **options: Any) -> None:
        animations.append(animation)
        original(animation, *args, **options)

    Animation.__init__ = noting  # type: ignore[assignment,method-assign]
    dump = Dump(status="running", message="", figures=[])
    _execute(script, dump)
    import matplotlib.pyplot as plt

    report: Report = {"status": "ok", "figures": 0, "drawings": 0, "reused": 0, "drawn": 0, "unsettled": 0}
    report["reasons"] = {}
    animated = {id(animation._fig): animation for animation in animations if hasattr(animation, "_fig")}
    for number in plt.get_fignums():
        figure = plt.figure(number)
        try:
            _draw_figure(figure, animated.get(id(figure)), report)
        except Exception as error:
            report["status"] = "failed"
            report["message"] = f"figure {number}: {traceback.format_exc(limit=-3)}"
            if type(error).__name__ in ("RetainedError", "Difference"):
                report["status"] = "DIFFERENCE"
                break
        plt.close(figure)
        gc.collect()
    return report


class Difference(Exception):
    """What was reused is not what drawing in full gives."""


def _draw_figure(figure: Any, animation: Any, report: Report) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from h5rec.render.renderer import Renderer
    from h5rec.render.retained import Retainer, new_retainer

    agg: Any = FigureCanvasAgg(figure)
    retainers: dict[Any, Retainer] = {}

    def draw() -> None:
        width, height = figure.bbox.size
        key = (float(width), float(height), float(figure.dpi))
        if key not in retainers:
            retainers[key] = new_retainer(Renderer(*key))
        retainer = retainers[key]
        mine = _ops(retainer.renderer, lambda: retainer.draw(figure))
        report["drawings"] += 1
        if not retainer.is_checking:
            _compare(figure, retainer, mine, report)

    agg.draw()  # what it cannot draw is no concern of ours
    report["figures"] += 1
    for _ in range(SETTLING):
        draw()
    for change in (_new_data, _new_title, _new_limits):
        for axes in figure.axes[:4]:
            try:
                change(axes)
            except (TypeError, ValueError, NotImplementedError, AttributeError):
                continue  # it has none, or they are not to be changed
        draw()
    for _ in _advanced(animation):
        draw()
    for retainer in retainers.values():
        report["reused"] += retainer.reused
        report["drawn"] += retainer.drawn
        report["reasons"].update(retainer.reasons)


def _ops(renderer: Any, draw: Callable[[], None]) -> Any:
    renderer.start_frame()
    draw()
    return renderer.take_ops()


def _compare(figure: Any, retainer: Any, mine: Any, report: Report) -> None:
    """Compare with a full drawing, where that is the same twice."""
    renderer = retainer.renderer
    with figure.canvas.callbacks.blocked(signal="draw_event"):
        first = _ops(renderer, lambda: figure.draw(renderer))
        if mine == first:
            return
        second, third = (_ops(renderer, lambda: figure.draw(renderer)) for _ in range(2))
        again = _ops(renderer, lambda: retainer.draw(figure))
    if not first == second == third or again == third:
        report["unsettled"] += 1  # it is drawn differently each time, or the layout moved
        return
    from .pairs import _first

    raise Difference(_first(again, third))


def _new_data(axes: Any) -> None:
    for line in axes.lines[:1]:
        line.set_ydata(line.get_ydata()[::-1])


def _new_title(axes: Any) -> None:
    axes.set_title("changed")


def _new_limits(axes: Any) -> None:
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + (high - low) / 10)


def _advanced(animation: Any) -> Iterator[None]:
    if animation is None:
        return
    animation._init_draw()
    for frame in itertools.islice(animation.new_frame_seq(), FRAMES):
        animation._draw_next_frame(frame, blit=False)
        yield


def main() -> None:
    """Run all scripts, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--match", default="*")
    parser.add_argument("--after", default="", help="go on after this script, in the order of the list")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(
        "--galleries", type=Path, help="the folder of matplotlib's sources; fetched if it is not given"
    )
    options = parser.parse_args()
    if options.one is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            report = _one(options.one.resolve())
        print("\n" + json.dumps(report), flush=True)
        os._exit(0)  # threads and exit handlers of the script are no concern of ours
    from tests.browser import gallery

    galleries = options.galleries or gallery.folder()
    names = [name for name in scripts() if fnmatch(name, options.match) and name > options.after]
    jobs = [(name, mode) for mode in ("check", "1") for name in names]
    with ThreadPoolExecutor(options.jobs) as pool:
        reports = pool.map(lambda job: (job, run(galleries, *job)), jobs)
        outcomes: Counter[str] = Counter()
        sums: Counter[str] = Counter()
        for (name, mode), report in reports:
            outcomes[f"{mode}: {report['status']}"] += 1
            sums.update(
                {key: report.get(key, 0) for key in ("figures", "drawings", "drawn", "reused", "unsettled")}
            )
            if report["status"] != "ok":
                print(f"{report['status']}: {name} ({mode})\n{report.get('message', '')}", flush=True)
            else:
                print(f"{name} ({mode}): {report}", flush=True)
    print(dict(outcomes), dict(sums))
    if any("DIFFERENCE" in outcome for outcome in outcomes):
        sys.exit(1)


if __name__ == "__main__":
    main()
