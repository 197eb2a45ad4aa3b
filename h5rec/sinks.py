"""What takes the stream's bytes."""

from __future__ import annotations

from typing import Protocol

from .wire.stream import Event


class Sink(Protocol):
    """Takes the events of a stream, in order, on the session's thread or its flusher's, never on two at once."""

    def handle(self, event: Event) -> None:
        """Take one event.

        An exception takes this sink out of the session; the others, and the script, go on.
        """

    def close(self) -> None:
        """Finish: no event follows."""

    @property
    def wants_every_frame(self) -> bool:
        """Whether somebody is watching, so that the stream should be flushed after each frame."""
