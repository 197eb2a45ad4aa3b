"""The comparison of frames by their hashes is sharp: one op of one frame that is altered is seen, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import h5rec
from h5rec.wire._ops import Column, DrawPath, Frame, Op
from tests.browser import gallery
from tests.browser.pages import Hashes, log_hashes
from tests.browser.recordings import record, rewrite

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALTERED = 40


def redder(op: DrawPath) -> Op:
    """Return the op in a colour that differs by 1 of 255."""
    assert op.style is not None
    red, *others = op.style.stroke
    return op._replace(style=op.style._replace(stroke=bytes((red ^ 1, *others))))


def higher(op: DrawPath) -> Op:
    """Return the op higher by the least that a log can tell."""
    assert op.path is not None
    assert op.path.y is not None
    assert op.path.bits == 5  # 1/32 px
    values = memoryview(op.path.y.values).cast("i")
    moved = memoryview(bytearray(op.path.y.values)).cast("i")
    for i, value in enumerate(values):
        moved[i] = value - 1
    return op._replace(path=op.path._replace(y=Column(bytes(moved))))


def missing(op: DrawPath) -> None:
    """Return no op."""


def curve(frame: Frame) -> int:
    """Return which op is the curve of bayes_update: the line with the most vertices."""

    def vertices(op: Op) -> int:
        if not isinstance(op, DrawPath) or op.path is None or op.path.x is None:
            return 0
        return len(op.path.x.values)

    return max(range(len(frame.ops)), key=lambda i: vertices(frame.ops[i]))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sharpness") / "bayes_update.h5rec"
    record(gallery.script("bayes_update"), path)
    return path


@pytest.fixture(scope="module")
def hashes(browser: Browser, log: Path) -> Hashes:
    return log_hashes(browser, log)


def test_a_log_that_is_written_anew_is_the_same(log: Path, tmp_path: Path) -> None:
    """What the next test alters, it alters, and not the way there."""
    rewrite(log, tmp_path / "same.h5rec", lambda frame: frame)
    with h5rec.open(log) as before, h5rec.open(tmp_path / "same.h5rec") as after:
        assert list(before.frames) == list(after.frames)


@pytest.mark.parametrize("alter", [redder, higher, missing])
def test_one_op_of_one_frame_is_altered(
    browser: Browser, log: Path, hashes: Hashes, tmp_path: Path, alter: Callable[[DrawPath], Op | None]
) -> None:
    def change(frame: Frame) -> Frame:
        if frame.number != ALTERED:
            return frame
        at = curve(frame)
        op = frame.ops[at]
        assert isinstance(op, DrawPath)
        altered = alter(op)
        kept = () if altered is None else (altered,)
        return frame._replace(ops=(*frame.ops[:at], *kept, *frame.ops[at + 1 :]))

    rewrite(log, tmp_path / "altered.h5rec", change)
    altered = log_hashes(browser, tmp_path / "altered.h5rec")
    assert altered.keys() == hashes.keys()
    assert [frame for frame in hashes if hashes[frame] != altered[frame]] == [ALTERED]
