"""The one session that is *ambient*: pyplot makes canvases without being told for whom, so what they draw goes there.

It is the only global.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import SessionError
from .session import Session

_ambient: Session | None = None


def current() -> Session | None:
    """Return the ambient session."""
    return _ambient


def ensure() -> Session:
    """Return the ambient session; if there is none, one without sinks becomes it."""
    global _ambient
    if _ambient is None:
        _ambient = Session(once_through=False)
    return _ambient


def activate(session: Session) -> Session | None:
    """Make *session* ambient, and return the one that it replaces, for `deactivate`.

    Raises
    ------
    SessionError
        If another is being recorded: a canvas cannot know which of two it belongs to.
    """
    global _ambient
    if _ambient is not None and _ambient.is_recording:
        raise SessionError("a session is being recorded already; close it before recording another")
    before, _ambient = _ambient, session
    return before


def deactivate(session: Session, before: Session | None = None) -> None:
    """Take *session* out of the slot, and put *before* back."""
    global _ambient
    if _ambient is session:
        _ambient = before


@contextmanager
def holding(session: Session) -> Iterator[Session]:
    """Make *session* the one that canvases draw to, for a while."""
    before = activate(session)
    try:
        yield session
    finally:
        deactivate(session, before)


def mark(label: str) -> None:
    """Record a labelled moment in the ambient session.

    Without one it does nothing, so that a script runs the same whether it is being recorded or not.
    """
    if _ambient is not None:
        _ambient.mark(label)


def _leave_to_parent() -> None:
    if _ambient is not None:
        _ambient.detach()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
