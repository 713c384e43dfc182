"""Pages with calls to action, for tests of what they bring."""

import json
from typing import Any

from blog.models import HomePage

BOTH = "0b1c2d3e-4f50-4172-8394-a5b6c7d8e9fa"
ONE = "1b1c2d3e-4f50-4172-8394-a5b6c7d8e9fa"
TEXT = "2b1c2d3e-4f50-4172-8394-a5b6c7d8e9fa"


def call(block: str, heading: str = "Need a back end?", **second: str) -> dict[str, Any]:
    value = {"heading": heading, "text": "Say what you need.", "button": "Post a brief", **second}
    return {"type": "call_to_action", "id": block, "value": value}


def both(heading_b: str = "Tell agencies what you need") -> dict[str, Any]:
    return call(BOTH, heading_b=heading_b, text_b="Five answer.", button_b="Begin")


def with_calls(*blocks: dict[str, Any]) -> HomePage:
    """The home page with a call in two wordings, one in a single wording, and a text."""
    page = HomePage.objects.get()
    text = {"type": "text", "id": TEXT, "value": "<p>A paragraph.</p>"}
    page.body = json.dumps(blocks or [both(), call(ONE), text])
    page.save()
    return HomePage.objects.get()
