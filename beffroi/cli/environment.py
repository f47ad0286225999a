"""Finding the configuration and starting Django, in the repository as in the wheel."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def config_package() -> str:
    """Where the configuration lies: under ``beffroi`` in the wheel, beside it in the repository."""
    return "beffroi.config" if find_spec("beffroi.config") else "config"


def options_module() -> ModuleType:
    """The module that reads ``BEFFROI_*``, found by name because nobody imports the configuration."""
    return import_module(f"{config_package()}.env")


def default(option: str) -> Any:
    """What an option is worth when nobody sets it."""
    return options_module().Environment.model_fields[option].default


def use(**values: object) -> None:
    """Set options for this process and its children, unless the operator has set them."""
    for name, value in values.items():
        os.environ.setdefault(f"BEFFROI_{name.upper()}", str(value))


def start_django(*, website: bool = True) -> None:
    """Load the settings and the rooms; without the ``website`` in half the time, for who only looks at packages.

    Raises SystemExit with a French sentence when the environment is refused.
    """
    import django

    settings = "settings" if website else "settings.packages"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{config_package()}.{settings}")
    django.setup()
