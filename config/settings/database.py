"""One database per commune: SQLite (WAL, IMMEDIATE) embedded, PostgreSQL in production."""

from typing import Any
from urllib.parse import unquote, urlsplit

from .base import ENV, HOME


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite() -> dict[str, Any]:
    HOME.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "beffroi.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                # Without it a REPLACE removes rows past the triggers that refuse (beffroi.lib.guards).
                "PRAGMA recursive_triggers=ON; "
                # What is erased is overwritten: nothing of it stays in free pages (beffroi.lib.traces).
                "PRAGMA secure_delete=ON; "
                "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000;"
            ),
        },
        # A file, not memory: the browser tests and the worker tests share it between processes and threads.
        "TEST": {"NAME": str(HOME / "test.sqlite3")},
    }


DATABASES = {"default": _postgresql(ENV.database_url) if ENV.database_url else _sqlite()}

# Shared by all processes: attempts are counted once wherever they arrive.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 20000},
    },
    # Each process's own: parts of pages drawn from a few values, which are their key ({% cache %} in beffroi/ui).
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
