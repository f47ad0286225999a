"""A package as pages that open without a server."""

import re
from html.parser import HTMLParser

import pytest

from beffroi.cli.main import parser
from beffroi.procedures.tests.factories import SHELF, with_line, write_package

PAGES = ("index", "formulaire", "formulaire-agent", "circuit", "textes", "papier")


def preview(package, out, *more):
    chosen = parser().parse_args(["procedure", "preview", str(package), "--out", str(out), *more])
    assert chosen.run(chosen) == 0
    return {path.stem: path.read_text() for path in out.glob("*.html")}


def text_of(html):
    """What a page says."""

    class Words(HTMLParser):
        said = ""

        def handle_data(self, data):
            self.said += data

    words = Words()
    words.feed(html)
    return " ".join(words.said.split())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("preview")
    return out, preview(SHELF / "acte-de-naissance", out, "--paper")


def test_every_page_and_question_is_there_whatever_the_answers(written):
    pages = {name: text_of(html) for name, html in written[1].items()}
    assert sorted(pages) == sorted(PAGES)
    for name in ("formulaire", "formulaire-agent", "papier"):
        for words in (
            "De qui est l’acte de naissance ?",
            "Pourquoi pouvez-vous demander l’acte d’une autre personne ?",
            "La preuve",
        ):
            assert words in pages[name], (name, words)
    assert 'Question posée si : tables.droit.reponse == "interet"' in pages["formulaire"]
    assert "Vérifier le droit et demander l’acte à la BAEC" in pages["circuit"]
    assert "Motif de la décision" in pages["circuit"]
    assert "Qui peut recevoir un acte de l’état civil" in pages["textes"]
    assert "8,00 €" in pages["index"].replace("\xa0", " ").replace("\u202f", " ")


def test_the_folder_is_whole_and_asks_nothing_of_the_network(written):
    out, pages = written
    for html in pages.values():
        for address in re.findall(r'(?:href|src)="([^"#]+)"', html):
            assert address.startswith("https://") or (out / address).is_file(), address
        for tag in re.findall(r"<(?:script|img|iframe|link)[^>]*>", html):
            assert "http" not in tag
        assert "<script" not in html
    style = (out / "css/beffroi.css").read_text()
    for address in re.findall(r'url\("?([^")]+)"?\)', style):
        assert address.startswith("data:") or (out / "css" / address).is_file(), address


def test_what_a_package_says_is_text_and_nothing_else(tmp_path):
    evil = "<script>alert(1)</script><b onclick=x>&"
    folder = write_package(
        tmp_path,
        **with_line("form", "label: Est-il neuf ?", f"label: '{evil}'"),
        **with_line("workflow", "label: Examen", f"label: '{evil}'"),
        **with_line("messages/recu", "paragraphs: [Merci.]", f"paragraphs: ['{evil}']"),
        **with_line("procedure", "who: Les habitants", f"who: '{evil}'"),
    )
    pages = preview(folder, tmp_path / "out")
    for name in ("index", "formulaire", "circuit", "textes"):
        assert evil not in pages[name] and "<script" not in pages[name]
        assert evil in text_of(pages[name])


def test_a_question_that_only_citizens_must_answer_is_optional_for_agents(tmp_path):
    must = with_line("form", "type: amount,", "type: amount, required: public,")
    pages = preview(write_package(tmp_path, **must), tmp_path / "out")
    assert "(facultatif)" not in pages["formulaire"]
    assert "(facultatif)" in pages["formulaire-agent"]


def test_on_paper_every_possible_answer_is_to_be_seen(written):
    assert "<select" in written[1]["formulaire"]
    assert "<select" not in written[1]["papier"]


def test_the_paper_is_the_form_that_the_house_prints(written):
    words = text_of(written[1]["papier"])
    assert "1. De qui est l’acte de naissance ?" in words
    assert "Répondez seulement si" in words


def test_a_folder_that_cannot_be_written_is_said(tmp_path, capsys):
    (tmp_path / "out").write_text("un fichier")
    chosen = parser().parse_args(
        ["procedure", "preview", str(SHELF / "acte-de-naissance"), "--out", str(tmp_path / "out")]
    )
    assert chosen.run(chosen) == 1
    assert "ne s’écrit pas" in capsys.readouterr().err


@pytest.mark.once
@pytest.mark.browser(sqlite=True)
def test_the_pages_pass_the_checkers_of_screens(written, tmp_path):
    from tests.support import browser as support

    out, pages = written
    assert support.html_problems(pages, tmp_path) == []
    with support.chromium() as browser:
        for width in (support.TELEPHONE, support.DESKTOP):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name in PAGES:
                page.goto((out / f"{name}.html").as_uri())
                assert (name, support.overflow(page), support.accessibility_problems(page)) == (name, 0, [])
