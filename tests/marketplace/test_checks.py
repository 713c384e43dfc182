"""Production refuses to start on any default: one line per bad setting, and real processes that end."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from marketplace import checks

COMPLETE = runpy.run_path(str(settings.BASE_DIR / "bin" / "check.py"))["COMPLETE"]
BAD = [
    ("ENV", "Production"),
    ("ENV", "staging"),
    ("SECRET_KEY", None),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 64),
    ("SECRET_KEY_FALLBACKS", settings.DEFAULT_SECRET_KEY),
    ("DEBUG", "True"),
    ("DEMO", "True"),
    ("ALLOWED_HOSTS", None),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", ".briefwell.test"),
    ("ALLOWED_HOSTS", "briefwell.test,.briefwell.test"),
    ("ALLOWED_HOSTS", "elsewhere.test"),
    ("SITE_ORIGIN", None),
    ("SITE_ORIGIN", "http://briefwell.test"),
    ("SITE_ORIGIN", "https://briefwell.test/shop"),
    ("CSRF_TRUSTED_ORIGINS", "https://*.briefwell.test"),
    ("CSRF_TRUSTED_ORIGINS", "http://briefwell.test"),
    ("TRUSTED_PROXY_COUNT", None),
    ("DATABASE_URL", None),
    ("DATABASE_URL", "sqlite:////srv/briefwell.sqlite3"),
    ("CACHE_URL", None),
    ("CACHE_URL", "locmem://each-its-own"),
    ("CELERY_BROKER_URL", None),
    ("CELERY_BROKER_URL", "filesystem://"),
    ("MEDIA_STORAGE_URL", None),
    ("MEDIA_STORAGE_URL", "s3://key:secret@objects.briefwell.test"),
    ("EMAIL_URL", None),
    ("EMAIL_URL", "smtp://user:password@mail.briefwell.test:25"),
    ("DEFAULT_FROM_EMAIL", None),
    ("DEFAULT_FROM_EMAIL", "Briefwell"),
    ("SECURITY_CONTACT", None),
    ("LOG_FORMAT", None),
    ("LOG_LEVEL", "DEBUG"),
]


def settings_of(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> SimpleNamespace:
    """The settings module, run afresh with this environment and no other variable of ours."""
    for name in [*COMPLETE, "VAR_DIR", "CSRF_TRUSTED_ORIGINS", "SECRET_KEY_FALLBACKS"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("marketplace.logs.configure", lambda *_: {})  # the real one would reconfigure this process
    return SimpleNamespace(**runpy.run_path(str(settings.BASE_DIR / "marketplace" / "settings.py")))


def test_a_complete_environment_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.problems(settings_of(monkeypatch, COMPLETE)) == []


@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{name}={value}" for name, value in BAD])
def test_one_bad_setting_is_one_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    environment = {**COMPLETE, name: value}
    found = checks.problems(settings_of(monkeypatch, {k: v for k, v in environment.items() if v is not None}))
    assert [error.msg.split()[0] for error in found] == [name]


@pytest.mark.parametrize("environment", ["development", "test"])
def test_elsewhere_every_default_is_welcome(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    assert checks.problems(settings_of(monkeypatch, {"ENV": environment})) == []


def test_an_eager_broker_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    eager = settings_of(monkeypatch, COMPLETE)
    eager.CELERY_TASK_ALWAYS_EAGER = True
    assert [error.msg.split()[0] for error in checks.problems(eager)] == ["CELERY_TASK_ALWAYS_EAGER"]


@pytest.mark.parametrize(
    "command",
    [
        ["python", "manage.py", "migrate"],
        ["python", "manage.py", "shell", "-c", "print('started')"],
        ["gunicorn", "marketplace.wsgi", "--config", "python:marketplace.gunicorn"],
        ["celery", "--app", "marketplace", "worker"],
        ["celery", "--app", "marketplace", "beat", "--pidfile="],
    ],
    ids=["migrate", "shell", "gunicorn", "worker", "beat"],
)
def test_no_process_starts_in_production_on_a_default(command: list[str], tmp_path: Path) -> None:
    program = Path(sys.executable).parent / command[0]
    environment = {**os.environ, **COMPLETE, "ALLOWED_HOSTS": "*", "PORT": "8138"}
    done = subprocess.run(
        [str(program), *command[1:]],
        cwd=settings.BASE_DIR,
        env={**environment, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == checks.BOOT_FAILURE
    assert "ALLOWED_HOSTS has a wildcard" in done.stderr
    assert "Traceback" not in done.stderr
    assert "started" not in done.stdout


def test_the_demo_does_not_run_in_production() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **COMPLETE},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "ENV=development only" in done.stderr
