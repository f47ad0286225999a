"""Every screen once: nothing for axe-core or the Nu HTML checker to find, nothing wider than the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.urls import reverse

from beffroi.cases import actions, queries
from beffroi.cases.models import Case, DisposalEntry, DisposalList, Draft, ImportedCase
from beffroi.cases.tests import exported
from beffroi.cases.tests import factories as f
from beffroi.correspondence.models import Delivery
from beffroi.documents.models import Document
from beffroi.gateway import actions as gateway
from beffroi.gateway.tests.factories import asked, declaration
from beffroi.lib import clock
from beffroi.lib.acting import HOUSE
from beffroi.lib.refs import ObjectRef
from beffroi.people.models import Account
from beffroi.people.policies import Actor, Level
from beffroi.people.rules import cast
from beffroi.procedures import actions as shelf
from beffroi.procedures.models import DraftVersion
from beffroi.procedures.queries import PackageProblem, read_package
from beffroi.procedures.rules.editing import Edit
from beffroi.procedures.rules.schema import RowRecord
from beffroi.procedures.tests import calling
from beffroi.procedures.tests.factories import FILES, hall_package, write_package
from beffroi.ui.gallery import PAGES as GALLERY
from tests.support import browser as support

from .visitor import Visitor

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
#: Where pictures of every screen go, when somebody wants to look at them.
PICTURES = os.environ.get("JOURNEY_PICTURES", "")

WIDTHS = (support.ZOOMED, support.DESKTOP)
DARK = {"accueil", "formulaire-erreurs", "dossier-question", "bureau-dossier", "verifier-authentique"}

Act = Callable[[Visitor], None]


@dataclass
class Screen:
    """A screen: who looks, at which address, and what they do there first."""

    name: str
    path: str
    who: str = ""
    act: Act | None = None


@dataclass
class Seen:
    """What a walk found, by screen."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


def press(*names: str) -> Act:
    """Press buttons one after the other."""

    def act(someone: Visitor) -> None:
        for name in names:
            someone.press(name)

    return act


def opened_out(someone: Visitor) -> None:
    """Open everything that is folded."""
    someone.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")


@pytest.fixture(scope="module")
def halls(house, tmp_path_factory) -> None:
    """A procedure with a reference table, which none of the shelf has; of its title there are two later versions.

    One row of the table begins later, another waits for the tutelle.
    """
    folder = tmp_path_factory.mktemp("shelf")
    shelf.publish_version(actor=HOUSE, path=hall_package(folder))
    keeper, title = f.desk("gestion@demo.example"), ("form", "pages", "velo", "title")
    own = shelf.edit_version(actor=keeper, slug="prime", edit=Edit("set", title, "Votre monture"))
    shelf.publish_preparation(actor=keeper, slug="prime", revision=own.revision)
    form = folder / "prime" / "form.yaml"
    form.write_text(form.read_text().replace("title: Votre vélo", "title: Votre deux-roues"))
    (folder / "prime" / "CHANGELOG.md").write_text("## 2\n\n- Les trottinettes comptent aussi.\n")
    assert shelf.load_catalogue([folder]).proposed == ["prime"]
    later = RowRecord(
        table="salles", value="kiosque", label="Le kiosque", cells={"prix": 4000, "places": 15, "cuisine": False},
        valid_from=date(2027, 6, 1), voted_on=date(2026, 9, 1), legal_reference="Règlement fictif", fictional=True,
    )  # fmt: skip
    shelf.set_row(actor=keeper, slug="prime", record=later)
    shelf.set_row(
        actor=keeper, slug="prime", record=later.model_copy(update={"value": "préau", "label": "Le préau"}), waiting=True
    )  # fmt: skip


