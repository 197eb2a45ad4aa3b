"""A log and its player as one web page that needs nothing else."""

from __future__ import annotations

import binascii
import html
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..errors import H5RecError
from ..files import replacing
from ..log.excerpt import Excerpt
from ..log.reader import Recording, open_log
from ..log.recorded import LogHeader
from ..log.recovery import Progress, damaged
from ..page import player_page

_PIECE = 3 << 20  # becomes 4 MiB of text; browsers limit the length of one string
_MARKER = "<!--h5rec:log-->"
_TITLE = re.compile(r"<title>[^<]*</title>")
_CONNECT = re.compile(r"connect-src [^;\"]*")


def export_html(
    log_path: str | os.PathLike[str],
    out_path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    title: str | None = None,
    progress: Progress | None = None,
    report: Callable[[str], None] | None = None,
    start_s: float = 0.0,
    end_s: float = math.inf,
) -> int:
    """Write a page that plays a log, which is inside it, without a server or a network.

    A log that was cut off is exported as far as it goes.

    Parameters
    ----------
    log_path, out_path : str or path
        The log; the page.
    overwrite : bool
        Replace a page that is there.
    title : str, optional
        Of the page; by default that of the log, else the name of its script or file.
    progress : callable, optional
        Called with the bytes done and the bytes in all.
    report : callable, optional
        Called with a line about a log that was cut off, or is damaged.
    start_s, end_s : float
        Session times in seconds: only what the log shows from the one to the other, as `Excerpt` has it.

    Returns
    -------
    int
        Size of the page in bytes.

    Raises
    ------
    LogError
        If the log cannot be read or the page cannot be written.
    FormatError
        If it is not a log.
    """
    log_path = Path(log_path)
    with open_log(log_path) as recording:
        before, after = _page(title or title_of(recording.header, log_path))
        name = html.escape(log_path.name, quote=True)
        if start_s > 0 or end_s < math.inf:
            log = Excerpt(recording, start_s, end_s, report).data(progress)
        else:
            if report:
                _report(recording, report)
            log = _whole(recording, progress)
        with replacing(out_path, overwrite=overwrite) as out:
            out.write(before)
            for number, piece in enumerate(_pieces(log)):
                named = f' data-name="{name}"' if number == 0 else ""
                out.write(f'<script type="application/octet-stream" class="h5rec-log"{named}>'.encode())
                out.write(binascii.b2a_base64(piece, newline=False))
                out.write(b"</script>\n")
            out.write(after)
            return out.tell()


def _whole(recording: Recording, progress: Progress | None) -> Iterator[bytes]:
    size = recording.size_bytes
    for at in range(0, size, _PIECE):
        yield recording.read(at, _PIECE)
        if progress:
            progress(min(at + _PIECE, size), size)


def _pieces(log: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of which all but the last can be put together again as text."""
    kept = bytearray()
    for data in log:
        kept += data
        while len(kept) >= _PIECE:
            yield bytes(kept[:_PIECE])
            del kept[:_PIECE]
    if kept:
        yield bytes(kept)


def _report(recording: Recording, report: Callable[[str], None]) -> None:
    """Tell what a page of all of a log lacks."""
    path = recording.path
    if recording.recovered:
        problem = f"; {recording.problem}" if recording.problem else ""
        count = len(recording.frames)
        report(f"{path}: cut off, or still being written: the page has its {count} frames{problem}")
    if broken := damaged(recording):
        number, offset = broken[0].number, broken[0].offset
        more = f" and {len(broken) - 1} more" if len(broken) > 1 else ""
        report(
            f"{path}: damaged: chunk {number} (byte {offset}){more}; the page leaves out what cannot be "
            "read of it; 'h5rec verify' says where the damage begins"
        )


def title_of(header: LogHeader, path: Path) -> str:
    """Return what to call a log: its title, else its script's name, else its file's."""
    return header.get("title") or Path(header.get("script", "")).name or path.stem


def _page(title: str) -> tuple[bytes, bytes]:
    """Return what comes before and after the log."""
    page = player_page().decode()
    head, _, rest = page.partition("</head>")
    if len(_TITLE.findall(head)) != 1 or len(_CONNECT.findall(head)) != 1 or rest.count(_MARKER) != 1:
        raise H5RecError("the player does not fit this h5rec: build it again (make build)")
    head = _TITLE.sub(lambda _: f"<title>{html.escape(title, quote=False)}</title>", head)
    head = _CONNECT.sub("connect-src 'none'", head)
    before, _, after = rest.partition(_MARKER)
    return f"{head}</head>{before}".encode(), after.encode()
