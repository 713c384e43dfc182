"""Draws the guides' covers: each SVG in blog/content/covers as a PNG beside it, 1600 by 900, few colours, few bytes.

Run by hand after a drawing changed; the PNG files are kept with the code, so nothing is drawn when guides are loaded.
It needs Chromium, as the browser tests do.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

COVERS = Path(__file__).resolve().parent.parent / "blog" / "content" / "covers"
WIDTH, HEIGHT = 1600, 900
COLOURS = 48
MOST_BYTES = 60_000
CHROMIUM = "/usr/bin/chromium"


def main() -> int:
    """Draw all covers; 1 when one came out too large."""
    too_large = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for drawing in sorted(COVERS.glob("*.svg")):
            style = "<style>*{margin:0}svg{display:block}</style>"
            page.set_content(style + drawing.read_text(encoding="utf-8"))
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            path = drawing.with_suffix(".png")
            picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
                path, optimize=True
            )
            size = path.stat().st_size
            too_large += size >= MOST_BYTES
            print(f"{path.name}: {size:,} bytes")
        browser.close()
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
