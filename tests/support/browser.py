"""A real browser and the two checkers of screens: axe-core (accessibility) and the Nu HTML checker.

Both come with ``npm ci`` (``scripts/setup node``); the browser is the system's Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
VNU = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Widths in CSS pixels. 400 % on a screen of 1280 is 320 (WCAG 1.4.10).
TELEPHONE, DESKTOP, ZOOMED = 360, 1280, 320


def chromium_path() -> str:
    """The system's browser. Raises LookupError when there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise LookupError("no chromium on this machine: scripts/setup browser")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a fresh profile.

    Playwright keeps an event loop in this thread, in which Django would refuse the database; a test is the only one
    there, so it may.
    """
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            try:
                yield browser
            finally:
                browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def new_page(
    browser: Browser,
    *,
    width: int = DESKTOP,
    dark: bool = False,
    contrast: bool = False,
    scripts: bool = True,
) -> Page:
    """A page of a French-speaking visitor. ``contrast``: prefers more; ``scripts``: with JavaScript."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale="fr-BE",
        timezone_id="Europe/Brussels",
        color_scheme="dark" if dark else "light",
        contrast="more" if contrast else "no-preference",
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    return context.new_page()


def accessibility_problems(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: one line per rule and element.

    axe is evaluated, not added as a script tag: the security policy of the house would refuse that.
    """
    page.evaluate(AXE.read_text())
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; it should be none."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def html_problems(pages: dict[str, str], folder: Path) -> list[str]:
    """What the Nu HTML checker finds, for pages given by name; ``folder`` is a scratch folder."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)
    files = [str(folder / f"{name}.html") for name in pages]
    command = ["java", "-Xss1m", "-jar", str(VNU), "--format", "json", "--exit-zero-always", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=180)
    return [
        f"{Path(found['url']).stem}:{found.get('lastLine', 0)}: {found['message']} {found.get('extract', '')[:160]!r}"
        for found in json.loads(done.stderr)["messages"]
    ]
