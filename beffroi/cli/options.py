"""``beffroi config``: every option, its value here and what it means."""

from __future__ import annotations

import argparse
import os

from . import environment
from .texts import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command that prints the options."""
    config = commands.add_parser("config", help="afficher les options et leur valeur")
    config.set_defaults(run=show, needs_django=False)


def show(chosen: argparse.Namespace) -> int:
    """Print each option as a line that a shell or an environment file can read again."""
    module = environment.options_module()
    found = module.read()
    for name, field in module.Environment.model_fields.items():
        variable = f"{module.PREFIX}{name.upper()}"
        say(f"# {field.description}")
        say(f"{'' if variable in os.environ else '#'}{variable}={_shown(name, getattr(found, name))}\n")
    return 0


def _shown(name: str, value: object) -> str:
    if name in ("database_url", "smtp_url") and "@" in str(value):
        scheme, _, rest = str(value).partition("://")
        return f"{scheme}://***@{rest.rpartition('@')[2]}"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
