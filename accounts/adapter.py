"""How allauth and our accounts fit together."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts.models import User


def display_name(user: User) -> str:
    """How allauth's pages and mails address a person."""
    return user.get_full_name()


class AccountAdapter(DefaultAccountAdapter):
    """allauth's decisions that are ours."""
