from __future__ import annotations

import base64
import importlib.resources
import re
from pathlib import Path

import pytest

import h5rec.export.html
from h5rec.errors import FormatError, H5RecError, LogError
from h5rec.export.html import export_html
from h5rec.log.reader import open_log
from tests.log.logs import make

PAGE = """<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; connect-src 'self' http: ws:; base-uri 'none'">
<title>h5rec player</title></head><body><main></main>
<!--h5rec:log-->
<script>"connect-src 'self'; <title>x</title>"</script></body></html>
"""


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(h5rec.export.html, "player_page", PAGE.encode)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / 'my "first" <log>.h5rec'
    make(path, 100)
    return path


def embedded(text: str) -> list[str]:
    return re.findall(
        r'<script type="application/octet-stream" class="h5rec-log"[^>]*>([^<]*)</script>\n', text
    )


@pytest.mark.usefixtures("page")
def test_the_log_is_in_the_page(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "page.html"
    size = export_html(log, out)
    text = out.read_text(encoding="utf-8")
    assert size == out.stat().st_size
    assert base64.b64decode("".join(embedded(text))) == log.read_bytes()
    assert 'data-name="my &quot;first&quot; &lt;log&gt;.h5rec"' in text
    assert text.index('class="h5rec-log"') < text.index("<script>")  # it is there when the player starts
    without = re.sub(r'<script type="application/octet-stream".*?</script>\n', "", text)
    expected = PAGE.replace("connect-src 'self' http: ws:", "connect-src 'none'", 1)
    expected = expected.replace("<title>h5rec player</title>", "<title>a test</title>", 1)
    assert without == expected.replace("<!--h5rec:log-->", "")


@pytest.mark.usefixtures("page")
def test_in_pieces(log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(h5rec.export.html, "_PIECE", 999)
    seen: list[tuple[int, int]] = []
    export_html(log, tmp_path / "page.html", progress=lambda done, total: seen.append((done, total)))
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    size = log.stat().st_size
    assert len(embedded(text)) == len(seen) == -(-size // 999)
    assert b"".join(base64.b64decode(piece) for piece in embedded(text)) == log.read_bytes()
    assert seen[-1] == (size, size)
    assert text.count("data-name") == 1


@pytest.mark.usefixtures("page")
def test_title(log: Path, tmp_path: Path) -> None:
    export_html(log, tmp_path / "page.html", title="</title><script>alert(1)</script> \\1 é")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; \\1 é</title>" in text


@pytest.mark.usefixtures("page")
def test_a_cut_log(tmp_path: Path) -> None:
    path = tmp_path / "cut.h5rec"
    make(path, 50, finish=False)
    export_html(path, tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert base64.b64decode("".join(embedded(text))) == path.read_bytes()


@pytest.mark.usefixtures("page")
def test_refusals(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("precious")
    with pytest.raises(LogError, match="exists already"):
        export_html(log, out)
    (tmp_path / "not a log").write_bytes(b"something")
    with pytest.raises(FormatError, match="is not an h5rec log"):
        export_html(tmp_path / "not a log", out, overwrite=True)
    with pytest.raises(LogError, match="there is no such file"):
        export_html(tmp_path / "missing", out, overwrite=True)
    assert out.read_text() == "precious"
    export_html(log, out, overwrite=True)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([log.name, "not a log", "page.html"])


@pytest.mark.parametrize(
    "missing", ["<!--h5rec:log-->", "connect-src 'self' http: ws:", "<title>h5rec player</title>"]
)
def test_a_player_that_does_not_fit(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(h5rec.export.html, "player_page", PAGE.replace(missing, "", 1).encode)
    with pytest.raises(H5RecError, match="build it again"):
        export_html(log, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_the_real_player_fits(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    export_html(log, out)
    text = out.read_text(encoding="utf-8")
    assert text.count("connect-src 'none'") >= 1
    assert "connect-src 'self'" not in text.partition("</head>")[0]
    player = (importlib.resources.files("h5rec") / "static" / "player.html").read_text(encoding="utf-8")
    assert len(text) < len(player) + 1.4 * log.stat().st_size


@pytest.mark.usefixtures("page")
def test_a_damaged_log_is_told_of(log: Path, tmp_path: Path) -> None:
    with open_log(log) as recording:
        first = recording.chunks[0]
    data = bytearray(log.read_bytes())
    data[first.offset + first.size_bytes // 2] ^= 4
    log.write_bytes(data)
    lines: list[str] = []
    export_html(log, tmp_path / "page.html", report=lines.append)
    (line,) = lines
    assert line.startswith(f"{log}: damaged: chunk 0 (byte {first.offset}); the page leaves out")
