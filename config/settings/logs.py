"""Logs on standard output, for people or for machines."""

import structlog

from ..logs import exception_without_words, without_personal_data
from .base import ENV, MODE

_common: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_json = ENV.log_format == "json"
# A developer wants the words of an exception; elsewhere they may be about someone.
_cautious: list[structlog.typing.Processor] = [exception_without_words, without_personal_data]
if MODE == "development":
    _cautious = [structlog.processors.format_exc_info] if _json else []
_renderer: structlog.typing.Processor = (
    structlog.processors.JSONRenderer(ensure_ascii=False)
    if _json
    else structlog.dev.ConsoleRenderer(colors=False)
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "house": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _common,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_cautious, _renderer],
        }
    },
    "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "house"}},
    "root": {"handlers": ["output"], "level": "WARNING"},
    "loggers": {
        "beffroi": {"level": "INFO"},
        # Django's own handlers would print twice, and mail to nobody.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # It quotes what a function was given, which may be an answer; the expression that failed is told by its author.
        "cel": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
structlog.configure(
    processors=[*_common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
