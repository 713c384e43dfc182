"""The back office in tests: somebody who may do everything there, and what an editor's form would send."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, querydict_from_html, rich_text, streamfield

from accounts.models import User
from tests import factories


def superuser(email: str = "editor@briefwell.example") -> User:
    """A superuser with the second step that the back office asks for."""
    made = factories.user(email=email, name="Ed Itor", is_staff=True, is_superuser=True)
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(client: Client, page: Page) -> dict[str, Any]:
    """What the editor's form of a page would send as it stands."""
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    sent = querydict_from_html(html, form_id="page-edit-form")
    # Texts of blocks are drawn by the editor's script, so they are not in the page.
    return {"body-count": "0", "faq-count": "0", **sent.dict()}


def guide_form(
    *, title: str = "A new guide", slug: str = "a-new-guide", author: Page | None = None, **fields: Any
) -> dict[str, Any]:
    """What the form of a new guide sends, with one paragraph."""
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "summary": "What to know.",
            "body": streamfield([("text", rich_text("<p>Words.</p>"))]),
            "faq": streamfield([]),
            "guide_authors": inline_formset([{"author": author.pk}] if author else []),
            "guide_topics": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )
