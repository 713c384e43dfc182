"""Structured logs with a request id, and error tracking where it is configured."""

import re
from typing import Any

import structlog

# Paths whose next part is a key by itself: it belongs in a mailbox, not in a log.
_SECRET_PATHS = re.compile(
    r"(/invitations/|/accounts/confirm-email/|/accounts/password/reset/key/|/inbox/unsubscribe/)[^/\s\"'?]+"
)


def hide_keys(logger: object, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cut the keys out of logged addresses, whoever logs them."""
    for name, value in event.items():
        if isinstance(value, str) and "/" in value:
            event[name] = _SECRET_PATHS.sub(r"\1…", value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def configure(log_format: str, level: str) -> dict[str, Any]:
    """Point structlog at the standard library and return Django's LOGGING."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    hide_keys,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django_tasks": {"level": "WARNING"},  # two lines for each index that a saved page is entered in
        },
    }


def start_sentry(dsn: str, environment: str) -> None:
    """Send errors to Sentry when a DSN is configured; no personal data goes with them."""
    if not dsn:
        return
    import sentry_sdk  # noqa: PLC0415 -- costs start-up time only where it is used

    sentry_sdk.init(dsn=dsn, environment=environment, send_default_pii=False, traces_sample_rate=0.0)
