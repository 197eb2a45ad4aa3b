from __future__ import annotations

from pathlib import Path

import pytest

from h5rec.wire._ops import Frame

from .logs import make


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Frame]]:
    """A complete log, which no test may change, and its frames."""
    path = tmp_path_factory.mktemp("log") / "whole.h5rec"
    return path, make(path)


@pytest.fixture(scope="session")
def cut(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Frame]]:
    """A log as a killed writer leaves it, and its frames."""
    path = tmp_path_factory.mktemp("log") / "cut.h5rec"
    return path, make(path, finish=False)
