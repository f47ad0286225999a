"""The pages of docs/reference that come from the code: ``make docs`` writes them, a test says when they are late."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTE = "<!-- Page produite par « make docs » ; ne pas la modifier à la main. -->\n"


def configuration() -> str:
    """Every option that an operator may set."""
    from config.env import PREFIX, Environment

    rows = [
        f"| `{PREFIX}{name.upper()}` | {_default(field.default)} | {_cell(field.description or '')} |"
        for name, field in Environment.model_fields.items()
    ]
    return _page(
        "Configuration",
        "Toute la configuration vient de l’environnement, lue une fois au démarrage. Une option inconnue ou une valeur "
        "refusée arrête le programme avec une phrase qui la nomme. Sans rien régler, le développement et la "
        "démonstration fonctionnent. `beffroi config` affiche les valeurs en vigueur.",
        ["| Option | Sans réglage | Ce qu’elle règle |", "| --- | --- | --- |", *rows],
    )


def _default(value: object) -> str:
    return "" if value in (None, "") else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def commands() -> str:
    """Every command, with its arguments."""
    from beffroi.cli.main import parser
    from beffroi.cli.texts import speak_french

    speak_french()
    return _page(
        "Commandes",
        "`beffroi` est la porte de l’exploitant et du développeur. Chaque commande rend 0 quand elle a fait ce qui "
        "était demandé, 1 quand elle l’a refusé, 2 quand elle est mal écrite.",
        ["Toujours possible : `--home DOSSIER`, le dossier des données.", "", *_commands(parser())],
    )


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for name, help_text, child in _children(parser):
        if list(_children(child)):
            yield from _commands(child)
            continue
        yield from (f"## {child.prog}", "", f"{_sentence(help_text or name)}", "")
        arguments = [action for action in child._actions if not isinstance(action, argparse._HelpAction)]
        if arguments:
            yield from ("| Argument | Sens |", "| --- | --- |")
            yield from (f"| `{_usage(action)}` | {_cell(_help(action))} |" for action in arguments)
            yield ""


def _children(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            words = {choice.dest: choice.help for choice in action._choices_actions}
            yield from ((name, words.get(name, ""), child) for name, child in action.choices.items())


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = "" if action.nargs == 0 else f" {action.metavar or _choices(action) or action.dest.upper()}"
    return f"{action.option_strings[-1]}{value}"


def _choices(action: argparse.Action) -> str:
    return "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""


def _help(action: argparse.Action) -> str:
    return (action.help or "").replace("%(default)s", str(action.default))


def facts() -> str:
    """Every fact that a room announces."""
    from django.utils.translation import override

    from beffroi.journal.events import registry

    with override("fr"):
        rows = [
            f"| `{name}` | {fact.label} | {fact.__module__.split('.')[1]} | {fact.version} | {_fields(fact.schema())} |"
            for name, fact in registry().items()
            if ".tests." not in fact.__module__
        ]
    return _page(
        "Faits du journal",
        "Un fait est ce qui s’est passé, écrit dans la même transaction que le changement et jamais modifié. Il ne "
        "contient ni nom, ni numéro national, ni texte libre ; les personnes y sont des pseudonymes.",
        [
            "| Fait | Libellé | Pièce de la maison | Version | Champs |",
            "| --- | --- | --- | --- | --- |",
            *rows,
        ],
    )


def _fields(schema: dict[str, dict[str, object]]) -> str:
    return ", ".join(f"`{name}`" for name in schema["properties"]) or "aucun"


def personal_data() -> str:
    """What each table holds about people, for the register of processing."""
    from django.apps import apps

    ours = [c for c in apps.get_app_configs() if c.name.startswith("beffroi.")]
    models = [
        m for c in ours for m in c.get_models() if getattr(m, "personal_data", None) and m.personal_data.holds
    ]
    rows = [
        f"| `{m._meta.label}` | {_cell(m.personal_data.holds)} | {_cell(m.personal_data.why)} "
        f"| {_cell(m.personal_data.retention)} | {_cell(m.personal_data.ends) or '–'} |"
        for m in models
    ]
    return _page(
        "Données personnelles",
        "Ce que chaque table sait des personnes, pourquoi et pour combien de temps, tel que le code le déclare. Les "
        "tables absentes n’en contiennent pas. Ces lignes nourrissent le registre des traitements de la commune.",
        [
            "| Table | Contient | Pourquoi | Conservation | Quand le dossier est anonymisé |",
            "| --- | --- | --- | --- | --- |",
            *rows,
        ],
    )


def components() -> str:
    """Every component of the design system, with its inputs."""
    from beffroi.ui.checks import components as declared

    rows = [
        f"| `c-{one.name}` | {' '.join(f'**{key}**' for key in sorted(one.required))} "
        f"{' '.join(sorted(one.optional))} | {'oui' if one.takes_content else ''} | {_cell(one.purpose)} |"
        for one in declared().values()
    ]
    return _page(
        "Composants",
        "Ce que les écrans ont sous la main, avec ce que chaque composant accepte (en gras : obligatoire). Un attribut "
        "qu’il ne déclare pas est une erreur. La galerie `/theme/galerie/` les montre ; "
        "`docs/how-to/write-a-screen.md` dit comment s’en servir.",
        ["| Composant | Attributs | Contenu | Usage |", "| --- | --- | --- | --- |", *rows],
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _page(title: str, lead: str, lines: list[str]) -> str:
    return "\n".join([NOTE, f"# {title}", "", lead, "", *lines]).rstrip() + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/configuration.md": configuration,
    "docs/reference/commands.md": commands,
    "docs/reference/facts.md": facts,
    "docs/reference/personal-data.md": personal_data,
    "docs/reference/components.md": components,
}


def main() -> None:
    """Write every page."""
    from beffroi.cli.environment import start_django

    sys.path.insert(0, str(ROOT))
    start_django()
    for path, render in PAGES.items():
        (ROOT / path).write_text(render())
        print(path)


if __name__ == "__main__":
    main()
