"""What `make bench` measures is what it says, and what it writes is what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tests.bench import browser, docs, drawing, limits, memory, plot, recording, results
from tests.bench.__main__ import main
from tests.bench.canvases import PEERS, Floor, H5rec
from tests.bench.workloads import WORKLOADS, Workload, new_figure
from tests.conformance.fidelity import fill

NAMES = [peer.name for peer in PEERS]


def pixels(workload: Workload, *frames: int) -> Any:
    """Return what the last of the frames looks like."""
    figure = new_figure()
    canvas: Any = FigureCanvasAgg(figure)
    scene = workload(figure)
    for frame in frames:
        scene.update(frame)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_frame_depends_on_its_number_alone_and_differs_from_others(name: str) -> None:
    third = pixels(WORKLOADS[name], 3)
    np.testing.assert_array_equal(pixels(WORKLOADS[name], 7, 0, 3), third)
    assert (pixels(WORKLOADS[name], 4) != third).any()


def test_every_workload_has_its_limits() -> None:
    assert set(limits.DRAWING) == set(drawing.FRAMES) == set(browser.FRAMES) == set(WORKLOADS)
    assert set(limits.BYTES) == set(recording.FRAMES) == {*WORKLOADS} - {"line2048_blit"}


@pytest.mark.parametrize("workload", ["line2048", "line2048_blit"])
def test_all_peers_draw(workload: str) -> None:
    row = drawing.measure(workload, 8)
    peers = row["peers"]
    assert list(peers) == NAMES
    assert all(peers[name]["ms"].median > 0 for name in NAMES)
    assert all(peers[name]["bytes"] > 1000 for name in NAMES if name != Floor.name)
    assert peers[drawing.reference(workload)]["ratio"] == (1, 1, 1)


def test_blitting_draws_the_line_alone() -> None:
    peer = H5rec(WORKLOADS["line2048_blit"])
    sizes = []
    for frame in range(3):
        peer.update(frame)
        sizes.append(peer.draw())
    assert sizes[1] < sizes[0] / 2


def drawing_row(ratio: float) -> results.Json:
    peers = {name: {"ms": [1, 2, 3], "ratio": [1, 2, 3], "cpu": [1, 2, 3], "bytes": 10} for name in NAMES}
    peers[H5rec.name] = {
        "ms": [0.1, 0.2, 0.3],
        "ratio": [ratio / 2, ratio, ratio * 2],
        "cpu": [0.01, 0.02, 0.03],
        "bytes": 12345.6,
    }
    return {"frames": 10, "peers": peers}


def test_drawing_table() -> None:
    text = docs.drawing_table({"line2048": drawing_row(0.05), "contourf": drawing_row(0.5)})
    assert (
        "| line2048 | 0.08 | **0.050** | 0.025 to 0.100 | 0.020 | 2.00 | 2.00 | 2.00 | 2.00 | 0.20 | 12,346 |"
        in text
    )
    assert "\n\nMissed: contourf (0.5 instead of 0.45). Not measured: subplots4, " in text
    rows = {name: drawing_row(0.05) for name in WORKLOADS}
    assert docs.drawing_table(rows).endswith("\n\nMissed: nothing.")
    rows["contourf"] = drawing_row(0.5)
    assert docs.drawing_table(rows, True).endswith("\n\nMissed, by processor time: nothing.")


def test_recording_tables() -> None:
    ways = {
        "record": {"ms": 2, "cpu_ms": 1, "bytes": 3000},
        "save": {"ms": 2.5, "cpu_ms": 2, "bytes": 3700},
        "to_jshtml": {"ms": 60, "cpu_ms": 50, "bytes": 50_000},
        "GIF": {"ms": 40, "cpu_ms": 38, "bytes": 20_000},  # and no ffmpeg
    }
    text = docs.recording_tables({"line2048": {"frames": 100, "start_ms": 900, "ways": ways}})
    assert "| line2048 | 100 | 2.0 | 2.5 | 60.0 |  | 40.0 | 20 | **16.0** | 19.0 |" in text
    assert "| line2048 | 3,600 | 3,000 | 3,700 | 50,000 |  | 20,000 |" in text
    assert "0.9 s is what a recording of one frame takes" in text
    assert (
        "Missed: line2048 (16.0 times faster instead of 20); line2048 (3,700 bytes instead of 3,600)." in text
    )


def test_browser_table() -> None:
    row = {
        "chromium": "156.0",
        "ms": [4, 5, 6],
        "cpu_ms": 4.5,
        **{what: [1, 2, 3] for what in ("decode", "draw", "empty", "stroke")},
    }
    text = docs.browser_table({"line2048": row, "contourf": row})
    assert text.startswith("Chromium 156.0, ")
    assert "| line2048 | 4 | **5.0** | 4.0 to 6.0 | 4.5 | 2.0 | 2.0 | 2.0 | 2.0 |" in text
    assert "Missed: line2048 (5.0 ms instead of 4). Not measured: subplots4, " in text


def test_memory_table() -> None:
    samples = [{"s": 10, "recorder": 100, "page": 200}, {"s": 1000, "recorder": 101, "page": 240}]
    row = {"frames": 1_000_000, "samples": samples, "log_bytes": 2e8}
    assert memory.growth(row, "page") == 1.2
    text = docs.memory_table({"bare": row})
    assert "| line only | 1,000,000 | 1.00 | 100 | 101 | **1.01** | 200 | 240 | **1.20** | 200 |" in text
    assert text.endswith("Missed: page, line only (1.20 times instead of 1.1).")


@pytest.mark.parametrize("theme", plot.THEMES)
def test_the_plot_is_the_same_every_time(tmp_path: Path, theme: str) -> None:
    rows = {name: drawing_row(0.1) for name in WORKLOADS}
    for name in ("a.svg", "b.svg"):
        plot.draw(rows, tmp_path / name, theme)
    first = (tmp_path / "a.svg").read_bytes()
    assert first == (tmp_path / "b.svg").read_bytes()
    assert ElementTree.fromstring(first).tag.endswith("svg")


def test_the_page_has_a_place_for_everything() -> None:
    fill(docs.PAGE.read_text(encoding="utf-8"), dict.fromkeys(docs.PARTS, ""))
    for path in docs.PICTURES.values():
        assert path.name in docs.PAGE.read_text(encoding="utf-8")
        assert path.exists()


def test_the_command_measures_keeps_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "BENCHMARKS.md"
    before = docs.PAGE.read_text(encoding="utf-8")
    page.write_text(before, encoding="utf-8")
    monkeypatch.setattr(results, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(docs, "PAGE", page)
    monkeypatch.setattr(docs, "PICTURES", {"light": tmp_path / "light.svg"})
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    assert main(["line2048", "--frames", "3"]) == 0
    assert "line2048" in capsys.readouterr().out
    assert main(["drawing", "contourf", "--frames", "3"]) == 0
    assert [*results.load("drawing")["rows"]] == ["line2048", "contourf"]
    assert main(["docs"]) == 0
    after = page.read_text(encoding="utf-8")
    first, marker, rest = after.partition("<!-- /drawing -->")
    assert "| contourf | 0.45 |" in first
    assert "| imshow512 | 0.60 |" not in first  # was not measured this time
    assert marker + rest == marker + before.partition(marker)[2]
    assert (tmp_path / "light.svg").exists()


def test_what_is_not_a_workload_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["line"])
    assert "line: not a workload; they are line2048, " in capsys.readouterr().err
