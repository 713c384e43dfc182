"""Included by a worker of tests alone: briefs that kill the process which reads them, as a bug in a library would."""

import os
import signal
from typing import Any

from projects.matchmaking import matches

POISON = "Poison"

_match = matches.match


def _die_of_poison(version: Any, **options: Any) -> Any:
    if version.title == POISON:
        os.kill(os.getpid(), signal.SIGSEGV)
    return _match(version, **options)


matches.match = _die_of_poison
