"""Every line that a request logs carries its number."""

import io
import json
import logging
import uuid
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class AsJson(logging.Formatter):
    """A line that a machine can filter, with the trace of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "level": record.levelname,
            "event": record.getMessage(),
            "request": request_id.get(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


log = logging.getLogger("ferry")
log.setLevel(logging.INFO)
output = io.StringIO()
handler = logging.StreamHandler(output)
handler.setFormatter(AsJson())
log.addHandler(handler)
log.propagate = False


def handle(seats: int) -> None:
    """One request: it gets its number first, whatever happens afterwards."""
    request_id.set(uuid.uuid4().hex[:8])
    log.info("booking_asked")
    try:
        log.info("share_of_boat %.2f", seats / (212 - 212))
    except ZeroDivisionError:
        log.exception("booking_failed")


handle(2)
handle(3)
lines = [json.loads(line) for line in output.getvalue().splitlines()]
assert [line["event"] for line in lines] == [
    "booking_asked",
    "booking_failed",
] * 2
assert lines[0]["request"] == lines[1]["request"] != lines[2]["request"]
assert "ZeroDivisionError" in lines[1]["trace"]
