"""What pandas, seaborn, NetworkX and scikit-learn draw is recorded, and replays as they drew it."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib import units
from matplotlib.backends.backend_agg import FigureCanvasAgg

import h5rec
from h5rec import ambient
from h5rec.clock import AnimationClock
from h5rec.recorder import MODULE
from h5rec.render.renderer import Renderer
from h5rec.session import Session
from h5rec.wire._ops import DrawText, Op
from tests.browser.pages import new_page, open_log, pixels
from tests.browser.test_fidelity import Pixels, difference, over_white
from tests.conftest import RunCli
from tests.memory import Memory

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCRIPTS = Path(__file__).parent / "scripts"
MAX_RMS = 6.0

pytestmark = [pytest.mark.slow]


class Expected(NamedTuple):
    frames: list[int]  # of each figure
    texts: set[str]  # some of what is written in the last pictures


EXPECTED = {
    "pandas_plot": Expected(
        [3, 1],  # one for each pause
        {"72 hours", "roof", "hour of measurement", "half days", "roof against yard", "share"},
    ),
    "seaborn_plot": Expected(
        [2, 3],  # seaborn draws, too, to see how large labels and legends come out
        {"lengths", "a line through", "never", "numbers", "each against each", "species"},
    ),
    "networkx_draw": Expected([1 + 6, 1], {"31 met", "33", "first", "second"}),
    "sklearn_displays": Expected(
        [1, 1],
        {"Predicted label", "inner", "moons (AUC = 0.94)", "two moons", "east"},
    ),
}


class Drawn(NamedTuple):
    """What a script left: of each figure its ops, and its pixels as Agg draws them."""

    ops: list[tuple[Op, ...]]
    agg: list[Pixels]


def test_every_script_is_expected() -> None:
    assert {path.stem for path in SCRIPTS.glob("*.py")} == set(EXPECTED)


@pytest.fixture(params=EXPECTED)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def log(name: str, run_cli: RunCli, tmp_path: Path) -> Path:
    path = tmp_path / f"{name}.h5rec"
    done = run_cli("record", "--fast", "-o", path, SCRIPTS / f"{name}.py")
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    return path


@pytest.fixture
def drawn(name: str) -> Iterator[Drawn]:
    """The script, run in this process, and its figures drawn anew."""
    before = mpl.get_backend()
    with (
        mpl.rc_context(),
        patch.dict(units.registry),  # pandas puts its own converters there
        ambient.holding(Session({"memory": Memory()}, AnimationClock())) as session,
    ):
        plt.switch_backend(MODULE)
        try:
            runpy.run_path(str(SCRIPTS / f"{name}.py"), run_name="__main__")
            figures = [plt.figure(number) for number in plt.get_fignums()]
            yield Drawn([ops_of(figure) for figure in figures], [agg_of(figure) for figure in figures])
        finally:
            plt.close("all")
            session.close()
            plt.switch_backend(before)


def ops_of(figure: Any) -> tuple[Op, ...]:
    renderer = Renderer(figure.bbox.width, figure.bbox.height, figure.dpi)
    renderer.start_frame()
    figure.draw(renderer)
    return renderer.take_ops()


def agg_of(figure: Any) -> Pixels:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return over_white(np.asarray(canvas.buffer_rgba()))


def test_it_is_recorded_and_replays(name: str, log: Path, drawn: Drawn, browser: Browser) -> None:
    with h5rec.open(log) as recording:
        assert [len(figure.frames) for figure in recording.figures] == EXPECTED[name].frames
        last = [figure.frames[-1].ops for figure in recording.figures]
    texts = {op.text.text for ops in last for op in ops if isinstance(op, DrawText) and op.text}
    assert EXPECTED[name].texts <= texts
    assert last == drawn.ops

    with new_page(browser) as page:
        open_log(page, log)
        for number, agg in enumerate(drawn.agg, 1):
            page.evaluate(
                """async (figure) => {
                    h5rec.player.figure = figure;
                    await h5rec.player.seekToFrame(h5rec.player.frames - 1);
                }""",
                number,
            )
            assert difference(over_white(pixels(page)), agg)[0] <= MAX_RMS
