"""What becomes of figures when a browser is lost, by a browser that is none."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from h5rec.conformance.engines import Browser, BrowserLostError, Page
from h5rec.conformance.painter import Painter
from h5rec.errors import ConformanceError

LOG = Path("some.h5rec")


def picture() -> str:
    file = io.BytesIO()
    Image.new("RGBA", (3, 2), "#f00").save(file, "png")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


class Script:
    """What happens, call by call, to what pages are asked; and what they were asked."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.asked: list[str] = []
        self.started = 0
        self.ended = 0
        self.may_start: Iterator[bool] = iter(())

    def start(self) -> Browser:
        if not next(self.may_start, True):
            raise ConformanceError("no memory")
        self.started += 1
        return FakeBrowser(self)


class FakeBrowser:
    name = "Fake 1"

    def __init__(self, script: Script) -> None:
        self._script = script

    def new_page(self, url: str) -> Page:
        assert url.startswith("file://")
        self._script.asked.append("page")
        return FakePage(self._script)

    def close(self) -> None:
        self._script.ended += 1


class FakePage:
    has_crashed = False

    def __init__(self, script: Script) -> None:
        self._script = script

    def call(self, function: str, *arguments: object) -> Any:
        if "in window" in function:
            return not self.has_crashed
        if ".opened(" in function:
            self._script.asked.append("open")
            return [1, 2]
        if ".canvas(" not in function:
            return None
        self._script.asked.append(f"figure {arguments[0]}")
        error = self._script.errors.pop(0) if self._script.errors else None
        if error is not None:
            self.has_crashed = str(error) == "not defined"
            raise error
        return {"png": picture(), "drawMs": 1.5}

    def choose(self, selector: str, path: Path) -> None:
        assert path == LOG

    def close(self) -> None:
        self._script.asked.append("close")


def painter(script: Script, folder: Path) -> Painter:
    made = Painter(script.start, folder)
    assert made.open(LOG) == [1, 2]
    return made


def test_all_is_well(tmp_path: Path) -> None:
    script = Script()
    pixels, draw_ms = painter(script, tmp_path).canvas(1, 1)
    assert (pixels.shape, draw_ms) == ((2, 3, 4), 1.5)
    assert script.asked == ["page", "open", "figure 1"]


def test_a_lost_browser_is_started_again_and_asked_once_more(tmp_path: Path) -> None:
    script = Script(BrowserLostError("is gone"))
    made = painter(script, tmp_path)
    assert made.canvas(2, 1)[0].shape == (2, 3, 4)
    assert script.asked == ["page", "open", "figure 2", "page", "open", "figure 2"]
    assert (script.started, script.ended) == (2, 1)


def test_a_tab_that_has_crashed_is_a_lost_browser(tmp_path: Path) -> None:
    script = Script(ConformanceError("not defined"))
    assert painter(script, tmp_path).canvas(2, 1)[0].shape == (2, 3, 4)
    assert script.started == 2


def test_what_is_lost_twice_is_reported_and_the_next_figure_drawn(tmp_path: Path) -> None:
    script = Script(BrowserLostError("is gone"), BrowserLostError("is gone, too"))
    made = painter(script, tmp_path)
    with pytest.raises(ConformanceError, match=r"^the browser: is gone, too; a second time after"):
        made.canvas(1, 1)
    assert made.canvas(2, 1)[0].shape == (2, 3, 4)
    assert script.asked[-3:] == ["page", "open", "figure 2"]
    assert (script.started, script.ended) == (3, 2)


def test_other_errors_cost_only_the_page(tmp_path: Path) -> None:
    script = Script(ConformanceError("too large"))
    made = painter(script, tmp_path)
    with pytest.raises(ConformanceError, match=r"^the browser: too large$"):
        made.canvas(1, 1)
    assert made.canvas(2, 1)[0].shape == (2, 3, 4)
    assert script.asked == ["page", "open", "figure 1", "close", "page", "open", "figure 2"]
    assert script.started == 1


def test_a_browser_that_does_not_start_again_is_not_asked_for_every_figure(tmp_path: Path) -> None:
    script = Script(BrowserLostError("is gone"))
    script.may_start = iter([True, False])
    made = painter(script, tmp_path)
    for figure in (1, 2):
        with pytest.raises(ConformanceError, match="is lost, and could not be started again: no memory"):
            made.canvas(figure, 1)
    assert script.asked == ["page", "open", "figure 1"]


def test_a_page_is_not_kept_for_ever(tmp_path: Path) -> None:
    script = Script()
    made = painter(script, tmp_path)
    for _ in range(50):
        made.canvas(1, 1)
    assert script.asked.count("page") == 1
    made.open(LOG)
    assert script.asked[-3:] == ["close", "page", "open"]


def test_in_the_end_the_browser_ends(tmp_path: Path) -> None:
    script = Script()
    made = painter(script, tmp_path)
    made.close()
    made.close()
    assert script.ended == 1
    with pytest.raises(ConformanceError, match="is closed"):
        made.canvas(1, 1)
