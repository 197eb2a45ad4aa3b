"""What packagers rely on: dependencies, entry points, and a lock that names no server."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import h5rec._version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_there_are_five_runtime_dependencies() -> None:
    names = {re.split(r"[<>=!~\[; ]", line)[0] for line in PROJECT["project"]["dependencies"]}
    assert names == {"matplotlib", "numpy", "typer", "websockets", "zstandard"}


def test_matplotlib_finds_the_backend() -> None:
    (found,) = entry_points(group="matplotlib.backend", name="h5rec")
    assert found.value == "h5rec.backend"


def test_the_lock_names_versions_and_checksums_but_no_server() -> None:
    lock = (ROOT / "player" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 50


def test_the_player_has_the_version_of_the_package() -> None:
    package = (ROOT / "player" / "package.json").read_text(encoding="utf-8")
    assert f'"version": "{h5rec._version.__version__}"' in package
