"""info, verify, repair and the command line around them."""

from __future__ import annotations

import base64
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import h5rec
from h5rec.cli import run
from h5rec.cli.units import count, duration, size, visible
from tests.conftest import RunCli
from tests.log.logs import make


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "whole.h5rec"
    make(path)
    return path


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "cut.h5rec"
    make(path, finish=False)
    return path


Out = pytest.CaptureFixture[str]


def test_info(whole: Path, capsys: Out) -> None:
    assert run(["info", str(whole)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for expected in (
        "complete: finished with exit status 0",
        "Duration 2.00 s",
        "205 frames in",
        "800 x 600 100 one, larger",
        "Script test.py",
        "0:00.200 step 20",
    ):
        assert expected in out


def test_info_json(whole: Path, cut: Path, capsys: Out) -> None:
    assert run(["info", "--json", str(whole)]) == 0
    about = json.loads(capsys.readouterr().out)
    assert about["complete"]
    assert not about["recovered"]
    assert about["frames"] == sum(figure["frames"] for figure in about["figures"]) == 205
    assert about["size_bytes"] == whole.stat().st_size
    assert about["duration_s"] == 2
    assert about["compression_ratio"] > 1
    assert about["header"] == {"title": "a test", "script": "test.py"}
    assert about["marks"][1] == {"time_s": 0.2, "label": "step 20"}
    assert about["end"] == {"time_s": 2.0, "status": 0, "reason": "finished"}
    assert run(["info", "--json", str(cut)]) == 0
    about_cut = json.loads(capsys.readouterr().out)
    assert about_cut["recovered"]
    assert not about_cut["complete"]
    assert about_cut["end"] is about_cut["raw_bytes"] is about_cut["problem"] is None
    for same in ("frames", "figures", "marks", "header", "chunks"):
        assert about_cut[same] == about[same]


def test_info_of_a_cut_log(cut: Path, capsys: Out) -> None:
    assert run(["info", str(cut)]) == 0
    assert "recovered: no index and no end" in " ".join(capsys.readouterr().out.split())


def test_what_a_log_says_is_not_markup(tmp_path: Path, capsys: Out) -> None:
    from h5rec.log.writer import LogWriter
    from h5rec.wire._ops import End, Figure, Frame
    from h5rec.wire.stream import StreamWriter

    stream = StreamWriter({"title": "[red]a[/red] [/]"}, 0)
    writer = LogWriter(tmp_path / "log.h5rec")
    events = stream.figure(Figure(1, 0, "[bold]title", 1, 1, 72.0, 0)) + stream.frame(Frame(1, 0, 0, (), ()))
    for event in events + stream.end(End(1, 0, "finished")):
        writer.handle(event)
    writer.close()
    assert run(["info", str(writer.path)]) == 0
    out = capsys.readouterr().out
    assert "[red]a[/red] [/]" in out
    assert "[bold]title" in out


def test_verify(whole: Path, cut: Path, tmp_path: Path, capsys: Out) -> None:
    assert run(["verify", str(whole)]) == 0
    assert "sound: 205 frames in" in capsys.readouterr().out
    assert run(["verify", str(cut)]) == 1
    assert "205 frames are sound, and 'h5rec repair' gives them an index" in capsys.readouterr().err
    bad = tmp_path / "bad.h5rec"
    data = bytearray(whole.read_bytes())
    data[1000] ^= 1
    bad.write_bytes(data)
    assert run(["verify", str(bad)]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"h5rec: {bad}: chunk 0 (bytes 0 to ")
    assert err.count("\n") == 1


def test_a_log_without_its_index(whole: Path, tmp_path: Path, capsys: Out) -> None:
    bare = tmp_path / "bare.h5rec"
    with h5rec.open(whole) as recording:
        last = recording.chunks[-1]
    bare.write_bytes(whole.read_bytes()[: last.offset + last.size_bytes])
    assert run(["info", str(bare)]) == 0
    about = " ".join(capsys.readouterr().out.split())
    assert "complete: finished with exit status 0; no index: 'h5rec repair' gives it one" in about
    assert run(["verify", str(bare)]) == 1
    assert (
        "has no index: it was cut off behind its last record; its 205 frames are sound"
        in capsys.readouterr().err
    )


def test_verify_goes_on_behind_a_log_that_is_not_sound(whole: Path, cut: Path, capsys: Out) -> None:
    assert run(["verify", str(cut), "missing.h5rec", str(whole)]) == 1
    out, err = capsys.readouterr()
    assert out.startswith(f"{whole}: sound: 205 frames in ")
    first, second = err.splitlines()
    assert first.startswith(f"h5rec: {cut}: has no index: ")
    assert second.startswith("h5rec: missing.h5rec: there is no such file")
    assert run(["verify", str(whole), str(whole)]) == 0
    assert capsys.readouterr().out.count("sound") == 2


def test_a_part_of_a_log(whole: Path, tmp_path: Path, capsys: Out) -> None:
    part, page = tmp_path / "part.h5rec", tmp_path / "part.html"
    span = ["--from", "0.5", "--to", "0:01.5"]
    assert run(["export", str(whole), str(part), *span]) == 0
    assert capsys.readouterr().out == f"{part}: {size(part.stat().st_size)}\n"
    with h5rec.open(part) as recording:
        assert recording.duration_s == 1
    assert run(["info", str(part)]) == 0
    about = " ".join(capsys.readouterr().out.split())
    assert "complete: an excerpt of another log" in about
    assert "Excerpt from 0:00.500 to 0:01.500 of whole.h5rec" in about
    assert run(["export", str(whole), str(page), *span, "--title", "One second"]) == 0
    assert capsys.readouterr().out == f"{page}: {size(page.stat().st_size)}\n"
    text = page.read_text(encoding="utf-8")
    assert "<title>One second</title>" in text
    (log,) = re.findall(r'class="h5rec-log" data-name="whole.h5rec">([^<]*)</script>', text)
    assert base64.b64decode(log) == part.read_bytes()
    for out in (part, page):
        assert run(["export", str(whole), str(out), *span]) == 1
        assert f"{out}: exists already" in capsys.readouterr().err
        assert run(["export", str(whole), str(out), *span, "--overwrite"]) == 0
    assert run(["export", str(whole), str(tmp_path / "late.html"), "--from", "3"]) == 1
    assert f"{whole}: ends at 0:02.000; there is nothing from 0:03.000 on" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == [part, page]


def test_repair(cut: Path, tmp_path: Path, capsys: Out) -> None:
    out = tmp_path / "new" / "out.h5rec"
    assert run(["repair", str(cut), str(out)]) == 0
    assert "205 frames kept, " in capsys.readouterr().out
    assert run(["verify", str(out)]) == 0
    assert run(["repair", str(cut), str(out)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert run(["repair", str(cut), str(out), "--overwrite"]) == 0


FAILURES = [
    (["info", "missing.h5rec"], 1, "missing.h5rec: there is no such file"),
    (["info", "."], 1, ".: is a directory"),
    (["info"], 2, "missing argument 'FILE'; see: h5rec info --help"),
    (["info", "--nope", "x"], 2, "no such option: --nope"),
    (["nope"], 2, "no such command 'nope'; see: h5rec --help"),
    (["--nope"], 2, "no such option: --nope"),
    (["export", "a.h5rec", "b.gif"], 2, "b.gif: give it a name that ends with .html"),
    (["export", "a.h5rec", "b.html"], 1, "a.h5rec: there is no such file"),
    (
        ["export", "a.h5rec", "b.gif", "--to", "1"],
        2,
        "b.gif: give it a name that ends with .html (or, with --from",
    ),
    (["export", "a.h5rec", "b.h5rec"], 2, "ends with .html (or, with --from or --to, with .h5rec)"),
    (["export", "a.h5rec", "b.html", "--from", "2", "--to", "1"], 2, "--to 1 s is before --from 2 s"),
    (["export", "a.h5rec", "b.h5rec", "--to", "1", "--title", "x"], 2, "--title is that of a page"),
    (
        ["export", "a.h5rec", "b.html", "--from", "soon"],
        2,
        "'soon': neither a number of seconds nor a time like 1:30",
    ),
    (["export", "a.h5rec", "b.html", "--to", "1:60"], 2, "minutes and seconds go up to 59"),
    (["info", "a", "b"], 2, "unexpected extra argument"),
]


@pytest.mark.parametrize(("args", "status", "message"), FAILURES)
def test_failures_are_one_line(args: list[str], status: int, message: str, capsys: Out) -> None:
    assert run(args) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("h5rec: ")
    assert message in err
    assert err.count("\n") == 1


def test_version(capsys: Out) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"h5rec {h5rec.__version__}\n"


@pytest.mark.parametrize("args", [[], ["--help"], ["-h"]])
def test_help_lists_the_commands(args: list[str], capsys: Out) -> None:
    assert run(args) == 0
    out = capsys.readouterr().out
    for command in ("record", "play", "export", "info", "verify", "repair"):
        assert f" {command} " in out


@pytest.mark.parametrize("command", ["record", "play", "export", "info", "verify", "repair"])
def test_help_of_a_command(command: str, capsys: Out) -> None:
    assert run([command, "--help"]) == 0
    assert f"Usage: h5rec {command}" in capsys.readouterr().out


def test_a_page_of_a_log_that_was_cut_off_says_so(
    cut: Path, whole: Path, tmp_path: Path, capsys: Out
) -> None:
    assert run(["export", str(cut), str(tmp_path / "cut.html")]) == 0
    err = capsys.readouterr().err
    assert f"{cut}: cut off, or still being written: the page has its 205 frames\n" in err
    assert run(["export", str(whole), str(tmp_path / "whole.html")]) == 0
    assert capsys.readouterr().err == ""


def test_as_a_process(run_cli: RunCli, whole: Path) -> None:
    done = run_cli("info", whole)
    assert (done.returncode, done.stderr) == (0, "")
    done = run_cli("info", "missing")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "h5rec: missing: there is no such file\n")


def test_a_reader_that_goes_away_is_no_error(whole: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "h5rec", "info", str(whole)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


def test_numbers_for_people() -> None:
    assert [count(n, "frame") for n in (0, 1, 12_345)] == ["0 frames", "1 frame", "12 345 frames"]
    sizes = {
        1: "1 byte",
        999: "999 bytes",
        1000: "1.00 kB",
        9_996: "10.0 kB",
        99_960: "100 kB",
        999_600: "1.00 MB",
    }
    assert {number: size(number) for number in sizes} == sizes
    assert size(3.2e9) == "3.20 GB"
    assert size(4e15) == "4000 TB"
    assert [duration(s) for s in (4.2, 187, 255_900)] == ["4.20 s", "3 min 07 s", "71 h 05 min"]


def test_what_a_log_says_does_not_drive_the_terminal() -> None:
    assert visible("Ä title, 2 × 2") == "Ä title, 2 × 2"
    assert visible("\x1b]0;owned\x07\n") == "\ufffd]0;owned\ufffd\ufffd"


@pytest.mark.skipif(sys.platform == "win32", reason="sh")
@pytest.mark.parametrize(
    ("redirection", "status", "message"),
    [(">&-", 0, ""), (">/dev/full", 1, "h5rec: standard output: cannot be written: no space left on device")],
)
def test_an_output_that_takes_nothing(whole: Path, redirection: str, status: int, message: str) -> None:
    if "/dev/full" in redirection and not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    command = f"{shlex.quote(sys.executable)} -m h5rec info {shlex.quote(str(whole))} {redirection}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr.strip().startswith(message)
    assert "Traceback" not in done.stderr
    assert done.returncode == status


def test_a_repaired_log_is_no_page(cut: Path, tmp_path: Path, capsys: Out) -> None:
    assert run(["repair", str(cut), str(tmp_path / "page.html")]) == 2
    assert "'h5rec export' makes a page of it" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
