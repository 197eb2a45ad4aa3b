"""Handlers wait until a record is whole, whoever set them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from h5rec.session import Look, Session
from h5rec.signals import Terminated, hold_handlers, release_handlers, signals_as_exceptions
from h5rec.wire.stream import Event
from tests.memory import Memory

LOOK = Look("Figure 1", 640, 480, 100.0)


class Canvas:
    pass


class Signalled(Memory):
    """Gets a signal, some times, whenever it gets something."""

    def __init__(self, signum: int, times: int = 1) -> None:
        super().__init__(watched=True)
        self.signum = signum
        self.times = times

    def handle(self, event: Event) -> None:
        for _ in range(self.times):
            signal.raise_signal(self.signum)
        super().handle(event)


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    assert {number: signal.getsignal(number) for number in before} == before


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("signum", "expected"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)]
)
def test_what_ends_a_script_waits_for_the_end_of_a_record(
    signum: int, expected: type[BaseException], times: int
) -> None:
    sink = Signalled(signum, times)
    session = Session({"memory": sink})
    canvas = Canvas()
    with signals_as_exceptions(session):
        for number in range(3):
            with pytest.raises(expected):
                session.frame(canvas, LOOK, (), ())
            assert len(sink.frames()) == number + 1
        sink.times = 0
        session.frame(canvas, LOOK, (), ())  # none of them is left
        with pytest.raises(expected):
            signal.raise_signal(signum)
        session.close()
    assert not session.has_failed


def test_what_ends_another_session_waits_too() -> None:
    sink = Signalled(signal.SIGINT)
    session = Session({"memory": sink})
    with signals_as_exceptions(Session()), pytest.raises(KeyboardInterrupt):
        session.frame(Canvas(), LOOK, (), ())
    assert len(sink.frames()) == 1
    sink.times = 0
    session.close()


def test_handlers_that_are_set_in_the_meantime_stay() -> None:
    def other(signum: int, frame: Any) -> None:
        pass

    before = signal.getsignal(signal.SIGINT)
    held: dict[int, Any] = {}
    try:
        hold_handlers(held, lambda action: False)
        assert signal.getsignal(signal.SIGINT) not in (before, other)
        signal.signal(signal.SIGINT, other)
        release_handlers(held)
        assert signal.getsignal(signal.SIGINT) is other
    finally:
        signal.signal(signal.SIGINT, before)
