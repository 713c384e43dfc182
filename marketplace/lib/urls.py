"""Addresses of services (database, cache, media) turned into settings, and links to our own site."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.http import url_has_allowed_host_and_scheme

SQLITE_OPTIONS = {
    # IMMEDIATE and WAL: in SQLite's default mode concurrent writers fail with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
# Server-side limits, so that a long lock fails one request instead of hanging all of them.
POSTGRES_TIMEOUTS = "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"


def database(url: str, base: Path) -> dict[str, Any]:
    """A DATABASES entry for sqlite:///path or postgres://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)[1:]
        name = path if path == ":memory:" else str(base / path)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(SQLITE_OPTIONS)}
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        pool_size = int(options.pop("pool", "8"))
        options.setdefault("options", POSTGRES_TIMEOUTS)
        if pool_size:
            options["pool"] = {"min_size": min(2, pool_size), "max_size": pool_size, "timeout": 5}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL begins with {parts.scheme or 'nothing'}://. Use sqlite:///path or postgres://…."
    )


def cache(url: str) -> dict[str, Any]:
    """A CACHES entry for redis://… (Redis or Valkey) or locmem://name."""
    scheme = urlsplit(url).scheme
    if scheme in {"redis", "rediss", "unix"}:
        return {
            "BACKEND": "marketplace.lib.caches.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "briefwell",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1, "health_check_interval": 30},
        }
    if scheme == "locmem":
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": url.removeprefix("locmem://") or "briefwell",
        }
    raise ImproperlyConfigured(f"CACHE_URL begins with {scheme or 'nothing'}://. Use redis://… or locmem://name.")


def media_storage(url: str, base: Path) -> dict[str, Any]:
    """A STORAGES entry for file:///path (local disk) or s3://key:secret@host/bucket (S3-compatible)."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        path = unquote(parts.path)
        location = Path(path) if Path(path).is_absolute() and parts.netloc == "" else base / path
        if path.startswith("/./"):
            location = base / path[3:]
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(location), "base_url": "/media/"},
        }
    if parts.scheme == "s3":
        options: dict[str, Any] = {
            "bucket_name": unquote(parts.path.strip("/")),
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "querystring_auth": True,
            "querystring_expire": 60,
            "file_overwrite": False,
        }
        if parts.hostname:
            port = f":{parts.port}" if parts.port else ""
            options["endpoint_url"] = f"https://{parts.hostname}{port}"
        options.update(dict(parse_qsl(parts.query)))
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    raise ImproperlyConfigured(
        f"MEDIA_STORAGE_URL begins with {parts.scheme or 'nothing'}://. Use file:///path or s3://key:secret@host/bucket."
    )


def absolute(path: str) -> str:
    """The path on our configured origin. Links never trust the host a request claims to be for."""
    return settings.SITE_ORIGIN.rstrip("/") + path


def is_own_path(path: str) -> bool:
    """Whether the text is an absolute path on our own site: no other host however a browser may read it."""
    return path.startswith("/") and path.isprintable() and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def smtp(url: str) -> dict[str, Any]:
    """Django's EMAIL_ settings for smtp://user:password@host:port, smtps:// (TLS) or smtp+tls:// (STARTTLS)."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtps://user:password@host:465 or smtp+tls://….")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }
