"""Where browsers are, and what to install where there is none."""

from __future__ import annotations

import os
import shutil
import sys
from typing import NamedTuple

from ...errors import ConformanceError


class _Known(NamedTuple):
    names: tuple[str, ...]  # on the PATH
    places: dict[str, tuple[str, ...]]  # and else, by sys.platform
    install: dict[str, str]  # what to do, by sys.platform


_KNOWN = {
    "chromium": _Known(
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        {
            "darwin": (
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
            ),
            "win32": (r"C:\Program Files\Google\Chrome\Application\chrome.exe",),
        },
        {"linux": "apt-get install chromium (Debian), or playwright install chromium"},
    ),
    "firefox": _Known(
        ("firefox-esr", "firefox"),
        {
            "darwin": ("/Applications/Firefox.app/Contents/MacOS/firefox",),
            "win32": (r"C:\Program Files\Mozilla Firefox\firefox.exe",),
        },
        {"linux": "apt-get install firefox-esr (Debian), or your system's Firefox"},
    ),
    "webkit": _Known(
        ("safaridriver",) if sys.platform == "darwin" else ("WebKitWebDriver",),
        {},
        {
            "linux": "apt-get install webkit2gtk-driver xvfb (Debian; WebKitGTK's MiniBrowser comes with it)",
            "darwin": "Safari comes with macOS; allow it to be driven, once: sudo safaridriver --enable",
            "win32": "there is no WebKit for Windows but Playwright's: playwright install webkit",
        },
    ),
}


def chosen(engine: str, executable: str | None) -> str | None:
    """Return the path of the program that somebody wants; None if nobody has said.

    Raises
    ------
    ConformanceError
        If *executable*, or what the environment says (H5REC_CHROMIUM, ...), is not a program.
    """
    variable = f"H5REC_{engine.upper()}"
    for name, source in ((executable, ""), (os.environ.get(variable), f"{variable} is ")):
        if name:
            found = shutil.which(name)
            if found is None:
                raise ConformanceError(f"{source}{name}: is not a program")
            return found
    return None


def installed(engine: str) -> str | None:
    """Return the path of a browser's program as the system has it, or None."""
    known = _KNOWN[engine]
    names = known.names + known.places.get(sys.platform, ())
    return next(filter(None, map(shutil.which, names)), None)


def missing(engine: str) -> ConformanceError:
    """Return the error that says where it was looked for, and what to install."""
    known = _KNOWN[engine]
    looked = ", ".join((f"{' and '.join(known.names)} on the PATH", *known.places.get(sys.platform, ())))
    install = known.install.get(sys.platform, f"install it, or Playwright's: playwright install {engine}")
    return ConformanceError(
        f"no {engine} was found (looked for {looked}; Playwright has none either): {install}; "
        "or say where it is: --browser PATH"
    )
