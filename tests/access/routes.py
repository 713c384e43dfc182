"""Every named route of the site, and the objects that its parameters stand for in the sweep."""

from collections.abc import Iterator, Mapping

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Wagtail's own admin is swept by prefix: its URLs are Wagtail's to name.
ADMIN = "admin/"
UNNAMED = {r"^admin/(?:login|password_reset)/": "admin_login"}

# What stands in each parameter, by route. "foreign" means: an object of the first client or of Paperlark.
ARGUMENTS: dict[str, dict[str, object]] = {
    "account_confirm_email": {"key": "no-such-key"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
    "accounts:change_role": {"code": "{client_membership}"},
    "accounts:invitation": {"token": "no-such-token"},
    "accounts:join": {"code": "{invitation}"},
    "accounts:remove_member": {"code": "{client_membership}"},
    "accounts:resend_invitation": {"code": "{invitation}"},
    "accounts:withdraw_invitation": {"code": "{invitation}"},
    "agencies:case_study": {"slug": "{agency}", "code": "{case_study}"},
    "agencies:detail": {"slug": "{agency}"},
    "agencies:service": {"service": "python-back-end"},
    "agencies:service_in_country": {"service": "python-back-end", "country": "ie"},
    "agencies:work": {"slug": "{agency}"},
    "agency_settings:add_picture": {"code": "{case_study}"},
    "agency_settings:delete_case_study": {"code": "{case_study}"},
    "agency_settings:delete_picture": {"code": "{case_study}", "key": "none"},
    "agency_settings:edit_case_study": {"code": "{case_study}"},
    "award": {"code": "{weighed}"},
    "blog:archive_month": {"year": 2026, "month": 5},
    "blog:archive_year": {"year": 2026},
    "blog:call": {"page": 1, "block": "00000000-0000-4000-8000-000000000000", "variant": "a"},
    "blog:card": {"page": 1, "stamp": "0123456789abcdef"},
    "blog:newsletter_confirm": {"token": "no-such-token"},
    "blog:newsletter_end": {"token": "no-such-token"},
    "blog:rendition": {"name": "none.webp"},
    "blog:sitemap_part": {"part": 1},
    "blog:topic_feed": {"slug": "none"},
    "blog:topic_feed_atom": {"slug": "none"},
    "contracts:detail": {"code": "{contract}"},
    "dev_mail": {"name": "none"},
    "dev_mail_html": {"name": "none"},
    "leads:accept": {"code": "{lead}"},
    "leads:ask": {"code": "{lead}"},
    "leads:bid": {"code": "{bid_lead}"},
    "leads:decline": {"code": "{lead}"},
    "leads:detail": {"code": "{lead}"},
    "leads:seen": {"code": "{lead}"},
    "leads:withdraw_bid": {"code": "{bid_lead}"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "notifications:open": {"code": "{notification}"},
    "notifications:read": {"code": "{notification}"},
    "notifications:unsubscribe": {"token": "no-such-token"},
    "picture": {"folder": "logos", "name": "none.webp"},
    "projects:adopt": {"code": "{draft}"},
    "projects:answer": {"code": "{project}", "question": "{question}"},
    "projects:bid_decline": {"code": "{weighed}", "bid": "{bid}"},
    "projects:bid_note": {"code": "{weighed}", "bid": "{bid}"},
    "projects:bid_shortlist": {"code": "{weighed}", "bid": "{bid}"},
    "projects:bids": {"code": "{weighed}"},
    "projects:bids_download": {"code": "{weighed}"},
    "projects:cancel": {"code": "{project}"},
    "projects:detail": {"code": "{project}"},
    "projects:discard": {"code": "{draft}"},
    "projects:edit": {"code": "{draft}", "step": "what"},
    "projects:edit_check": {"code": "{draft}"},
    "projects:panel": {"code": "{draft}", "step": "what"},
    "projects:publish": {"code": "{draft}"},
    "projects:received_bid": {"code": "{weighed}", "bid": "{bid}"},
    "receipt": {"receipt": "{receipt}"},
    "receipt_document": {"receipt": "{receipt}"},
    "wagtail_serve": {},
    "wagtaildocs_serve": {"document_id": 1, "document_filename": "none.pdf"},
}

PATHS = {"admin_login": "/admin/login/"}
# Redirects of allauth's old addresses, which have no names.
UNNAMED_PREFIX = "accounts/social/"

# What stands behind the path, where a page needs it to show anything.
QUERIES: dict[str, str] = {"award": "?bid={bid}"}


def paths(arguments: Mapping[str, object]) -> dict[str, str]:
    """The address of every route, by its name."""
    found = {}
    for name, pattern in walk():
        if pattern.startswith(UNNAMED_PREFIX):
            found[pattern] = f"/{pattern}"
        elif name in PATHS:
            found[name] = PATHS[name]
        elif name == "wagtail_serve":
            found[name] = "/"
        else:
            values = {key: str(value).format(**arguments) for key, value in ARGUMENTS.get(name, {}).items()}
            try:
                found[name] = reverse(name, kwargs=values) + QUERIES.get(name, "").format(**arguments)
            except NoReverseMatch as error:
                raise AssertionError(f"{name} ({pattern}) needs its parameters in tests/access/routes.py") from error
    return found


def walk() -> Iterator[tuple[str, str]]:
    """(route name, pattern) of every URL outside of the admin; a name is made where there is none."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if pattern != ADMIN:
                yield from _walk(entry, pattern, space + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield (f"{space}{entry.name}" if entry.name else UNNAMED.get(pattern, pattern)), pattern
