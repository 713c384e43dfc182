"""Checks the code without running it: one line per check, its output only when it fails. Ends with what was skipped."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# A deployment with nothing left at its default, so that Django's and our own deployment checks have to be quiet.
COMPLETE = {
    "ENV": "production",
    "DEBUG": "False",
    "DEMO": "False",
    "SECRET_KEY": "not-a-secret:3kq9vTz7Lw2mXr8pYc4nHb6sJd1fGe5uAo0iQKWyRM",
    "SITE_ORIGIN": "https://briefwell.test",
    "ALLOWED_HOSTS": "briefwell.test",
    "TRUSTED_PROXY_COUNT": "1",
    "DATABASE_URL": "postgres://briefwell@127.0.0.1/briefwell?pool=0",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "MEDIA_STORAGE_URL": "s3://key:secret@objects.briefwell.test/media",
    "EMAIL_URL": "smtps://user:password@mail.briefwell.test:465",
    "DEFAULT_FROM_EMAIL": "Briefwell <hello@briefwell.test>",
    "SECURITY_CONTACT": "security@briefwell.test",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "INFO",
}

NOT_CHECKED = (
    "known security holes in dependencies: no advisory feed is asked, so a green run says nothing about them",
    "whether newer releases exist: compare the locks with the index before a release (docs/operations.md)",
)


def main() -> int:
    """Run every check, also after a failure; 1 when any failed."""
    ours = [str(path.relative_to(ROOT)) for path in sources()]
    django = [str(BIN / "python"), "manage.py"]
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("format", [tool("ruff"), "format", "--check", "."], {}),
        ("lint, security rules included", [tool("ruff"), "check", "--output-format=concise", "."], {}),
        ("idioms of Django 5.2", [tool("django-upgrade"), "--check", "--target-version=5.2", *ours], {}),
        ("types", [tool("mypy"), "--no-error-summary", "--hide-error-context", "."], {}),
        ("import contracts", [tool("lint-imports"), "--no-logo"], {}),
        ("dependencies named and used", [tool("deptry"), "--no-ansi", "."], {}),
        ("templates", [tool("djlint"), "templates", "--lint", "--quiet"], {}),
        ("migrations match models", [*django, "makemigrations", "--check", "--dry-run"], {"ENV": "test"}),
        ("system checks", [*django, "check", "--fail-level", "WARNING"], {"ENV": "test"}),
        ("deployment checks", [*django, "check", "--deploy", "--fail-level", "WARNING"], COMPLETE),
    ]
    failed = [name for name, command, environment in checks if not passes(name, command, environment)]
    for reason in NOT_CHECKED:
        print(f"  not checked  {reason}")
    print(
        f"{len(checks) - len(failed)} of {len(checks)} checks passed"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def sources() -> list[Path]:
    """Our Python files."""
    skipped = {".venv", "var", "node_modules"}
    return sorted(path for path in ROOT.rglob("*.py") if not skipped & set(path.relative_to(ROOT).parts))


def tool(name: str) -> str:
    return str(BIN / name)


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check and print its line; its output follows when it fails."""
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = f"{time.monotonic() - started:.1f} s"
    print(f"  {'ok' if done.returncode == 0 else 'FAILED':11}  {name} ({took})", flush=True)
    if done.returncode:
        print("\n".join(f"      {line}" for line in done.stdout.strip().splitlines()[-40:]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
