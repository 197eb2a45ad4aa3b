"""Every example can be recorded, and the list of examples is complete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, RunCli

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def test_the_list_is_complete() -> None:
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES if f"[{path.name}]({path.name})" not in text] == []
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda path: path.stem)
def test_it_can_be_recorded(script: Path, run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    log = tmp_path / "example.h5rec"
    recorded = run_cli("record", "--fast", "--frames", "6", "-o", log, script)
    assert recorded.returncode == 0, recorded.stderr
    assert "Traceback" not in recorded.stderr
    info = run_cli("info", "--json", log)
    assert info.returncode == 0, info.stderr
    assert sum(figure["frames"] for figure in json.loads(info.stdout)["figures"]) >= 6
