"""System checks of our own: production refuses to start with any default."""

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register

ENVIRONMENTS = ("development", "test", "production")
SHORTEST_KEY = 50
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "::1"}

# gunicorn halts for this code alone; any other makes it start workers that die, for ever.
BOOT_FAILURE = 3

# A question to the settings: a sentence naming the variable, or nothing when all is well.
Question = Callable[[Any], str | None]
_QUESTIONS: dict[str, Question] = {}


def production(code: str) -> Callable[[Question], Question]:
    """Ask only in production, and register the answer with Django's `check` under this code."""

    def wrap(question: Question) -> Question:
        identity = f"marketplace.{code}"

        def asked(of: Any) -> str | None:
            return question(of) if of.PRODUCTION else None

        def check(app_configs: Sequence[AppConfig] | None, **_: object) -> list[Error]:
            return _errors({identity: asked}, settings)

        _QUESTIONS[identity] = asked
        register(check, Tags.security)
        return question

    return wrap


def problems(of: Any) -> list[Error]:
    """Every reason why these settings must not start."""
    return environment_is_known(None, of=of) + _errors(_QUESTIONS, of)


def refuse_defaults() -> None:
    """End the process, with a line per reason, when these settings must not start.

    Called when Django is set up: by gunicorn, Celery's worker and beat, and every management command.
    """
    found = problems(settings)
    if found:
        for error in found:
            sys.stderr.write(f"{error.id}: {error.msg}\n")
        sys.exit(BOOT_FAILURE)


def _errors(questions: dict[str, Question], of: Any) -> list[Error]:
    answers: Iterable[tuple[str, str | None]] = ((identity, ask(of)) for identity, ask in questions.items())
    return [Error(answer, id=identity) for identity, answer in answers if answer]


@register(Tags.security)
def environment_is_known(app_configs: Sequence[AppConfig] | None, *, of: Any = None, **_: object) -> list[Error]:
    found = (of or settings).ENV
    if found in ENVIRONMENTS:
        return []
    return [Error(f"ENV is {found!r}. It must be one of {', '.join(ENVIRONMENTS)}.", id="marketplace.E001")]


@production("E002")
def secret_key(of: Any) -> str | None:
    if of.SECRET_KEY == of.DEFAULT_SECRET_KEY:
        return "SECRET_KEY is the one in the source code. Set a random one."
    if len(of.SECRET_KEY) < SHORTEST_KEY or len(set(of.SECRET_KEY)) < 10:
        return f"SECRET_KEY is too short or too regular. Set {SHORTEST_KEY} random characters or more."
    return None


@production("E003")
def secret_key_fallbacks(of: Any) -> str | None:
    weak = [key for key in of.SECRET_KEY_FALLBACKS if key == of.DEFAULT_SECRET_KEY or len(key) < SHORTEST_KEY]
    return "SECRET_KEY_FALLBACKS holds a default or short key. Only keys that were good may go on." if weak else None


@production("E004")
def debug(of: Any) -> str | None:
    return "DEBUG is True: error pages would show code and settings." if of.DEBUG else None


@production("E005")
def demo(of: Any) -> str | None:
    return "DEMO is True: everybody knows the demo's password and could read all mail." if of.DEMO else None


@production("E006")
def allowed_hosts(of: Any) -> str | None:
    hosts = set(of.ALLOWED_HOSTS)
    if any(host.startswith(("*", ".")) for host in hosts):
        return "ALLOWED_HOSTS has a wildcard: a forged Host header could reach our pages. Name each host."
    if hosts <= LOCAL_HOSTS:
        return "ALLOWED_HOSTS names no host but this machine. Name the site's."
    if of.SITE_ORIGIN != of.DEFAULT_SITE_ORIGIN and urlsplit(of.SITE_ORIGIN).hostname not in hosts:
        return "ALLOWED_HOSTS lacks the host of SITE_ORIGIN."
    return None


@production("E007")
def site_origin(of: Any) -> str | None:
    parts = urlsplit(of.SITE_ORIGIN)
    if of.SITE_ORIGIN == of.DEFAULT_SITE_ORIGIN or parts.scheme != "https" or parts.hostname in LOCAL_HOSTS:
        return "SITE_ORIGIN must be the site's public https:// address; every link in a mail starts with it."
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "SITE_ORIGIN must be an origin alone, without a path: https://www.example.org"
    return None


