"""Makes the virtual environment and installs a hashed lock into it, when the lock changed. Standard library only.

`python3 bin/setup.py requirements.txt`. Old Pythons must be able to parse this file, to say that they are too old.
"""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import time

OLDEST = (3, 11, 2)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")


def main() -> None:
    lock = sys.argv[1]
    refuse_unfit_python()
    checksum = digest(lock)
    done = installed()
    if done.get(lock) == checksum:
        return
    if not usable():
        say("Making the virtual environment in .venv")
        run([sys.executable, "-m", "venv", "--clear", VENV], "The virtual environment could not be made.")
        done = {}
    started = time.monotonic()
    install(lock)
    done[lock] = checksum
    if lock == "requirements-dev.txt":  # holds every pin of requirements.txt; tests/test_consistency.py compares them
        done["requirements.txt"] = digest("requirements.txt")
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump(done, file)
    say("Installed {} in {:.0f} s".format(lock, time.monotonic() - started))


def refuse_unfit_python() -> None:
    if sys.version_info < OLDEST:
        have = ".".join(str(part) for part in sys.version_info[:3])
        stop(
            "Briefwell needs Python {} or newer, and {} is {}. Install a newer one and name it, for example: "
            "make run PYTHON=python3.12".format(".".join(str(part) for part in OLDEST), sys.executable, have)
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        stop(
            "This Python has no {} module, which makes virtual environments. On Debian and Ubuntu: "
            "apt install python3-venv".format(missing[0])
        )


def usable() -> bool:
    """Whether .venv holds a Python that runs, has pip and is no older than needed."""
    probe = "import pip, sys; sys.exit(sys.version_info < {!r})".format(OLDEST)
    try:
        return subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def installed() -> dict:
    """What the stamp says is installed, by lock; nothing when the environment does not run."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return json.load(file) if os.path.exists(PYTHON) else {}
    except (OSError, ValueError):
        return {}


def digest(lock: str) -> str:
    with open(os.path.join(ROOT, lock), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def install(lock: str) -> None:
    """Run pip and turn its output into progress; on failure show what it said last."""
    path = os.path.join(ROOT, lock)
    with open(path, encoding="utf-8") as file:
        total = len(re.findall(r"^[a-z0-9].*==", file.read(), re.MULTILINE | re.IGNORECASE))
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--progress-bar", "off", "-r", path]
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUNBUFFERED="1")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, env=environment, cwd=ROOT
    )
    seen, last = 0, []
    for line in process.stdout:
        last = [*last[-14:], line]
        if re.match(r"(Collecting|Requirement already satisfied: |Ignoring )", line):
            seen += 1
            progress("Fetching {}: {} of {}".format(lock, min(seen, total), total), seen, total)
        elif line.startswith("Installing collected packages"):
            say("Installing {} packages".format(line.count(",") + 1))
    if process.wait():
        stop("".join(last) + "\nInstalling {} failed; pip's last lines are above.".format(lock))


def progress(text: str, seen: int, total: int) -> None:
    """One line that counts up on a terminal, every twentieth step elsewhere."""
    if sys.stdout.isatty():
        sys.stdout.write("\r" + text + ("\n" if seen == total else ""))
        sys.stdout.flush()
    elif seen % 20 == 0 or seen == total:
        say(text)


def run(command: list, failure: str) -> None:
    if subprocess.run(command, check=False, cwd=ROOT).returncode:
        stop(failure)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
