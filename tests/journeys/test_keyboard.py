"""By keyboard only, without JavaScript, on a window of 320 pixels: a whole order."""

from __future__ import annotations

import pytest

from tests.support.browser import ZOOMED, overflow

pytestmark = pytest.mark.browser

#: Nobody presses Tab more often than this to reach a control.
_MOST_TABS = 60

_HAS_FOCUS = """(words) => {
  const e = document.activeElement;
  if (!e || e === document.body) return false;
  const labels = e.labels ? [...e.labels].map(l => l.innerText) : [];
  const group = e.type === "radio" ? e.closest("fieldset")?.querySelector("legend")?.innerText : "";
  return [e.innerText, group, ...labels].some(t => (t || "").replace(/\\s+/g, " ").includes(words));
}"""
_IS_SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight + 1 && box.left >= 0 && box.right <= innerWidth + 1;
}"""


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, someone):
        self.page, self.widths, self.hidden = someone.page, [], []

    def reach(self, words):
        """Press Tab until the control with these words has the focus."""
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(_HAS_FOCUS, words):
                if not self.page.evaluate(_IS_SEEN):
                    self.hidden.append(words)
                return
        raise AssertionError(f"no Tab leads to {words!r} on {self.page.url}")

    def enter(self, words):
        """Reach a link or a button and press Enter."""
        self.reach(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.widths.append(overflow(self.page))

    def check(self, words, *, down=0):
        """Reach a group of answers, and go down to the one wanted."""
        self.reach(words)
        self.page.keyboard.press("Space")
        for _ in range(down):
            self.page.keyboard.press("ArrowDown")

    def write(self, words, text):
        """Reach a field and type."""
        self.reach(words)
        self.page.keyboard.type(text)


def test_a_whole_order(visitor):
    someone = visitor(width=ZOOMED, scripts=False)
    someone.open("/demarches/composition-de-menage/")
    hands = Keyboard(someone)

    hands.enter("Se connecter")
    hands.enter("Continuer avec eID ou itsme")
    hands.check("Avec quel moyen ?")
    hands.check("Quelle personne fictive ?")
    hands.enter("S’identifier")
    someone.open("/demarches/composition-de-menage/")
    hands.enter("Commencer")
    hands.check("Pour qui demandez-vous le document ?")
    hands.write("À quoi servira le document ?", "Pension")
    hands.enter("Continuer")
    hands.enter("Continuer")
    hands.check("Comment voulez-vous le recevoir ?", down=2)
    hands.enter("Continuer")
    hands.enter("Envoyer ma demande")

    assert someone.title == "Votre demande est envoyée"
    assert hands.hidden == []
    assert [width for width in hands.widths if width > 0] == []
