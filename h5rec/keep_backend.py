"""Keeping pyplot on our backend while a script asks for another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import rcsetup

from .recorder import MODULE

_OURS = {"h5rec", MODULE}


@contextmanager
def keep_backend(report: Callable[[str], None]) -> Iterator[None]:
    """Let ``matplotlib.use(...)`` and ``plt.switch_backend(...)`` say so, and do nothing else.

    With pyplot imported, `matplotlib.use` calls `plt.switch_backend`, and setting
    ``rcParams["backend"]`` has no effect any more; so there is one function to stand in for.
    """
    original = plt.switch_backend
    told: set[str] = set()

    def tell(name: str) -> None:
        if name.lower() not in told:
            told.add(name.lower())
            report(f"the script asks for the backend {name}: it is recorded all the same")

    def switch_backend(newbackend: object) -> None:
        if not isinstance(newbackend, str):
            return  # "choose one", which has been done
        name = rcsetup.validate_backend(newbackend)
        if name in _OURS:
            original(name)
        else:
            tell(newbackend)

    switch_backend.__doc__ = original.__doc__
    plt.switch_backend = switch_backend
    try:
        yield
        asked = str(mpl.rcParams["backend"])
        if asked not in _OURS:
            tell(asked)
    finally:
        plt.switch_backend = original