def _of_tables() -> Iterator[tuple[str, str, Act | None]]:
    """The screens of the reference tables: name, address, what is done."""
    at = lambda name, query="": reverse(f"desk:{name}", args=["prime", "salles"]) + query  # noqa: E731

    def sent(someone: Visitor) -> None:
        content = (
            "valeur;libellé;prix;places;cuisine\ncure;La cure;80;30;non\nclub-house;Le club-house;95;40;non\n"
        )
        file = {"name": "salles.csv", "mimeType": "text/csv", "buffer": content.encode()}
        someone.page.locator("input[type=file]").set_input_files(file)
        someone.page.locator("[name=legal_reference]").fill("Conseil communal du 1er septembre 2026")
        days = {"voted_on": (1, 9, 2026), "approved_on": (1, 10, 2026), "published_on": (8, 10, 2026),
                "binds_on": (13, 10, 2026), "valid_from": (1, 1, 2027)}  # fmt: skip
        for name, numbers in days.items():
            for part, number in zip(("day", "month", "year"), numbers, strict=True):
                someone.page.locator(f"[name={name}-{part}]").fill(str(number))
        someone.page.locator("[name=whole]").check()
        someone.press("Voir ce qui change")

    yield "tables", reverse("desk:procedure_tables", args=["prime"]), None
    yield "table", at("procedure_table"), None
    yield "table-retirer", at("procedure_table"), lambda someone: someone.follow("Retirer")
    yield "table-ligne", at("procedure_table_row", "?valeur=club-house"), press("Fixer cette ligne")
    yield "table-fin", at("procedure_table_end", "?valeur=club-house"), None
    yield "table-fichier", at("procedure_table_import"), press("Voir ce qui change")
    yield "table-apercu", at("procedure_table_import"), sent


@pytest.fixture(scope="module")
def moves(house, tmp_path_factory) -> None:
    """Requests about bicycles: some have gone to a second version, one could not, and one came on the second itself."""
    elise, helene, folder = f.citizen(), f.desk("gestion@demo.example"), tmp_path_factory.mktemp("shelf")
    before = shelf.publish_version(actor=HOUSE, path=_bicycles(folder / "before")).version
    for price in ("900", "950", "4000"):
        f.opened(elise, _bicycle(price), "velos")
    renamed = {name: text.replace("examen", "etude") for name, text in FILES.items()}
    more = "max: 100000}\n          - {name: marque, type: text, label: Marque}"
    after = _bicycles(
        folder / "after",
        form=FILES["form.yaml"].replace("max: 500000}", more),
        workflow=renamed["workflow.yaml"],
        tests__simple=renamed["tests/simple.yaml"].replace("prix: 120000", "prix: 90000, marque: A"),
    )
    after, statuses = shelf.publish_version(actor=HOUSE, path=after).version, {"examen": "etude"}
    seen = queries.dry_run(helene, before, after, statuses).seen
    actions.move_cases(actor=helene, from_version=before, to_version=after, statuses=statuses, seen=seen)
    f.opened(elise, _bicycle("900", marque="Alpha"), "velos")


def _bicycles(folder: Path, **files: str) -> Path:
    """The small package under a name of its own."""
    card = FILES["procedure.yaml"].replace("slug: prime", "slug: velos")
    card = card.replace("department: mobilite", "department: population")
    return write_package(folder, procedure=card, **files).rename(folder / "velos")


def _bicycle(price: str, **more: str) -> dict[str, dict[str, str]]:
    """The pages of a request about a bicycle."""
    return {
        "velo": {"neuf": "yes", "prix": price, **more},
        "contact": {"courriel": "elise@exemple.be"},
    }


@pytest.fixture(scope="module")
def awaited(moves) -> None:
    """A version of the bicycles in preparation that asks for more of people."""
    question = {
        "name": "sante",
        "type": "yes_no",
        "label": "Êtes-vous malade ?",
        "required": False,
        "personal": {"category": "special", "purpose": "Vous aider à choisir."},
    }
    edit = Edit("add", ("form", "pages", "velo", "fields"), question)
    shelf.edit_version(actor=f.desk("gestion@demo.example"), slug="velos", edit=edit)


