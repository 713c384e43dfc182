"""The house's laws that import contracts cannot say: who writes, who publishes, what templates may hold."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
APPS = ("accounts", "agencies", "blog", "contracts", "notifications", "projects")
PACKAGES = (*APPS, "marketplace", "matching")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST = 400
LONGEST_VIEW = 40

# Layers that look, ask or draw. What they need written they ask an action for.
READERS = re.compile(
    r"/(views|forms|filters|policies|templatetags|context|wagtail_hooks|urls|states|models|invariants)(\.py|/)"
)
WRITES = {
    *("save", "create", "bulk_create", "get_or_create", "update_or_create", "delete", "bulk_update"),
    *("asave", "acreate", "adelete", "aupdate", "abulk_create"),
}
# A dictionary and a set have `update` too; a row manager is what ends in one of these.
ROWS = re.compile(r"(\bobjects\b|_base_manager|_default_manager|\.filter\(|\.exclude\(|\.all\(|\.visible_to\()")
# Where a framework's contract asks for a write outside actions, with the reason.
WRITING_READERS = {
    "accounts/models/users.py": "Django's own UserManager contract: create_user and create_superuser",
}


def modules(*packages: str) -> list[Path]:
    """Our modules, migrations left out."""
    return [
        path
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Every method call: the node, the method, and what it is called on, as source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr, ast.unparse(node.func.value)


def writes(source: str) -> list[str]:
    """Calls that change rows, as `line: call`. What is imported from an `actions` package is where they belong."""
    tree = ast.parse(source)
    actions = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "actions" in (node.module or "").split(".")
        for alias in node.names
    }
    found = []
    for node, method, on in calls(tree):
        through_rows = bool(ROWS.search(f"{on}."))
        if on in actions or on == "super()":
            continue
        if method in {"save", "asave", "bulk_create"} or (through_rows and method in {*WRITES, "update"}):
            found.append(f"{node.lineno}: {on}.{method}")
    return found


def test_import_contracts_are_kept() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is not installed: make test installs it"
    done = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name)
def test_only_actions_and_the_clock_write(path: Path) -> None:
    if not READERS.search(f"/{name(path)}") or name(path) in WRITING_READERS:
        return
    assert writes(path.read_text()) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Bid.objects.create(price=1)", True),
        ("project.leads.filter(state='open').update(state='closed')", True),
        ("form.save()", True),
        ("Lead.objects.visible_to(user).delete()", True),
        ("context.update(more)", False),
        ("cache.delete('key')", False),
        ("super().save()", False),
        ("bids.create(project, by=user)", False),
        ("from projects.actions import bids\nbids.save(bid, by=user)", False),
    ],
)
def test_the_search_for_writes_tells_rows_from_dictionaries(line: str, found: bool) -> None:
    assert bool(writes(line)) is found


def publishes(source: str) -> list[str]:
    """Calls that hand a task to the broker, as `line: call`."""
    publishers = {"delay", "apply_async", "delay_on_commit", "apply_async_on_commit", "send_task"}
    return [f"{node.lineno}: {on}.{method}" for node, method, on in calls(ast.parse(source)) if method in publishers]


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name)
def test_nudge_is_the_only_publisher(path: Path) -> None:
    found = publishes(path.read_text())
    assert found == [] or name(path) == "marketplace/lib/jobs.py"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("match_brief.delay(1)", True),
        ("tasks.match_brief.apply_async(args=[1])", True),
        ("app.send_task('projects.tasks.match_brief')", True),
        ("jobs.nudge(tasks.match_brief, 1)", False),
    ],
)
def test_the_search_for_publishers_finds_them(line: str, found: bool) -> None:
    assert bool(publishes(line)) is found


def test_no_signals_of_our_own() -> None:
    """Celery's start-up signal aside, a call that nobody sees in the code is a call nobody finds."""
    found = [
        f"{name(path)}:{number}"
        for path in modules(*PACKAGES)
        if name(path) != "marketplace/celery.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"^\s*@receiver\(|\b(pre|post)_(save|delete|init)\.connect\(|= Signal\(", line)
    ]
    assert found == []


@pytest.mark.parametrize("path", modules(*PACKAGES, "bin"), ids=name)
def test_a_module_says_what_it_is_for_and_stays_short(path: Path) -> None:
    source = path.read_text()
    assert not source or ast.get_docstring(ast.parse(source)), (
        "the first line is a docstring that says what belongs here"
    )
    assert source.count("\n") <= LONGEST, "split it by noun"


@pytest.mark.parametrize("path", modules(*APPS), ids=name)
def test_forms_name_their_fields(path: Path) -> None:
    """`__all__` and `exclude` hand the next field of a model to whoever can post a form."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for entry in node.body:
                if isinstance(entry, ast.Assign):
                    targets = {target.id for target in entry.targets if isinstance(target, ast.Name)}
                    assert "exclude" not in targets, f"{name(path)}:{entry.lineno}"
                    if "fields" in targets:
                        assert "__all__" not in ast.unparse(entry.value), f"{name(path)}:{entry.lineno}"


@pytest.mark.parametrize("path", [path for path in modules(*PACKAGES) if "/views" in f"/{name(path)}"], ids=name)
def test_a_view_is_short_enough_to_read(path: Path) -> None:
    """About 20 lines is the aim; twice that is a view that does an action's or a form's work."""
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= LONGEST_VIEW
    ]
    assert long == []


def test_names_say_what_a_thing_is() -> None:
    """No Service, Handler or Helper classes and no utils: such names say that somebody did not know."""
    vague = re.compile(r"(Service|Handler|Helper|Util|Utils|Processor)$")
    classes = [
        f"{name(path)}: {node.name}"
        for path in modules(*PACKAGES)
        if "models" not in path.parts  # there, a service is what an agency offers
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and vague.search(node.name)
    ]
    files = [name(path) for path in modules(*PACKAGES) if path.stem in {"utils", "util", "helpers", "common", "core"}]
    assert (classes, files) == ([], [])


# --- templates ---------------------------------------------------------------------------------------

INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?! type="application/ld\+json">)|<style\b|\sstyle=|\son[a-z]+\s*=\s*["']"""
    r"""|javascript:|\|safe\b|autoescape off"""
)
STYLED = re.compile(r"<style\b|\sstyle=")
BUILT_UPON = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"'#]+)""")


def mails() -> set[Path]:
    """HTML bodies of mails and what they are built upon: mail programs read no stylesheet, so they carry styles."""
    found: set[Path] = set()
    queue = [path for path in TEMPLATES if path.name == "body.html" or path.name.endswith("_message.html")]
    while queue:
        path = queue.pop()
        if path not in found and path.is_file():
            found.add(path)
            queue += [ROOT / "templates" / upon for upon in BUILT_UPON.findall(path.read_text())]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_nothing_inline(path: Path) -> None:
    """The policy forbids it, so a browser would drop it; `|safe` would let people's text in unescaped."""
    allowed = STYLED if path in mails() else re.compile(r"(?!)")
    lines = [(number, allowed.sub("", line)) for number, line in enumerate(path.read_text().splitlines(), 1)]
    assert [f"{number}: {line.strip()[:100]}" for number, line in lines if INLINE.search(line)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('<p style="color: red">', True),
        ("<script>alert(1)</script>", True),
        ('<button onclick="go()">', True),
        ("{{ text|safe }}", True),
        ('<script src="/static/js/site.js" defer></script>', False),
        ('<c-button kind="primary">', False),
        ('<option value="one" selected>', False),
        ('<script type="application/ld+json">{{ data }}</script>', False),
        ('<script type="application/ld+json" onload="go()">', True),
        ('<script type="application/javascript">', True),
    ],
)
def test_the_search_for_inline_code_tells_them_apart(line: str, found: bool) -> None:
    assert bool(INLINE.search(line)) is found


def test_a_component_asks_no_database() -> None:
    """Components get what they draw; a `.all` or `.count` in one is a query per row of every list."""
    found = [
        f"{name(path)}:{number}"
        for path in TEMPLATES
        if "components" in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"(?<!forloop)\.(all|count|exists|first|last)\b", line)
    ]
    assert found == []
