"""The bytes stand on their own: who reads a log needs no matplotlib, and no event loop."""

from __future__ import annotations

import subprocess
import sys

import pytest

FORBIDDEN = ("matplotlib", "websockets", "asyncio", "typer", "rich", "PIL", "h5rec.session", "h5rec.live")


@pytest.mark.parametrize("module", ["h5rec", "h5rec.wire.stream", "h5rec.wire.index", "h5rec.log.recovery"])
def test_what_importing_loads(module: str) -> None:
    code = f"import sys, {module}; print(*(m for m in {FORBIDDEN} if m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.split() == []


def test_info_loads_no_matplotlib() -> None:
    code = "import sys, h5rec.cli as c; c.run(['info', 'missing']); print('matplotlib' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False"]