@pytest.fixture(scope="module")
def archived(house, tmp_path_factory) -> ImportedCase:
    """A case that was closed in another e-guichet, beside one that ends there."""
    folder = tmp_path_factory.mktemp("export")
    mapping = folder / "suite.yaml"
    mapping.write_text('statuses: {"2": {stays_until: 2099-12-31}}')
    path = exported.write(folder, exported.closed(1), exported.open_datum(2))
    actions.import_cases(actor=HOUSE, path=path, procedure=f.RESIDENCE, mapping=mapping)
    return ImportedCase.objects.get(reference="12-1")


@pytest.fixture(scope="module")
def connectors(house, tmp_path_factory) -> tuple[UUID, UUID]:
    """One that a procedure in force calls and that did not answer once, and one that nobody has approved yet."""
    helene, folder = f.desk("gestion@demo.example"), tmp_path_factory.mktemp("shelf")
    said = declaration(authentication={"kind": "bearer"})
    waiting = gateway.declare_connectors(actor=HOUSE, declarations=[said])[0]
    files = calling.package()
    card = FILES["procedure.yaml"].replace("slug: prime", "slug: permis")
    package = write_package(folder, procedure=card, **files).rename(folder / "permis")
    with pytest.raises(PackageProblem):
        shelf.publish_version(actor=HOUSE, path=package)
    declared = read_package(package)[0].connectors.connectors[0].declared()
    (known,) = gateway.declare_connectors(actor=HOUSE, declarations=[declared])
    gateway.approve_connector(actor=helene, connector_id=known.pk)
    shelf.publish_version(actor=HOUSE, path=package)
    # Nobody’s, and it ends without leaving: a value lacks.
    asked(known.declaration, about=ObjectRef("example", known.pk), values={}, keep={})
    house.work()
    return known.pk, waiting.pk


@pytest.fixture(scope="module")
def requests(house, halls, awaited, archived, connectors) -> Iterator[dict[str, Any]]:
    """Requests of Élise at every stage of their life, a draft, a document that was revoked, and a letter of somebody
    called as the clerk is."""
    elise, clerk, till = f.citizen(), f.desk("agent@demo.example"), f.desk("caisse@demo.example")
    due = f.opened(elise, f.residence(motive="banque", mode="poste"))
    asked = f.taken(f.opened(elise), clerk)
    question = {"case_id": asked.pk, "question": "De quelle année est votre jugement ?"}
    actions.request_information(actor=clerk, **question)
    posted = f.taken(f.pay(f.opened(elise, f.residence(motive="banque", mode="poste")), till), clerk)
    posted = f.move(posted, clerk, "produire")
    done = f.move(f.taken(f.opened(elise), clerk), clerk, "produire")
    refused = f.taken(f.opened(elise), clerk)
    refused = f.move(refused, clerk, "refuser", motive="Vous n’habitez plus à cette adresse.")
    held = f.taken(f.opened(elise), clerk)
    f.opened(elise)
    draft = f.start(elise)
    f.fill(elise, draft, f.residence())
    empty = f.start(elise, f.HOUSEHOLD)
    letter, half = (_encoded(clerk, printed=1) for _ in range(2))
    called = dict(zip(("demandeur-given_names", "demandeur-family_name"), clerk.name.split(), strict=True))
    f.fill(clerk, letter, {**f.residence(mode="poste"), "coordonnees": f.contact(courriel="", **called)})
    gone, kept, open_one = _lists(elise, clerk)
    house.work()
    yield {
        "gone": gone.pk,
        "kept": kept.pk,
        "open_list": open_one.list_id,
        "open_entry": open_one.pk,
        "due": due.pk,
        "asked": asked.pk,
        "posted": posted.pk,
        "done": done.pk,
        "refused": refused.pk,
        "held": held.pk,
        "draft": draft.pk,
        "empty": empty.pk,
        "letter": letter.pk,
        "half": half.pk,
        "archived": archived.pk,
        "approved": connectors[0],
        "waiting": connectors[1],
        "notice": Delivery.objects.filter(channel="space", message__about_uuid=done.pk).first().pk,
        "document": Document.objects.filter(origin="own").first(),
        "mail": next((house.home / "mailbox").glob("*.eml")).stem,
    }
    for prepared in DraftVersion.objects.filter(published_as=None):  # other journeys prepare their own
        shelf.drop_preparation(
            actor=f.desk("gestion@demo.example"), slug=prepared.slug, revision=prepared.revision
        )


