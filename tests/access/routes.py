"""Every named route of the site, and the objects that its parameters stand for in the sweep."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

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
    "dev_mail": {"name": "none"},
    "dev_mail_html": {"name": "none"},
    "leads:accept": {"code": "{lead}"},
    "leads:decline": {"code": "{lead}"},
    "leads:detail": {"code": "{lead}"},
    "leads:seen": {"code": "{lead}"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "notifications:open": {"code": "{notification}"},
    "notifications:read": {"code": "{notification}"},
    "notifications:unsubscribe": {"token": "no-such-token"},
    "picture": {"folder": "logos", "name": "none.webp"},
    "projects:adopt": {"code": "{draft}"},
    "projects:cancel": {"code": "{project}"},
    "projects:detail": {"code": "{project}"},
    "projects:discard": {"code": "{draft}"},
    "projects:edit": {"code": "{draft}", "step": "what"},
    "projects:edit_check": {"code": "{draft}"},
    "projects:panel": {"code": "{draft}", "step": "what"},
    "projects:publish": {"code": "{draft}"},
    "wagtail_serve": {},
    "wagtaildocs_serve": {"document_id": 1, "document_filename": "none.pdf"},
}


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
