"""Steps that several journeys share."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf

from .visitor import Visitor


def come_in(someone: Visitor, name: str, means: str = "itsme") -> None:
    """Sign in with eID or itsme from any screen of the site, at the demonstration's identity service."""
    if someone.page.get_by_role("button", name="Menu").is_visible():
        someone.press("Menu", within="header")
    someone.follow("Se connecter", within="header")
    someone.follow("Continuer avec eID ou itsme")
    identify(someone, name, means)


def identify(someone: Visitor, name: str, means: str = "itsme") -> None:
    """Choose a fictional person at the identity service."""
    someone.choose(means)
    someone.choose(name)
    someone.press("S’identifier")


def begin(someone: Visitor, slug: str) -> None:
    """Begin a request from its start page."""
    someone.open(f"/demarches/{slug}/")
    someone.press("Commencer")


def fill_in(someone: Visitor) -> None:
    """The pages of a composition de ménage, for somebody whom the register knows."""
    someone.choose("Pour moi et mon ménage")
    someone.pick("À quoi servira le document ?", "Inscription à l’école")
    someone.press("Continuer")
    email = someone.page.get_by_label("Votre adresse e-mail")
    if email.input_value() == "":
        email.fill("ecrivez-moi@courriel.example")
    someone.press("Continuer")
    someone.choose("Le télécharger dans mon espace")
    someone.press("Continuer")


def order_household_certificate(someone: Visitor) -> str:
    """From the start page to "Voir mon dossier", identified; the number of the case."""
    begin(someone, "composition-de-menage")
    fill_in(someone)
    someone.press("Envoyer ma demande")
    number = case_number(someone)
    someone.follow("Voir mon dossier")
    return number


def case_number(someone: Visitor) -> str:
    """The number of the case on the screen."""
    found = re.search(r"\d{4}-\d{5,}", someone.reads())
    assert found, someone.reads()
    return found.group()


def code_of(someone: Visitor) -> str:
    """The code that the screen shows large."""
    return someone.page.locator(".b-code").first.inner_text().strip()


def take(agent: Visitor, number: str) -> None:
    """Find a case and take it, unless it is theirs already."""
    agent.open(f"/bureau/dossiers/?q={number}")
    agent.follow(number)
    if agent.page.get_by_role("button", name="Prendre", exact=True).is_visible():
        agent.press("Prendre")


def save(someone: Visitor, document: str, folder: Path) -> Path:
    """Download a document of the case on the screen."""
    with someone.page.expect_download() as coming:
        someone.fetch(document, within="ul.b-documents, .b-documents")
    path = folder / "document.pdf"
    coming.value.save_as(path)
    return path


def code_in(document: Path) -> str:
    """The verification code, read in the document's text."""
    with pikepdf.open(document) as pdf:
        links = [
            str(link.A.URI)
            for page in pdf.pages
            for link in page.get("/Annots", [])
            if "/A" in link and "/URI" in link.A
        ]
    return next(link for link in links if "/verifier/" in link).partition("code=")[2]


def verified(someone: Visitor, document: Path) -> str:
    """What the site says of a file dropped on the page of verification."""
    someone.open("/verifier/")
    someone.give("Le fichier PDF", document)  # sends itself
    return someone.page.locator(
        "section .b-banner h2, section .b-banner h3, section .b-banner p"
    ).first.inner_text()


def altered(document: Path) -> Path:
    """The same file with one byte changed in what was sealed."""
    content = bytearray(document.read_bytes())
    place = content.index(b"endstream") - 20
    content[place] ^= 1
    path = document.with_name("change.pdf")
    path.write_bytes(content)
    return path
