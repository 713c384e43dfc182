"""What must hold of organisations and spent forms, whatever happened."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from accounts.models import Membership, Organisation, SpentToken
from marketplace.lib.invariants import invariant


@invariant
def an_organisation_with_people_has_an_owner() -> Iterator[str]:
    people = Membership.objects.filter(organisation=OuterRef("pk"))
    without = Organisation.objects.filter(Exists(people), ~Exists(people.owners()))
    for code in without.order_by("pk").values_list("code", flat=True).iterator():
        yield f"Organisation {code} has people and no owner."


@invariant
def a_spent_form_says_where_it_led() -> Iterator[str]:
    for token in SpentToken.objects.filter(location="").order_by("pk").values_list("pk", flat=True).iterator():
        yield f"Form token {token} is spent, and nothing says what came of its form."
