"""Things that must agree with each other: variables and their example, templates and their users, docs and code."""

import re
import runpy
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from packaging.requirements import Requirement
from packaging.version import Version

from marketplace.celery import app as celery_app
from marketplace.lib import env
from marketplace.management.commands import draw_states

ROOT: Path = settings.BASE_DIR
TEMPLATES = ROOT / "templates"
OURS = ("accounts", "agencies", "blog", "contracts", "marketplace", "matching", "notifications", "projects")


@cache
def files() -> list[Path]:
    """What the repository holds or is about to hold."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for path in (ROOT / line for line in listed.splitlines()) if path.is_file()]


@cache
def texts() -> dict[Path, str]:
    """Every text file of ours but locks and vendored ones."""
    binary = {".woff2", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".ico", ".mo", ".gz", ".npz"}
    return {
        path: path.read_text(encoding="utf-8")
        for path in files()
        if path.suffix not in binary and not path.name.startswith("requirements") and "vendor" not in path.parts
    }


@cache
def code() -> str:
    """All Python and templates, to search for names in."""
    return "\n".join(text for path, text in texts().items() if path.suffix in {".py", ".html", ".txt", ".toml"})


# --- variables ---------------------------------------------------------------------------------------


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.partition("=")[::2] for line in lines if "=" in line and not line.startswith("#"))


def test_every_variable_that_is_read_stands_in_the_example_and_no_other() -> None:
    assert set(example()) == env.READ


def test_every_variable_of_the_example_is_explained() -> None:
    """A comment directly above it, or above the first of a group of neighbours."""
    groups = re.split(r"\n\s*\n|\n(?=#)", (ROOT / ".env.example").read_text(encoding="utf-8"))
    assert [group for group in groups if "=" in group and not group.lstrip().startswith("#")] == []


def test_the_example_works_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in example().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("marketplace.logs.configure", lambda *_: {})
    made = runpy.run_path(str(ROOT / "marketplace" / "settings.py"))
    assert made["ENV"] == "development"
    assert Path(made["DATABASES"]["default"]["NAME"]) == ROOT / "var" / "briefwell.sqlite3"
    assert Path(made["STORAGES"]["default"]["OPTIONS"]["location"]) == ROOT / "var" / "media"


def test_only_the_settings_read_the_environment() -> None:
    allowed = {"manage.py", "bin", "tests", "benchmarks"}
    wiring = {"marketplace/lib/env.py", "marketplace/celery.py", "marketplace/wsgi.py", "marketplace/asgi.py"}
    launcher = {"marketplace/management/commands/demo.py"}
    found = {
        str(path.relative_to(ROOT))
        for path, text in texts().items()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] not in allowed
        and re.search(r"\bos\.environ\b|\bgetenv\(", text)
    }
    assert found - wiring - launcher == set()


# --- templates and static files ----------------------------------------------------------------------


def is_used(path: Path) -> bool:
    """By name in code or in another template, as a component, or by standing where a framework looks for it."""
    name = path.relative_to(TEMPLATES).as_posix()
    if name.startswith("components/"):
        tag = name.removeprefix("components/").removesuffix(".html").replace("/", ".")
        return bool(re.search(rf"<c-{re.escape(tag)}[\s/>]|<c-{re.escape(tag.replace('_', '-'))}[\s/>]", code()))
    if re.fullmatch(r"(400|403|404|429|500|403_csrf)\.html", name):  # 429 is allauth's
        return True
    kind = re.fullmatch(r"notifications/(\w+)/(?:subject\.txt|body\.txt|body\.html|inbox\.html)", name)
    if kind:
        return bool(re.search(rf"""["']{kind[1]}["']|def {kind[1]}\(""", code()))
    if re.search(rf"""["']{re.escape(name)}([#{{][^"']*)?["']""", code()):  # a fragment may be chosen
        return True
    original = re.sub(r"__\w+(?=\.html$)", "", name)  # allauth's elements, by tag: button__danger.html
    packages = [Path(config.path) for config in apps.get_app_configs() if not Path(config.path).is_relative_to(ROOT)]
    packages += [Path(config.path) for config in apps.get_app_configs() if ".venv" in Path(config.path).parts]
    forms = Path(__import__("django.forms").__file__).parent / "forms"
    return any((package / "templates" / original).is_file() for package in [*packages, forms])


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(TEMPLATES.rglob("*")) if path.is_file()],
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_every_template_is_used(path: Path) -> None:
    assert is_used(path)