def _lists(elise: Actor, clerk: Actor) -> tuple[Case, DisposalList, DisposalEntry]:
    """The end of retention: a case that is anonymous, a list that waits for its visa, and an entry of an open one."""
    armand, today = f.desk("archives@demo.example"), clock.today()

    def listed() -> DisposalEntry:
        case = f.move(
            f.taken(f.opened(elise, _bicycle("700", marque="Alpha"), "velos"), clerk), clerk, "accorder"
        )
        Case.objects.filter(pk=case.pk).update(destroy_after=today)
        actions.list_ended()
        return DisposalEntry.objects.get(case=case)

    approved, waiting = listed(), listed()
    actions.withhold(actor=armand, entry_id=waiting.pk, until=today + timedelta(days=1), reason="Recours")
    actions.close_list(actor=armand, list_id=approved.list_id)
    count = approved.list.entries.count()
    actions.approve_list(
        actor=armand, list_id=approved.list_id, visa="AGR 2027/12", visa_on=today, cases=count
    )
    closed = actions.close_list(actor=armand, list_id=listed().list_id)
    return approved.case, closed, listed()


def _encoded(clerk: Actor, **more: Any) -> Draft:
    """What a clerk begins to encode for somebody who wrote."""
    arrival = queries.Arrival("post", clock.today(), "signed", "letter")
    return actions.begin_intake(actor=clerk, slug=f.RESIDENCE, arrival=arrival, **more)


