"""Random public codes: what stands in a URL instead of a row's number."""

import secrets

# No vowels and no look-alikes: nothing rude, nothing mistyped.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def code(length: int = 10) -> str:
    """A random code. Ten characters are 47 bits: not to be guessed at our rate limits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def project_code() -> str:
    """The default of every public code column (a named function, as migrations need)."""
    return code(10)


def secret_token() -> str:
    """A token that is a key by itself (invitations, drafts): 256 bits, stored only as its hash."""
    return secrets.token_urlsafe(32)