def test_a_template_that_nobody_names_is_found_out() -> None:
    assert not is_used(TEMPLATES / "projects" / "nobody_names_this.html")
    assert not is_used(TEMPLATES / "components" / "nobody_draws_this.html")


def test_interface_texts_have_no_dashes_or_shouting() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}"
        for path, text in texts().items()
        if path.is_relative_to(TEMPLATES) and path.suffix in {".html", ".txt"}
        for number, line in enumerate(
            re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL).splitlines(), 1
        )
        if re.search(r"—|&mdash;|[a-z]!(\s|<|$)", line)
    ]
    assert found == []


def test_every_static_file_is_named_somewhere() -> None:
    static = ROOT / "static"
    words = "\n".join(text for path, text in texts().items() if path.suffix in {".py", ".html", ".css", ".js", ".svg"})
    # Licences of what they lie beside, and the logo for use outside.
    apart = re.compile(r"LICENSE|OFL|brand/")
    paths = [path for path in files() if path.is_relative_to(static) and not apart.search(path.as_posix())]
    assert [path.relative_to(static).as_posix() for path in paths if path.name not in words] == []


# --- docs --------------------------------------------------------------------------------------------


def test_the_states_page_is_fresh() -> None:
    assert draw_states.page_path().read_text(encoding="utf-8") == draw_states.draw(), "run make states"


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in texts() if path.suffix == ".md"]
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", texts()[page])
        if not re.match(r"[a-z]+:|/", target) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_promise_names_a_test_that_exists() -> None:
    named = re.findall(
        r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    )
    assert named
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file() or (test and f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert missing == []


def test_every_command_of_ours_is_in_the_operations_page() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    ours = [name for name, package in get_commands().items() if package in OURS]
    assert [name for name in ours if f"`{name}" not in page and f"manage.py {name}" not in page] == []


def test_every_make_target_has_its_line_of_help() -> None:
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert targets
    assert [target for target, rest in targets if "## " not in rest] == []


def test_nothing_names_a_machine_or_is_left_unfinished() -> None:
    """Paths of somebody's machine, and marks of work not done. This file spells them apart."""
    machine = re.compile(r"(?<!\w)/(?:home|root|Users|work|farm)/\w|" + "bash_" + r"jobs|\.\./" + r"shared\b")
    unfinished = re.compile(
        r"(?<![\"'])\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}"
        for path, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if unfinished.search(line) or (machine.search(line) and path != ROOT / ".ci" / "run")
    ]
    assert found == []


# --- dependencies and the clock ----------------------------------------------------------------------


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.+!]+)", (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(name.lower().replace("_", "-"), set()).add(version)
    return found


def test_the_development_lock_holds_every_pin_of_the_other() -> None:
    """bin/setup.py counts on it: whoever installed the one needs not install the other."""
    development = pins("requirements-dev.txt")
    assert {
        name: versions for name, versions in pins("requirements.txt").items() if development.get(name) != versions
    } == {}


def test_the_locks_satisfy_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for lock, asked in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", project["optional-dependencies"]["dev"]),
    ):
        pinned = pins(lock)
        for requirement in map(Requirement, asked):
            versions = pinned.get(requirement.name.lower(), set())
            assert versions, f"{requirement.name} is not in {lock}: run make lock"
            assert all(Version(version) in requirement.specifier for version in versions), (
                f"{requirement}: run make lock"
            )


def test_every_direct_dependency_gives_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^  "([^"]+)",(.*)$', text.partition("[tool.ruff]")[0], re.MULTILINE)
    assert listed
    assert [name for name, reason in listed if not re.match(r"\s*# \S", reason)] == []


def test_every_scheduled_task_exists() -> None:
    celery_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - set(celery_app.tasks) == set()
