"""The web page of what was measured, and its JSON."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

from ..errors import ConformanceError
from ..files import replacing
from .results import Results

PAGE = "index.html"
JSON = "results.json"
_MARKER = "<!--h5rec:results-->"


def write_report(results: Results, out: Path) -> Path:
    """Write results.json and index.html beside the pictures; return the path of the page.

    The page works from disk: the results are inside it, the pictures beside it.

    Raises
    ------
    ConformanceError
        If the page has not been built.
    LogError
        If they cannot be written.
    """
    data = results.to_json()
    with replacing(out / JSON, overwrite=True) as file:
        file.write(json.dumps(data, indent=1).encode())
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    before, marker, after = _template().partition(_MARKER)
    if not marker or _MARKER in after:
        raise ConformanceError("the conformance page does not fit this h5rec: build it again (make build)")
    with replacing(out / PAGE, overwrite=True) as file:
        file.write(before.encode())
        file.write(f'<script type="application/json" id="results">{text}</script>'.encode())
        file.write(after.encode())
    return out / PAGE


def _template() -> str:
    page = importlib.resources.files("h5rec") / "static" / "conformance.html"
    try:
        return page.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConformanceError(
            "the conformance page is missing: install h5rec from its wheel, or build it (make build)"
        ) from None
