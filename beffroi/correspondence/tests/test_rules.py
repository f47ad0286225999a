"""Composing a message."""

from __future__ import annotations

from html.parser import HTMLParser
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.correspondence import rules
from beffroi.correspondence.rules import Composition, Recipient, Signature

SIGNATURE = Signature(
    "Commune de démonstration", "Service Population", ("010 00 00 01", "https://commune.example")
)

BODY = """Votre certificat de résidence est prêt.
Vous pouvez le télécharger pendant trente jours.

Retirez-le ici : https://commune.example/mon-espace/dossiers/5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11/
"""


def composed(**changes: object) -> Composition:
    values = {
        "language": "fr",
        "subject": "Votre document",
        "body": BODY,
        "name": "Léa Dubois",
        "signature": SIGNATURE,
    }
    return rules.compose(**(values | changes))  # type: ignore[arg-type]


def test_a_message_is_greeted_signed_and_wrapped():
    assert rules.as_text(composed()) == (
        "Bonjour Léa Dubois,\n"
        "\n"
        "Votre certificat de résidence est prêt.\n"
        "Vous pouvez le télécharger pendant trente jours.\n"
        "\n"
        "Retirez-le ici\u00a0:\n"
        "https://commune.example/mon-espace/dossiers/5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11/\n"
        "\n"
        "Bien à vous,\n"
        "\n"
        "Service Population\n"
        "Commune de démonstration\n"
        "010 00 00 01\n"
        "https://commune.example\n"
        "\n"
        "Ce message est envoyé automatiquement. Pour nous joindre, utilisez les\n"
        "coordonnées ci-dessus.\n"
    )


def test_a_footnote_stands_below_everything_with_its_address():
    noted = composed(footnote="Vos données : https://commune.example/demarches/x/#donnees")
    assert rules.as_text(noted).endswith(
        "ci-dessus.\n\nVos données\u00a0: https://commune.example/demarches/x/#donnees\n"
    )
    assert (
        'href="https://commune.example/demarches/x/#donnees"' in rules.as_html(noted).partition("<footer")[2]
    )


def test_someone_without_a_name_is_greeted_too():
    assert composed(name="").greeting == "Bonjour,"


class _Outline(HTMLParser):
    """What a screen reader would meet: the language, the headings, the links, the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language, self.links, self.tags, self.words = "", [], [], ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if tag == "html":
            self.language = values["lang"] or ""
        if tag == "a":
            self.links.append(values["href"])

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_html_says_the_same_with_one_heading_and_its_language():
    outline = _Outline(rules.as_html(composed()))
    assert (outline.language, outline.tags.count("h1"), outline.tags.count("img"), outline.tags.count("script")) == (
        "fr", 1, 0, 0,
    )  # fmt: skip
    assert outline.links == [
        "https://commune.example/mon-espace/dossiers/5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11/",
        "https://commune.example",
    ]
    assert "Vous pouvez le télécharger pendant trente jours." in outline.words


def test_what_a_person_typed_is_never_markup():
    html = rules.as_html(composed(subject="<b>Sujet</b>", name="<script>", body="<img src=x>"))
    assert {"b", "script", "img"}.isdisjoint(_Outline(html).tags)


def test_a_sign_that_french_sets_apart_does_not_begin_a_line():
    body = (
        "Le document est joint à cette lettre. Vous pouvez le retrouver « ici » :\nhttps://commune.example/"
    )
    assert not [line for line in rules.as_text(composed(body=body)).splitlines() if line[:1] in set(":;!?»")]


@given(st.text())
def test_no_line_of_a_text_made_of_words_is_too_long(body: str):
    text = rules.as_text(composed(body=body))
    assert all(len(line) <= rules.WIDTH or " " not in line.strip() for line in text.splitlines())


@given(st.text())
def test_a_subject_is_one_line_that_fits(subject: str):
    line = rules.one_line(subject)
    assert (len(line.splitlines()) <= 1, len(line) <= rules.LONGEST_SUBJECT) == (True, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Votre numéro : 85.07.30-033.28", True),
        ("85073003328", True),
        ("numéro bis 75270399993.", True),
        ("85.07.30-033.29 a de faux chiffres de contrôle", False),
        ("communication +++202/6000/12320+++", False),
        ("compte BE71 0961 2345 6769", False),
        ("téléphone 0470 12 34 56", False),
        ("code 7K3M-Q2RT-9XWZ", False),
        ("", False),
    ],
)
def test_a_national_number_is_recognised(text: str, found: bool):
    assert rules.has_national_number(text) is found


def test_what_a_server_says_is_kept_without_the_address():
    said = "2.1.5 <Lea.Dubois@example.org> ok"
    assert rules.without_address(said, "lea.dubois@example.org") == "2.1.5 <…> ok"


@pytest.mark.parametrize(
    ("recipient", "channels"),
    [
        (Recipient(), set()),
        (Recipient(email="lea@example.org"), {"email"}),
        (Recipient(email="lea@"), set()),
        (Recipient(account_id=UUID(int=1)), {"space"}),
        (Recipient(name="Léa Dubois", postal=("Rue du Test 12", "1300 Wavre")), {"letter"}),
        (Recipient(name="Léa Dubois"), set()),
    ],
)
def test_a_recipient_is_reached_where_an_address_is_known(recipient: Recipient, channels: set[str]):
    assert {
        channel for channel in ("email", "space", "letter", "pigeon") if recipient.reaches(channel)
    } == channels


@given(
    st.builds(
        Recipient,
        account_id=st.none() | st.uuids(),
        email=st.text(),
        name=st.text(),
        postal=st.lists(st.text()).map(tuple),
    )
)
def test_a_recipient_survives_being_stored(recipient: Recipient):
    assert Recipient.parse(recipient.serialise()) == recipient


@pytest.mark.parametrize(
    ("postal", "block"),
    [
        (("Rue 1", "1300 Wavre"), ["Léa", "Rue 1", "1300 Wavre"]),
        (("a", "b", "c", "d", "1300 Wavre", "Belgique"), ["Léa", "a", "b", "c", "d", "1300 Wavre, Belgique"]),
    ],
)
def test_an_address_fits_the_window(postal: tuple[str, ...], block: list[str]):
    assert rules.window(Recipient(name="Léa", postal=postal)) == block
