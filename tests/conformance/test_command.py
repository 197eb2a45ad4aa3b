"""``h5rec conformance`` from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import chromium
from tests.conftest import RunCli

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\n"


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "plot.py").write_text(PLOT + "plt.figure()\nplt.imshow([[1, 2]])\n")
    (folder / "fails.py").write_text("import no_such_toolkit")
    return folder


@pytest.fixture
def browser_options() -> list[str]:
    try:
        return ["--browser", chromium.find()]
    except LookupError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.mark.slow
def test_a_page_and_a_verdict(
    run_cli: RunCli, scripts: Path, tmp_path: Path, browser_options: list[str]
) -> None:
    out = tmp_path / "out"
    done = run_cli("conformance", scripts, "-o", out, "--fail-above", "20", *browser_options)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{out / 'index.html'}: 1 failed, 2 ok\nRMS median ")
    data = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert [(row["id"], row["status"]) for row in data["rows"]] == [
        ("fails.py", "failed"),
        ("plot.py#1", "ok"),
        ("plot.py#2", "ok"),
    ]
    assert data["rows"][0]["message"] == "ModuleNotFoundError: No module named 'no_such_toolkit'"
    plot = data["rows"][1]
    assert 0 < plot["ours"]["rms"] < 5 < plot["svg"]["rms"]
    assert set(plot["files"]) == {"agg", "canvas", "svg", "diff", "log"}
    assert all((out / name).is_file() for row in data["rows"] for name in row["files"].values())

    # Better than before, then worse than before.
    for row in data["rows"]:
        if row["ours"] is not None:
            row["ours"]["rms"] += 1 if row["id"].endswith("#1") else -1
    old = tmp_path / "old.json"
    old.write_text(json.dumps(data))
    again = [scripts, "-o", out, "--match", "plot*", "--baseline", old, "--fail-above", "0.01"]
    done = run_cli("conformance", *again, *browser_options)
    assert done.returncode == 1
    complaints = done.stdout.splitlines()[3:]
    assert len(complaints) == 3, done.stdout  # two above, one regression
    assert complaints[2].startswith("plot.py#2: RMS ")
    assert " -> " in complaints[2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--match", "x*"], "no script matches x*"),
        (["--list", "no.txt"], "no.txt: cannot be read"),
        (["--baseline", "no.json"], "no.json: cannot be read"),
        (["--browser", "no-such-browser"], "no-such-browser: is not a program"),
        (
            ["--engine", "firefox", "--engine", "webkit", "--browser", "x"],
            "--browser: is for one --engine, not for 2",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run_cli: RunCli, scripts: Path, options: list[str], message: str
) -> None:
    done = run_cli("conformance", scripts, *options)
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_without_playwright(run_cli: RunCli, scripts: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden" / "playwright"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ImportError")
    done = run_cli("conformance", scripts, env={"PYTHONPATH": str(hidden.parent)})
    assert done.returncode == 1
    assert done.stderr == (
        "h5rec: Chromium is driven through Playwright, which is missing: pip install 'h5rec[conformance]'; "
        "or take --engine firefox or webkit, which need no Playwright\n"
    )


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_without_a_browser(run_cli: RunCli, scripts: Path, tmp_path: Path, engine: str) -> None:
    nowhere = {"PATH": "", f"H5REC_{engine.upper()}": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")}
    done = run_cli("conformance", scripts, "--engine", engine, env=nowhere)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"h5rec: no {engine} was found (looked for ")
    assert done.stderr.count("\n") == 1
