"""The check reads every template of the house, and catches what it should when a page is broken on purpose."""

from pathlib import Path

import pytest

from beffroi.ui import checks


def found(text):
    source = checks.Source(Path("page.html"), text)
    return [(finding.line, finding.message) for finding in checks.findings([source])]


def test_the_templates_of_the_house_are_in_order():
    assert [str(finding) for finding in checks.findings()] == []


def test_django_hears_of_each_finding(monkeypatch):
    monkeypatch.setattr(checks, "findings", lambda: [checks.Finding(Path("a.html"), 3, "quelque chose.", 2)])

    assert [(error.msg, error.id) for error in checks.check_templates()] == [
        ("a.html:3: quelque chose.", "ui.E002")
    ]


def test_every_component_is_in_the_gallery():
    pages = [source for source in checks.templates() if checks.GALLERY in source.path.parents]
    shown = {tag.name.removeprefix("c-") for source in pages for tag in source.tags}

    assert set(checks.components()) - shown == set()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<c-ui.buton>OK</c-ui.buton>", "<c-ui.buton> : ce composant n’existe pas."),
        ('<c-ui.button colour="red">OK</c-ui.button>', "<c-ui.button> ne déclare pas l’attribut « colour »."),
        ('<c-ui.tag state="done" />', "<c-ui.tag> demande l’attribut « label »."),
        ('<c-ui.tag label="Reçue">plus</c-ui.tag>', "<c-ui.tag> n’affiche pas de contenu."),
        ("<c-ui.card>texte", "<c-ui.card> n’est jamais fermé."),
        ("</c-ui.card>", "</c-ui.card> ferme un composant qui n’est pas ouvert."),
        (
            '<c-ui.card><c-slot name="pied">x</c-slot></c-ui.card>',
            '<c-slot name="pied"> n’est déclaré par aucun composant ouvert.',
        ),
        ("<style>p{}</style>", "<style> dans la page : écrivez dans beffroi/ui/assets/scss."),
        ("<script>1</script>", "<script> dans la page : écrivez dans beffroi/ui/assets/js."),
        ('<p style="color:red">', "<p> : l’attribut style est refusé par la CSP."),
        ('<button onclick="go()">', "<button> : l’attribut onclick est refusé par la CSP."),
        ('<a href="javascript:go()">', "<a> : javascript: est refusé par la CSP."),
    ],
)
def test_a_broken_page_is_caught(text, message):
    assert found(f"<main>\n{text}") == [(2, message)]


def test_what_is_allowed_passes():
    assert found('<script type="application/ld+json">{}</script>') == []
    assert found('<script src="/a.js" type="module"></script>') == []
    assert found('<c-ui.card :title="name"><c-slot name="aside">x</c-slot>texte</c-ui.card>') == []
    assert found("{% comment %}<c-ui.nothing />{% endcomment %}{# <style> #}") == []
    assert found('<c-ui.tag label="{% translate "Un > deux" %}" />') == []


def test_a_tag_on_several_lines_is_found_at_its_first():
    assert found('<p>\n\n<c-ui.tag\n  label="x"\n  hue="y" />') == [
        (3, "<c-ui.tag> ne déclare pas l’attribut « hue ».")
    ]