def screens(found: dict[str, Any]) -> list[Screen]:
    """Every screen of the site, the private space and the desk, in the states that look different."""
    case = lambda key: reverse("portal:case", args=[found[key]])  # noqa: E731
    desk = lambda key: reverse("desk:case", args=[found[key]])  # noqa: E731
    connector = lambda key: reverse("desk:connector", args=[found[key]])  # noqa: E731
    kept_at = lambda name: reverse(f"desk:{name}", args=[f.RESIDENCE])  # noqa: E731
    changed = lambda address: reverse("desk:procedure_edit", args=[f.RESIDENCE, address])  # noqa: E731
    kept = lambda name, *more: reverse(f"desk:{name}", args=[f.RESIDENCE, 1, *more])  # noqa: E731
    begun = lambda page: reverse("portal:draft_page", args=[found["empty"], page])  # noqa: E731
    encoding = lambda slug, way: reverse("desk:intake_begin", args=[slug, 1, way])  # noqa: E731
    half = lambda page: reverse("desk:intake_page", args=[found["half"], page])  # noqa: E731

    def wrong_file(someone: Visitor) -> None:
        someone.page.locator("input[type=file]").set_input_files(
            {"name": "autre.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 autre"}
        )
        someone.page.get_by_text("Nous ne connaissons pas ce document").wait_for()

    def refuse(someone: Visitor) -> None:
        someone.page.get_by_text("Refuser…").click()
        someone.press("Refuser")
        opened_out(someone)

    def wrong_expression(someone: Visitor) -> None:
        opened_out(someone)
        someone.page.locator("#id_free_when").fill("tables.rien ==")
        someone.press("Enregistrer")

    def excluded(someone: Visitor) -> None:
        someone.choose("Pour une autre personne")
        someone.pick("À quoi servira le document ?", "Notaire")
        someone.press("Continuer")

    def behind(someone: Visitor) -> None:
        """As a tab that was shown other answers than those of now."""
        f.save(f.citizen(), Draft(pk=found["draft"]), "pour_qui", {"pour_qui": "moi", "motif": "banque"})
        someone.pick("À quoi servira le document ?", "Pension")
        someone.press("Continuer")

    return [
        Screen("accueil", "/"),
        Screen("page", "/contact/"),
        Screen("demarches", "/demarches/"),
        Screen("demarches-rien", "/demarches/?q=zzzzzz"),
        *(Screen(slug, f"/demarches/{slug}/") for slug in (f.HOUSEHOLD, f.BIRTH)),
        Screen("recherche", "/recherche/?q=naissance"),
        Screen("recherche-rien", "/recherche/?q=zzzzzz"),
        Screen("suivi-erreur", "/suivi/", act=press("Voir où en est la demande")),
        Screen("reprendre", "/reprendre/?demande=5b7a3c1e-2f64-4b0e-9d55-0c6a1f6f2b11"),
        Screen("reprendre-erreur", "/reprendre/", act=press("Continuer")),
        Screen("verifier-erreur", "/verifier/", act=press("Vérifier le code")),
        Screen("verifier-inconnu", "/verifier/?code=0000-0000-0000"),
        Screen("verifier-fichier", "/verifier/", act=wrong_file),
        Screen("introuvable", "/demarches/rien-de-tel/"),
        Screen("courrier-demo", "/courrier-demo/"),
        Screen("courrier-demo-message", f"/courrier-demo/{found['mail']}/"),
        Screen("connexion", "/compte/connexion/"),
        Screen("connexion-erreur", "/compte/connexion/", act=press("Se connecter")),
        Screen("inscription-erreur", reverse("account_signup"), act=press("Créer mon compte")),
        Screen("mot-de-passe-oublie", reverse("account_reset_password"), act=press("Envoyer le lien")),
        Screen("mot-de-passe-envoye", reverse("account_reset_password_done")),
        Screen("mot-de-passe-nouveau", reverse("account_reset_password_from_key", args=["x", "y"])),
        Screen("mot-de-passe-change", reverse("account_reset_password_from_key_done")),
        Screen("adresse-a-confirmer", reverse("account_email_verification_sent")),
        Screen("adresse-lien-perime", reverse("account_confirm_email", args=["perime"])),
        Screen("compte-ferme", reverse("account_inactive")),
        Screen("confirmer-identite", reverse("portal:step_up")),
        Screen("identification", reverse("portal:identify")),
        Screen("identification-erreur", reverse("portal:identify"), act=press("S’identifier")),
        Screen("identification-perdue", reverse("portal:identified") + "?state=autre"),
        Screen("espace", "/mon-espace/", "elise"),
        Screen("dossier-a-payer", case("due"), "elise"),
        Screen("dossier-question", case("asked"), "elise", press("Envoyer ma réponse")),
        Screen("dossier-delivre", case("done"), "elise", opened_out),
        Screen("dossier-refuse", case("refused"), "elise"),
        Screen("dossier-retirer", reverse("portal:case_withdraw", args=[found["due"]]), "elise"),
        Screen("messages", "/mon-espace/messages/", "elise"),
        Screen("message", reverse("portal:notice", args=[found["notice"]]), "elise"),
        Screen("mes-donnees", "/mon-espace/mes-donnees/", "elise"),
        Screen("formulaire", begun("pour_qui"), "elise"),
        Screen("formulaire-erreurs", begun("pour_qui"), "elise", press("Continuer")),
        Screen("formulaire-coordonnees", begun("coordonnees"), "elise"),
        Screen("formulaire-remise", begun("remise"), "elise", press("Continuer")),
        Screen("verifier-reponses-manque", reverse("portal:draft_check", args=[found["empty"]]), "elise"),
        Screen("formulaire-refus", begun("pour_qui"), "elise", excluded),
        Screen(
            "formulaire-change",
            reverse("portal:draft_page", args=[found["draft"], "pour_qui"]),
            "elise",
            behind,
        ),
        Screen("verifier-reponses", reverse("portal:draft_check", args=[found["draft"]]), "elise"),
        Screen("plus-tard", reverse("portal:draft_later", args=[found["draft"]]), "elise", opened_out),
        Screen(
            "envoyee",
            reverse("portal:draft_check", args=[found["draft"]]),
            "elise",
            press("Envoyer ma demande"),
        ),
        Screen("adresse", reverse("account_email"), "elise"),
        Screen("mot-de-passe", reverse("account_change_password"), "elise"),
        Screen("deconnexion", reverse("account_logout"), "elise"),
        Screen("bureau-entree", reverse("desk:sign_in"), "", press("Entrer au bureau")),
        Screen("bureau-liste", "/bureau/", "nadia"),
        Screen("bureau-liste-a-moi", "/bureau/?vue=mine&avancement=in_progress", "nadia"),
        Screen("bureau-liste-rien", "/bureau/?q=zzzzzz", "nadia"),
        Screen("bureau-recherche", "/bureau/dossiers/?q=Tavernaux", "nadia"),
        Screen("bureau-dossier", desk("held"), "nadia", opened_out),
        Screen("bureau-dossier-refus", desk("held"), "nadia", refuse),
        Screen("bureau-dossier-delivre", desk("done"), "nadia", opened_out),
        Screen("bureau-dossier-chef", desk("held"), "marc", opened_out),
        Screen("bureau-archive", reverse("desk:archive"), "nadia"),
        Screen("bureau-archive-rien", reverse("desk:archive") + "?q=zzz", "nadia"),
        Screen(
            "bureau-archive-dossier", reverse("desk:archived", args=[found["archived"]]), "nadia", opened_out
        ),
        Screen("bureau-conservation", reverse("desk:disposals"), "armand"),
        Screen("bureau-liste-ouverte", reverse("desk:disposal", args=[found["open_list"]]), "armand"),
        Screen(
            "bureau-liste-visa",
            reverse("desk:disposal", args=[found["kept"]]),
            "armand",
            press("Anonymiser 1 dossier"),
        ),
        Screen(
            "bureau-garder",
            reverse("desk:disposal_withhold", args=[found["open_list"], found["open_entry"]]),
            "armand",
            press("Garder ce dossier"),
        ),
        Screen("bureau-dossier-anonyme", desk("gone"), "nadia", opened_out),
        Screen("bureau-courrier", reverse("desk:letters"), "nadia"),
        Screen("bureau-travaux", reverse("desk:jobs"), "nadia"),
        Screen("bureau-identite", reverse("desk:identity"), "nadia"),
        Screen("bureau-caisse", reverse("desk:till"), "odile"),
        Screen("bureau-demarches", reverse("desk:procedures"), "helene"),
        Screen("bureau-demarche", reverse("desk:procedure", args=[f.RESIDENCE]), "helene"),
        Screen("bureau-demarche-version", kept("procedure_version"), "helene", opened_out),
        Screen("bureau-demarche-exemples", kept("procedure_examples"), "helene"),
        Screen("bureau-connecteurs", reverse("desk:connectors"), "helene"),
        Screen("bureau-connecteur", connector("approved"), "helene", opened_out),
        Screen("bureau-connecteur-attend", connector("waiting"), "helene", press("Approuver ce connecteur")),
        Screen("bureau-papier", reverse("desk:paper_forms"), "nadia"),
        Screen("bureau-papier-formulaire", reverse("desk:paper_form", args=[f.RESIDENCE, 1]), "nadia"),
        Screen("bureau-encodage", encoding(f.RESIDENCE, "guichet"), "nadia"),
        Screen("bureau-encodage-ancien", encoding("velos", "poste"), "marc", opened_out),
        Screen("bureau-encodage-erreurs", encoding(f.RESIDENCE, "poste"), "nadia", press("Commencer")),
        Screen("bureau-encodage-arrivee", reverse("desk:intake_arrival", args=[found["letter"]]), "nadia"),
        Screen("bureau-encodage-page", half("pour_qui"), "nadia", press("Continuer")),
        Screen("bureau-encodage-coordonnees", half("coordonnees"), "nadia", opened_out),
        Screen("bureau-encodage-refus", half("pour_qui"), "nadia", excluded),
        Screen("bureau-encodage-verifier", reverse("desk:intake_check", args=[found["letter"]]), "nadia"),
        Screen(
            "bureau-encodage-dossier",
            reverse("desk:intake_check", args=[found["letter"]]),
            "nadia",
            press("Ouvrir le dossier"),
        ),
        Screen("bureau-apercu", kept("preview_start"), "helene"),
        Screen("bureau-apercu-telephone", kept("preview_phone"), "helene"),
        Screen("bureau-apercu-agent", kept("preview_agent") + "?etape=a_traiter", "helene"),
        Screen(
            "bureau-apercu-page", kept("preview_page", "citoyen", "pour_qui"), "helene", press("Continuer")
        ),
        Screen("bureau-apercu-refus", kept("preview_page", "citoyen", "pour_qui"), "helene", excluded),
        Screen("bureau-apercu-verifier", kept("preview_check", "citoyen"), "helene"),
        Screen("bureau-paquet-erreur", reverse("desk:procedure_install"), "helene", press("Installer")),
        Screen("bureau-valeurs", kept_at("procedure_options"), "helene", opened_out),
        *(Screen(f"bureau-{name}", path, "helene", act) for name, path, act in _of_tables()),
        Screen(
            "bureau-proposition", reverse("desk:procedure_proposal", args=["prime"]), "helene", opened_out
        ),
        Screen("bureau-deplacer-fait", reverse("desk:procedure_move", args=["velos", 1]), "helene"),
        Screen("bureau-deplacer", reverse("desk:procedure_move", args=["velos", 2]), "helene"),
        Screen(
            "bureau-deplacer-en-cours",
            reverse("desk:procedure_move", args=["velos", 2]) + "?vers=1&etape_etude=examen",
            "helene",
            press("Déplacer 3 dossiers"),
        ),
        Screen("bureau-demarche-versions", reverse("desk:procedure", args=["velos"]), "helene"),
        Screen("bureau-comparer", kept_at("procedure_compare"), "helene"),
        Screen("bureau-preparation", kept_at("procedure"), "helene", press("Préparer une nouvelle version")),
        Screen("bureau-preparation-liste", changed("form/pages/pour_qui/fields/motif"), "helene", opened_out),
        Screen("bureau-preparation-page", changed("form/pages/remise"), "helene", opened_out),
        Screen("bureau-preparation-circuit", changed("workflow/statuses"), "helene"),
        Screen("bureau-preparation-etape", changed("workflow/statuses/a_traiter"), "helene", opened_out),
        Screen("bureau-preparation-prix", changed("procedure/fee"), "helene", wrong_expression),
        Screen("bureau-preparation-table", changed("decisions/motif/periods/0"), "helene"),
        Screen("bureau-preparation-mots", kept_at("procedure_words") + "?tout=1", "helene"),
        Screen(
            "bureau-preparation-changee",
            reverse("desk:procedure_version", args=[f.RESIDENCE, 0]),
            "helene",
            opened_out,
        ),
        Screen(
            "bureau-visa", reverse("desk:procedure_visa", args=["velos"]), "solange", press("Refuser le visa")
        ),
        Screen("bureau-visa-demande", reverse("desk:procedure_version", args=["velos", 0]), "helene"),
        Screen("bureau-registre", reverse("desk:register_of_processing"), "solange", opened_out),
        Screen("bureau-preparation-retirer", changed("form/pages/remise"), "helene", press("Retirer")),
        Screen("bureau-publier", kept_at("procedure_publish"), "helene"),
        Screen("bureau-caisse-rien", reverse("desk:till") + "?q=zzz", "odile"),
    ]