@production("E008")
def csrf_trusted_origins(of: Any) -> str | None:
    loose = [origin for origin in of.CSRF_TRUSTED_ORIGINS if "*" in origin or not origin.startswith("https://")]
    return f"CSRF_TRUSTED_ORIGINS has {loose[0]}. Name each origin, with https://." if loose else None


@production("E009")
def trusted_proxy_count(of: Any) -> str | None:
    if of.TRUSTED_PROXY_COUNT < 1:
        return (
            "TRUSTED_PROXY_COUNT is 0, but we serve plain HTTP and something in front must end TLS. Say how many "
            "proxies stand there: sign-in limits count the addresses they report."
        )
    return None


@production("E010")
def database_url(of: Any) -> str | None:
    if not of.DATABASES["default"]["ENGINE"].endswith(".postgresql"):
        return "DATABASE_URL is SQLite, which is for development. Set postgres://user:password@host/name."
    return None


@production("E011")
def cache_url(of: Any) -> str | None:
    if not of.CACHES["default"]["BACKEND"].endswith(".RedisCache"):
        return "CACHE_URL is a cache of each process's own, with which sign-in limits do not hold. Set redis://…."
    return None


@production("E012")
def celery_broker_url(of: Any) -> str | None:
    if not of.CELERY_BROKER_URL.startswith(("redis://", "rediss://", "redis+socket://", "amqp://", "amqps://")):
        return "CELERY_BROKER_URL is no real broker. Set redis://… or amqp://…."
    return None


@production("E013")
def media_storage_url(of: Any) -> str | None:
    storage = of.STORAGES["default"]
    if storage["BACKEND"].endswith(".FileSystemStorage"):
        if of.MEDIA_STORAGE_URL == of.DEFAULT_MEDIA_STORAGE_URL:
            return "MEDIA_STORAGE_URL is the development folder. Set s3://key:secret@host/bucket or a volume's file://."
    elif not storage["OPTIONS"]["bucket_name"]:
        return "MEDIA_STORAGE_URL names no bucket. Set s3://key:secret@host/bucket."
    return None


@production("E014")
def email_url(of: Any) -> str | None:
    if not of.EMAIL_URL:
        return "EMAIL_URL is not set, so mail would only become files. Set smtps://user:password@host:465."
    if not (of.EMAIL_USE_SSL or of.EMAIL_USE_TLS) and of.EMAIL_HOST not in LOCAL_HOSTS:
        return "EMAIL_URL sends passwords unencrypted to another machine. Use smtps:// or smtp+tls://."
    return None


@production("E015")
def default_from_email(of: Any) -> str | None:
    if of.DEFAULT_FROM_EMAIL.rstrip(">").endswith((".example", "@localhost")) or "@" not in of.DEFAULT_FROM_EMAIL:
        return "DEFAULT_FROM_EMAIL is nobody's address. Set one whose domain is ours, so that mail arrives."
    return None


@production("E016")
def security_contact(of: Any) -> str | None:
    if of.SECURITY_CONTACT.endswith(".example"):
        return "SECURITY_CONTACT is nobody's address. Set one that is read; security.txt shows it to finders of holes."
    return None


@production("E017")
def log_format(of: Any) -> str | None:
    if of.LOG_FORMAT != "json":
        return "LOG_FORMAT is not json, which is what log collectors and alerts read."
    return None


@production("E018")
def log_level(of: Any) -> str | None:
    if of.LOG_LEVEL not in {"INFO", "WARNING", "ERROR", "CRITICAL"}:
        return f"LOG_LEVEL is {of.LOG_LEVEL!r}. DEBUG prints what people typed; use INFO or above."
    return None


@production("E019")
def celery_task_always_eager(of: Any) -> str | None:
    if getattr(of, "CELERY_TASK_ALWAYS_EAGER", False):
        return "CELERY_TASK_ALWAYS_EAGER runs tasks inside requests: a slow one stops the site. Remove it."
    return None
