"""What an open log gives: its header, its figures, their frames."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from ..errors import FormatError
from ..wire._ops import Axes, Header, Op


@dataclass(frozen=True, slots=True)
class RecordedFrame:
    """One picture of one figure."""

    figure: int
    """Number of the figure."""
    number: int
    """Number of the frame, counted from 0 in each figure."""
    time_ns: int
    """Session time in nanoseconds."""
    width_px: int
    height_px: int
    axes: tuple[Axes, ...]
    """Where each axes lies and what its coordinates are."""
    ops: tuple[Op, ...]
    """What to draw, back to front."""

    @property
    def time_s(self) -> float:
        """Session time in seconds."""
        return self.time_ns / 1e9


class LogHeader(Mapping[str, str]):
    """What a log says about itself: title, script, argv, versions, ..., by name.

    Attributes
    ----------
    version : int
        Format version.
    created_unix_ns : int
        Wall clock at session time 0, in nanoseconds since 1970.
    """

    def __init__(self, header: Header) -> None:
        self._meta = dict(zip(header.meta[::2], header.meta[1::2], strict=False))
        self.version = header.version
        self.created_unix_ns = header.created_unix_ns

    @property
    def created(self) -> datetime.datetime:
        """Wall clock at session time 0, in UTC."""
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        try:
            return epoch + datetime.timedelta(microseconds=self.created_unix_ns // 1000)
        except OverflowError:
            raise FormatError(f"created {self.created_unix_ns} ns after 1970: no such date") from None

    def __getitem__(self, key: str) -> str:
        return self._meta[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._meta)

    def __len__(self) -> int:
        return len(self._meta)

    def __repr__(self) -> str:
        return f"<LogHeader {self._meta}>"


class Frames(Sequence[RecordedFrame]):
    """Frames by number, read from the file when they are asked for.

    Iterating goes through the file once, chunk by chunk.
    """

    def __init__(
        self,
        frames_of: Callable[[int], list[RecordedFrame]],
        figure: int | None,
        chunks: list[int],
        starts: list[int],
    ) -> None:
        self._frames_of = frames_of  # a chunk
        self._figure = figure  # None: all of them
        self._chunks = chunks  # those with frames
        self._starts = starts  # number of the first frame in each, and their total

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> RecordedFrame: ...
    @overload
    def __getitem__(self, index: slice) -> list[RecordedFrame]: ...
    def __getitem__(self, index: int | slice) -> RecordedFrame | list[RecordedFrame]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        k = index + len(self) if index < 0 else index
        if not 0 <= k < len(self):
            whose = "" if self._figure is None else f" of figure {self._figure}"
            raise IndexError(f"frame {index}{whose}: there are {len(self)}")
        at = bisect_right(self._starts, k) - 1
        return self._of(self._chunks[at])[k - self._starts[at]]

    def __iter__(self) -> Iterator[RecordedFrame]:
        for number in self._chunks:
            yield from self._of(number)

    def __repr__(self) -> str:
        return f"<{len(self)} frames>"

    def _of(self, chunk: int) -> list[RecordedFrame]:
        frames = self._frames_of(chunk)
        return frames if self._figure is None else [frame for frame in frames if frame.figure == self._figure]


@dataclass(frozen=True, slots=True)
class RecordedFigure:
    """A figure of the session, as it was in the end."""

    number: int
    title: str
    width_px: int
    height_px: int
    dpi: float
    frames: Frames