AGENTS = {
    "nadia": "agent@demo.example",
    "marc": "chef@demo.example",
    "odile": "caisse@demo.example",
    "helene": "gestion@demo.example",
    "solange": "dpo@demo.example",
    "armand": "archives@demo.example",
}


@pytest.fixture
def cast_of_visitors(visitor, house) -> Callable[[str], Visitor]:
    """The visitor of each name, already signed in."""
    known: dict[str, Visitor] = {}

    def named(who: str) -> Visitor:
        if who not in known:
            known[who] = visitor()
            for name, value in _cookies(who).items():
                known[who].page.context.add_cookies([{"name": name, "value": value, "url": house.url}])
        return known[who]

    return named


def _cookies(who: str) -> dict[str, str]:
    client = Client()
    if who in AGENTS:
        client.post("/bureau/connexion/", {"email": AGENTS[who], "password": cast.PASSWORD})
    elif who == "elise":
        account = Account.objects.get(email=cast.ELISE.email)
        client.force_login(account, settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["identity"] = {"level": int(Level.EID), "method": "eid"}
        session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def test_every_screen(requests, cast_of_visitors, tmp_path):
    seen, drawn = Seen(), set()
    note = lambda sender, template, **_: drawn.add(template.name)  # noqa: E731
    template_rendered.connect(note)
    try:
        for screen in screens(requests):
            look(screen, cast_of_visitors(screen.who), seen)
        for name in ("400", "403", "403_csrf", "500", "429"):
            look_at_failure(name, cast_of_visitors(""), seen)
    finally:
        template_rendered.disconnect(note)

    assert seen.problems == {}
    assert support.html_problems(seen.sources, tmp_path) == []
    assert sorted(_templates() - drawn - NOT_WALKED) == []


def test_the_gallery(house, visitor, monkeypatch, tmp_path):
    """Every component in every state, those that no procedure of the shelf uses among them."""
    monkeypatch.setattr(settings, "MODE", "development")
    someone, seen = visitor(), Seen()
    for page in GALLERY:
        look(Screen(page, f"/theme/galerie/{page}/"), someone, seen)
    assert seen.problems == {}
    assert support.html_problems(seen.sources, tmp_path) == []


#: Screens that other tests open: they need a mail, a second account or a stronger proof first.
NOT_WALKED = {
    "desk/procedures/_changes.html",  # a version in preparation that changes something: the manager's journey
    "portal/cases/_period.html",  # a case under a legal period: the tests of the legal clock
    "account/password_set.html",
    "account/reauthenticate.html",
    "website/blocks/table.html",
    "website/blocks/picture.html",
    "website/blocks/procedure.html",
    "website/blocks/heading.html",
    "website/blocks/callout.html",
    "website/blocks/contact.html",
}


def _templates() -> set[str]:
    """The templates of the doors, by name."""
    folders = [ROOT / "beffroi" / door / "templates" for door in ("portal", "desk", "website")]
    return {str(path.relative_to(folder)) for folder in folders for path in folder.rglob("*.html")}


def look(screen: Screen, someone: Visitor, seen: Seen) -> None:
    """Go there, do what is to be done, and have the screen checked at both widths."""
    replies: list[Any] = []
    page = someone.page
    keep = lambda reply: replies.append(reply) if _is_page(reply) else None  # noqa: E731
    page.on("response", keep)
    someone.open(screen.path)
    if screen.act:
        screen.act(someone)
        page.wait_for_load_state()
    page.remove_listener("response", keep)
    seen.sources[screen.name] = replies[-1].text()
    check(screen.name, page, seen)


def look_at_failure(name: str, someone: Visitor, seen: Seen) -> None:
    """A page that only a failure shows, served in place of another."""
    request = RequestFactory().get("/")
    html = render_to_string(f"{name}.html", request=request)
    someone.page.route("**/panne/", lambda route: route.fulfill(body=html, content_type="text/html"))
    someone.open("/panne/")
    someone.page.unroute("**/panne/")
    seen.sources[name] = html
    check(name, someone.page, seen)


def _is_page(reply: Any) -> bool:
    return bool(reply.request.is_navigation_request() and not 300 <= reply.status < 400)


def check(name: str, page: Any, seen: Seen) -> None:
    """What axe finds and what does not fit, at both widths and for some in the dark."""
    problems = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        problems += [f"{width}: {found}" for found in support.accessibility_problems(page)]
        if (much := support.overflow(page)) > 0:
            problems.append(f"{width}: {much} pixels too wide")
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    if name in DARK:
        page.emulate_media(color_scheme="dark")
        problems += [f"dark: {found}" for found in support.accessibility_problems(page)]
        page.emulate_media(color_scheme="light")
    if (
        page.title().rstrip().endswith("–")
    ):  # a view has taken the name under which the layouts know the commune
        problems.append("the commune is not named, nor its menu and warnings shown")
    if problems:
        seen.problems[name] = problems
