"""Take the README's picture of the player: `python docs/screenshot.py` (after `make test` has set everything up)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests import chromium  # noqa: E402  # needs the path above

EXAMPLE, FRAME = "four_views", 87
WIDTH_PX, HEIGHT_PX = 1080, 750


def main() -> None:
    """Record an example, export it, open it and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        log, page_file = Path(folder, "run.h5rec"), Path(folder, "run.html")
        h5rec = [sys.executable, "-m", "h5rec"]
        script = ROOT / "examples" / f"{EXAMPLE}.py"
        subprocess.run([*h5rec, "record", "--fast", "-o", log, script], check=True)
        subprocess.run([*h5rec, "export", log, page_file], check=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
            page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX}, device_scale_factor=2)
            page.goto(page_file.as_uri())
            page.wait_for_function("window.h5rec?.player?.frames > 0")
            page.evaluate(f"window.h5rec.player.seekToFrame({FRAME})")
            page.screenshot(path=ROOT / "docs" / "player.png")
            browser.close()


if __name__ == "__main__":
    main()
