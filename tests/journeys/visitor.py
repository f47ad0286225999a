"""Somebody in front of a real browser, who does what people do: read, press, choose, type."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page

#: How long a screen may take on a busy machine, in milliseconds.
PATIENCE = 15_000


class Visitor:
    """One person, one browser profile. ``steps`` counts what their hands did; ``wrong`` what should not have been."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.steps = 0
        self.wrong: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._hear)
        page.on("response", lambda reply: self._see(reply.status, reply.url))

    def _hear(self, message: object) -> None:
        text, kind = str(getattr(message, "text", "")), str(getattr(message, "type", ""))
        if kind == "error" and "status of 4" not in text:
            self.wrong.append(text)

    def _see(self, status: int, url: str) -> None:
        if status >= 500:
            self.wrong.append(f"{status} {url}")

    # ---- what hands do ----------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.url + path)

    def press(self, name: str, *, within: str = "main") -> None:
        """Press a button; one that sends a form is waited for until the next screen is there."""
        self.steps += 1
        button = self.page.locator(within).get_by_role("button", name=name, exact=True).first
        if button.evaluate("button => button.type === 'submit' && button.form !== null"):
            with self.page.expect_navigation():
                button.click()
        else:
            button.click()

    def follow(self, name: str, *, within: str = "main") -> None:
        """Follow a link, until the next screen is there."""
        with self.page.expect_navigation():
            self.fetch(name, within=within)

    def fetch(self, name: str, *, within: str = "main") -> None:
        """Press a link that brings a file: the screen stays."""
        self.steps += 1
        self.page.locator(within).get_by_role("link", name=name).first.click()

    def choose(self, label: str) -> None:
        """Choose one of several answers, by its words."""
        self.steps += 1
        self.page.get_by_label(label, exact=False).first.check(force=True)

    def pick(self, question: str, answer: str) -> None:
        """Pick an answer from a list."""
        self.steps += 1
        box = self.page.get_by_label(question)
        option = box.locator(
            "option", has_text=re.compile(f"^{re.escape(answer)}( – |$)")
        )  # a hint may follow
        box.select_option(option.get_attribute("value"))

    def type(self, label: str, text: str) -> None:
        """Type an answer."""
        self.steps += 1
        self.page.get_by_label(label).first.fill(text)

    def give(self, label: str, *files: Path) -> None:
        """Choose files from the device."""
        self.steps += 1
        self.page.get_by_label(label).first.set_input_files([str(file) for file in files])

    # ---- what eyes see ----------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """Where they are, within the site."""
        return self.page.url.removeprefix(self.url)

    @property
    def title(self) -> str:
        """The heading of the screen, without its caption."""
        return self.page.locator("h1").first.inner_text().split("\n")[-1].strip()

    def reads(self, part: str = "main") -> str:
        """The words of a part of the screen, in one line, spaces made plain."""
        return re.sub(r"\s+", " ", self.page.locator(part).first.inner_text())

    def sees(self, text: str) -> Locator:
        """The place where these words stand; waits for it."""
        found = self.page.get_by_text(text).first
        found.wait_for()
        return found

    def focused(self) -> str:
        """The id, else the text, of what has the focus."""
        return str(
            self.page.evaluate(
                "() => { const e = document.activeElement; return e.id || e.className || e.tagName; }"
            )
        )
