"""The page, in a browser: with a thousand figures, from disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from h5rec.conformance.metrics import Distance
from h5rec.conformance.report import write_report
from h5rec.conformance.results import Results, Row
from tests.browser.pages import new_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

FIGURES = 1000
HOSTILE = "</script><img src=x onerror=alert(1)> <!--"


def figure(n: int) -> Row:
    files = {what: f"pictures/{n}.{what}.png" for what in ("agg", "canvas", "svg", "diff")}
    features = ["op:DrawPath", "artist:legend"] if n % 10 == 0 else ["op:DrawPath"]
    ours = Distance(n / 100, 1 - n / 1e5, 0.0)
    return Row(f"dir/script{n}.py#1", "ok", "", features, 64, 48, 5, 1.0, ours, Distance(20, 0.9, 0.1), files)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    (out / "pictures").mkdir()
    rows = [figure(n) for n in range(FIGURES)]
    for row in rows:
        for path in row.files.values():
            Image.new("RGB", (64, 48), "#345").save(out / path)
    rows.append(Row("dir/broken.py", "failed", HOSTILE))
    return write_report(Results("chromium", "Chromium 1.2", 1, 100, rows), out)


def wait_until_loaded(image: Locator) -> None:
    image.evaluate("image => image.decode()")
    assert image.evaluate("image => image.naturalWidth") == 64


def test_a_thousand_figures_are_listed_worst_first(browser: Browser, report: Path) -> None:
    with new_page(browser) as page:
        pictures: list[str] = []
        page.on("requestfinished", lambda request: pictures.append(request.url))
        page.goto(report.as_uri())
        assert page.locator("article").count() == FIGURES + 1
        assert page.locator("#count").inner_text() == "1001 of 1001"
        assert " in Chromium 1.2, against Agg " in page.locator("#subtitle").inner_text()
        summary = page.locator("#summary").inner_text().split("\n")
        assert summary[summary.index("Scripts that fail") + 1] == "1"
        assert "Errors of ours" not in summary
        titles = page.locator("article h2").all_text_contents()[:3]
        assert titles == ["dir/script999.py#1", "dir/script998.py#1", "dir/script997.py#1"]
        assert page.locator("article h2").last.text_content() == "dir/broken.py"
        wait_until_loaded(page.locator("article img").first)
        assert len(pictures) < 400  # of 4000: what is far away is not loaded
        page.locator("article").last.scroll_into_view_if_needed()
        wait_until_loaded(page.locator("article img").last)


def test_text_from_scripts_is_text(browser: Browser, report: Path) -> None:
    with new_page(browser) as page:
        page.goto(report.as_uri())
        assert page.locator("article .message").first.text_content() == HOSTILE
        assert page.locator("img[src=x]").count() == 0


def test_filters(browser: Browser, report: Path) -> None:
    with new_page(browser) as page:
        page.goto(report.as_uri())
        count = page.locator("#count")
        page.fill("#search", "script99")
        assert count.inner_text() == "11 of 1001"
        page.fill("#search", "")
        page.select_option("#feature", "artist:legend")
        assert count.inner_text() == "100 of 1001"
        assert page.locator("article").count() == 100
        page.select_option("#feature", "")
        page.select_option("#status", "failed")
        assert count.inner_text() == "1 of 1001"
        page.select_option("#status", "")
        page.select_option("#order", "name")
        assert page.locator("article h2").first.inner_text() == "dir/broken.py"
        assert page.locator("article h2").nth(1).inner_text() == "dir/script0.py#1"
        # All of it within what feels like at once, in the slowest of browsers.
        spent_ms = page.evaluate(
            "() => { const start = performance.now(); search.value = '9';"
            " search.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - start }"
        )
        assert spent_ms < 1000


def test_comparing(browser: Browser, report: Path) -> None:
    with new_page(browser) as page:
        page.goto(report.as_uri())
        page.locator(".pictures").first.click()
        assert page.locator("#compare-title").inner_text() == "dir/script999.py#1"
        assert (page.get_attribute("#back", "src") or "").endswith("999.agg.png")
        assert (page.get_attribute("#front", "src") or "").endswith("999.canvas.png")
        page.keyboard.press("ArrowRight")
        assert page.locator("#compare-title").inner_text() == "dir/script998.py#1"
        page.select_option("#right", "svg")
        assert (page.get_attribute("#front", "src") or "").endswith("998.svg.png")
        page.select_option("#zoom", "4")
        box = page.locator("#stack").bounding_box()
        assert box is not None
        assert box["width"] == 256
        page.mouse.move(box["x"] + 10, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 64, box["y"] + 20)
        page.mouse.up()
        assert abs(float(page.locator("#slider").input_value()) - 25) < 1
        page.locator("#close").focus()
        page.keyboard.press("f")
        page.wait_for_selector("#stack.flickering.other")
        page.keyboard.press("Escape")
        assert not page.locator("#compare").is_visible()


def test_large_figures_fit_and_the_buttons_stay(browser: Browser, tmp_path: Path) -> None:
    rows = [figure(0), figure(1)]
    rows[0].width, rows[0].height = 3000, 2500
    page_path = write_report(Results("chromium", "Chromium 1.2", 1, 100, rows), tmp_path)
    for viewport in ({"width": 1280, "height": 800}, {"width": 390, "height": 800}):
        with new_page(browser) as page:
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(page_path.as_uri())
            page.locator(".pictures").last.click()
            close = page.locator("#close").bounding_box()
            assert close is not None
            assert close["x"] + close["width"] <= viewport["width"]
            stack = page.locator("#stack").bounding_box()
            assert stack is not None
            assert 100 < stack["width"] < viewport["width"]
            assert stack["width"] / stack["height"] == pytest.approx(3000 / 2500, rel=0.01)
            page.keyboard.press("ArrowLeft")
            assert page.locator("#compare-title").inner_text() == "dir/script1.py#1"
            assert page.locator("#close").bounding_box() == close


def test_json_beside_it(report: Path) -> None:
    data = json.loads((report.parent / "results.json").read_text(encoding="utf-8"))
    assert len(data["rows"]) == FIGURES + 1
    assert data["summary"]["statuses"] == {"ok": FIGURES, "failed": 1}
    assert data["rows"][-1]["message"] == HOSTILE
