"""Addresses of services turned into settings, and which paths are our own."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from marketplace.lib import urls

BASE = Path("/srv/briefwell")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/briefwell.sqlite3", "/srv/briefwell/var/briefwell.sqlite3"),
        ("sqlite:////tmp/other.sqlite3", "/tmp/other.sqlite3"),  # noqa: S108 -- only a name
        ("sqlite:///with%20space.sqlite3", "/srv/briefwell/with space.sqlite3"),
        ("sqlite:///:memory:", ":memory:"),
    ],
)
def test_sqlite_is_named_by_path_and_waits_for_writers(url: str, name: str) -> None:
    found = urls.database(url, BASE)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", name)
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_options_of_sqlite_are_not_shared() -> None:
    urls.database("sqlite:///a", BASE)["OPTIONS"]["timeout"] = 1
    assert urls.database("sqlite:///a", BASE)["OPTIONS"]["timeout"] == 20


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_has_all_its_parts_a_pool_and_time_limits(scheme: str) -> None:
    found = urls.database(f"{scheme}://ada:p%40ss%2Fword@db.example:5433/brief%20well?sslmode=require", BASE)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"]) == ("ada", "p@ss/word")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "brief well")
    options = found["OPTIONS"]
    assert options["sslmode"] == "require"
    assert options["pool"] == {"min_size": 2, "max_size": 8, "timeout": 5}
    assert "statement_timeout" in options["options"]
    assert "lock_timeout" in options["options"]


@pytest.mark.parametrize(("size", "pool"), [("1", {"min_size": 1, "max_size": 1, "timeout": 5}), ("0", None)])
def test_the_pool_can_be_sized_or_left_out(size: str, pool: dict[str, int] | None) -> None:
    assert urls.database(f"postgres://h/n?pool={size}", BASE)["OPTIONS"].get("pool") == pool


@pytest.mark.parametrize("url", ["mysql://h/n", "", "nonsense", "sqlite"])
def test_another_database_is_refused_by_name(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        urls.database(url, BASE)


@pytest.mark.parametrize(
    "url", ["redis://127.0.0.1:6379/1", "rediss://:secret@cache.example/0", "unix:///run/valkey.sock"]
)
def test_redis_is_a_cache_that_is_not_waited_for(url: str) -> None:
    found = urls.cache(url)
    assert found["LOCATION"] == url
    assert found["OPTIONS"]["socket_timeout"] <= 1


def test_memory_is_a_cache_of_one_process() -> None:
    assert urls.cache("locmem://mine")["LOCATION"] == "mine"
    assert urls.cache("locmem://")["LOCATION"] == "briefwell"


def test_another_cache_is_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        urls.cache("memcached://h")


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("file:///./var/media", "/srv/briefwell/var/media"),
        ("file:///srv/media", "/srv/media"),
        ("file:///with%20space", "/with space"),
    ],
)
def test_media_on_disk_are_named_by_path(url: str, location: str) -> None:
    assert urls.media_storage(url, BASE)["OPTIONS"]["location"] == location


def test_media_on_s3_have_their_keys_and_host() -> None:
    found = urls.media_storage("s3://key:sec%2Fret@objects.example:9000/bucket?region_name=eu-1", BASE)["OPTIONS"]
    assert (found["bucket_name"], found["access_key"], found["secret_key"]) == ("bucket", "key", "sec/ret")
    assert found["endpoint_url"] == "https://objects.example:9000"
    assert found["region_name"] == "eu-1"
    assert found["querystring_auth"] is True
    assert found["file_overwrite"] is False


def test_other_media_are_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORAGE_URL"):
        urls.media_storage("ftp://h/x", BASE)


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtps://ada:p%40ss@mail.example", 465, True, False),
        ("smtp+tls://ada:p%40ss@mail.example", 587, False, True),
        ("smtp://ada:p%40ss@mail.example:2525", 2525, False, False),
    ],
)
def test_mail_servers_have_their_port_and_encryption(url: str, port: int, tls: bool, starttls: bool) -> None:
    found = urls.smtp(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (tls, starttls)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ada", "p@ss")


@pytest.mark.parametrize("url", ["smtp://", "http://mail.example", "mail.example"])
def test_another_mail_server_is_refused_by_name(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        urls.smtp(url)


@pytest.mark.parametrize("path", ["/", "/inbox/", "/inbox/?show=unread&page=2", "/a/b#c", "/é/"])
def test_our_own_paths(path: str) -> None:
    assert urls.is_own_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "inbox/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/a\r\nLocation: //evil.example",
        "/a\tb",
        " //evil.example",
        "/\u2028",
    ],
)
def test_no_path_leads_elsewhere(path: str) -> None:
    assert not urls.is_own_path(path)


@pytest.mark.parametrize("origin", ["https://briefwell.example", "https://briefwell.example/"])
def test_links_have_the_configured_origin(settings: Settings, origin: str) -> None:
    settings.SITE_ORIGIN = origin
    assert urls.absolute("/inbox/") == "https://briefwell.example/inbox/"
