"""A session in memory, with pyplot on our backend."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from h5rec import ambient
from h5rec.clock import AnimationClock
from h5rec.recorder import MODULE
from h5rec.session import Session
from tests.memory import Memory


@pytest.fixture
def sink() -> Iterator[Memory]:
    """A --fast session, ambient, with pyplot on our backend."""
    memory = Memory(watched=True)
    before = mpl.get_backend()
    with (
        mpl.rc_context({"figure.max_open_warning": 0}),
        ambient.holding(Session({"memory": memory}, AnimationClock())) as session,
    ):
        plt.switch_backend(MODULE)
        try:
            yield memory
        finally:
            plt.close("all")
            session.close()
            plt.ioff()
            plt.switch_backend(before)
