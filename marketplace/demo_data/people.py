"""The demo's people. Everybody has the same published password and a confirmed address."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import User

PASSWORD = "briefwell-demo-2026"  # noqa: S105 -- printed when the demo starts; load() refuses to run anywhere else
DOMAIN = "briefwell.example"

# Sign-in, name, time zone. The first five are printed when the demo starts.
NAMED = (
    ("client", "Rowan Ellery", "Europe/Dublin"),
    ("agency", "Maeve Keane", "Europe/Dublin"),
    ("editor", "Edith Sorrel", "Europe/London"),
    ("reviewer", "Rafael Orme", "Europe/London"),
    ("moderator", "Mirela Dann", "Europe/Vienna"),
    ("colleague", "Finn Harrow", "Europe/Dublin"),
    ("clare", "Clare Ashdown", "Europe/London"),
    ("petra", "Petra Holm", "Europe/Amsterdam"),
    ("hugo", "Hugo Lamarck", "Europe/Paris"),
    ("noor", "Noor Haddad", "Europe/London"),
    ("ingrid", "Ingrid Vass", "Europe/Stockholm"),
    ("marek", "Marek Duda", "Europe/Zurich"),
    ("yara", "Yara Quist", "Europe/Copenhagen"),
)
STAFF = {"editor": "Editors", "reviewer": "Reviewers", "moderator": "Moderators"}


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who is there, by sign-in, and how to make more with the same password without hashing it again."""

    by_sign_in: dict[str, User]
    hashed: str

    def add(self, sign_in: str, name: str, time_zone: str = "UTC") -> User:
        user = User(email=address(sign_in), name=name, time_zone=time_zone, password=self.hashed)
        user.save(force_insert=True)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.by_sign_in[sign_in] = user
        return user


def address(sign_in: str) -> str:
    return f"{sign_in}@{DOMAIN}"


def load(*, at: datetime) -> Everybody:
    """The named people; staff get into the admin through their group."""
    everybody = Everybody({}, make_password(PASSWORD))
    for sign_in, name, zone in NAMED:
        everybody.add(sign_in, name, zone)
    for sign_in, group_name in STAFF.items():
        everybody.by_sign_in[sign_in].groups.add(Group.objects.get(name=group_name))
    return everybody
