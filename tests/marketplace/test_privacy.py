"""Every field of every table of ours is in the privacy map, and the map names nothing that is gone."""

from django.apps import apps
from django.test import Client

from marketplace.privacy import NOT_PERSONAL, PRIVACY_MAP

OURS = {"accounts", "notifications", "agencies", "projects", "contracts", "blog", "marketplace"}
THEIRS_ABOUT_PEOPLE = {"account.EmailAddress", "usersessions.UserSession", "mfa.Authenticator"}


def _fields() -> dict[str, set[str]]:
    return {
        model._meta.label: {field.name for field in model._meta.local_fields}
        for model in apps.get_models()
        if model._meta.app_label in OURS or model._meta.label in THEIRS_ABOUT_PEOPLE
    }


def _listed(label: str) -> set[str]:
    return set(PRIVACY_MAP.get(label, {})) | set(NOT_PERSONAL.get(label, "").split())


def test_every_field_is_listed_as_personal_or_not() -> None:
    forgotten = {label: sorted(names - _listed(label)) for label, names in _fields().items()}
    assert {label: names for label, names in forgotten.items() if names} == {}


def test_the_lists_name_only_fields_that_exist() -> None:
    fields = _fields()
    gone = {label: sorted(_listed(label) - fields.get(label, set())) for label in {*PRIVACY_MAP, *NOT_PERSONAL}}
    assert {label: names for label, names in gone.items() if names} == {}


def test_no_field_is_in_both_lists() -> None:
    both = {label: set(PRIVACY_MAP.get(label, {})) & set(NOT_PERSONAL.get(label, "").split()) for label in NOT_PERSONAL}
    assert {label: names for label, names in both.items() if names} == {}


def test_the_privacy_page_is_written_from_the_map(client: Client, db: None) -> None:
    page = client.get("/privacy/").content.decode()
    assert "to sign you in and write to you" in page
    assert "stored as a hash" in page


def test_the_privacy_page_says_what_is_counted_on_pages(client: Client, db: None) -> None:
    page = client.get("/privacy/").content.decode()
    assert "What we count on pages" in page
    assert "Do Not Track" in page
