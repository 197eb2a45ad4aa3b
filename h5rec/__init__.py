"""Record matplotlib animations as canvas commands, watch them live, replay them anywhere.

Nothing is imported before it is used: `h5rec.wire` alone needs neither matplotlib nor a server.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from ._version import __version__
from .registering import register_writer

if TYPE_CHECKING:
    from .ambient import mark
    from .errors import (
        ChecksumError,
        FormatError,
        H5RecError,
        LiveError,
        LogError,
        SessionError,
        TruncatedError,
        VersionError,
    )
    from .log.reader import open_log as open
    from .recorder import record
    from .session import Session

__all__ = [
    "ChecksumError",
    "FormatError",
    "H5RecError",
    "LiveError",
    "LogError",
    "Session",
    "SessionError",
    "TruncatedError",
    "VersionError",
    "__version__",
    "mark",
    "open",
    "record",
]

_PLACES = {
    "Session": ("session", "Session"),
    "mark": ("ambient", "mark"),
    "open": ("log.reader", "open_log"),
    "record": ("recorder", "record"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES.get(name, ("errors", name))
    value: object = getattr(importlib.import_module(f".{module}", __name__), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


register_writer()
