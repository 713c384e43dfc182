"""Runs the Procfile and the demo's own Valkey under honcho: one terminal, one Ctrl-C. Started by `manage.py demo`."""

import contextlib
import json
import os
import shlex
import signal
import sys
from pathlib import Path

from honcho import manager as honcho_manager
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message, Printer

ROOT = Path(__file__).resolve().parent.parent
LINES = ("web", "worker", "beat")  # of the Procfile; `release` is for hosts
WATCH = "watch"
VALKEY = "valkey"
PATIENCE = 25  # seconds until what has not ended is killed: gunicorn gives its requests twenty


class Terminal(Printer):
    """Honcho's lines, but what the watcher says stands alone, so that people can copy it."""

    def write(self, message: Message) -> None:
        if message.name == WATCH and isinstance(message.data, bytes):
            print(message.data.decode("utf-8", "replace").rstrip("\n"), file=self.output, flush=True)
        else:
            super().write(message)


class Orderly(Manager):
    """Asks each line's first process to end, and Valkey when the others have.

    Honcho asks whole groups and all at once, which kills Celery's children in the middle of their tasks and takes
    the broker away from a worker that is handing its tasks back.
    """

    def _killall(self, force: bool = False) -> None:
        if force:
            super()._killall(force=True)
            return
        for name in self._processes:
            if name != VALKEY:
                self._ask(name)

    def _all_stopped(self) -> bool:
        left = [name for name, process in self._processes.items() if process.get("returncode") is None]
        if self._terminating and left == [VALKEY] and not self._processes[VALKEY].get("asked"):
            self._processes[VALKEY]["asked"] = True
            self._ask(VALKEY)
        return not left

    def _ask(self, name: str) -> None:
        process = self._processes[name]
        if "pid" in process and "returncode" not in process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process["pid"], signal.SIGTERM)


def main(extras: dict[str, str], folder: Path) -> int:
    """Serve until Ctrl-C, SIGTERM, or the end of one process ends them all.

    `extras` are lines beside the Procfile's; `folder` gets a file per process, named for it, with its group's number.
    """
    procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes
    watch = shlex.join([sys.executable, str(ROOT / "bin" / "watch.py"), str(os.getpid()), str(folder)])
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }
    honcho_manager.KILL_WAIT = PATIENCE
    manager = Orderly(Terminal(sys.stdout))
    for name, command in {**extras, **{name: procfile[name] for name in LINES}, WATCH: watch}.items():
        note = shlex.quote(str(folder / f"{name}.group"))
        manager.add_process(name, f"echo $$ >{note}; exec {command}", env=environment, cwd=str(ROOT))
    manager.loop()
    for written in folder.glob("*.group"):
        written.unlink()
    return 0 if manager.returncode in {130, 143} else manager.returncode or 1


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1]), Path(sys.argv[2])))
