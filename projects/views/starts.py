"""What a link or the box of a page says of a brief before it begins: service, budget, half a text, where it stood."""

from dataclasses import dataclass
from typing import Any, Self

from django.http import HttpRequest

from marketplace.lib import tracking
from marketplace.lib.origins import Origin
from marketplace.lib.starts import PRESETS
from matching import taxonomy
from projects.forms.hero import BANDS


@dataclass(frozen=True, slots=True)
class Start:
    """Known values only. The first GET brings them, hidden fields carry them into the first POST."""

    service: str = ""
    budget: str = ""
    preset: str = ""
    came_from: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What the request says; a value that nothing is known of counts as none."""
        posted = request.method == "POST"
        said = request.POST if posted else request.GET
        origin = None if tracking.is_refused(request) else Origin.parse(said.get("came_from" if posted else "from", ""))
        service, budget, preset = said.get("service", ""), said.get("budget", ""), said.get("preset", "")
        return cls(
            service=service if service in taxonomy.SERVICES else "",
            budget=budget if budget in BANDS else "",
            preset=preset if preset in PRESETS else "",
            came_from=str(origin or ""),
        )

    @property
    def first_words(self) -> dict[str, str]:
        """Title and text to begin with: half a brief, or the service's name as a title."""
        if self.preset:
            preset = PRESETS[self.preset]
            return {"title": str(preset.title), "text": str(preset.text)}
        return {"title": taxonomy.SERVICES[self.service].name} if self.service else {}

    @property
    def later_answers(self) -> dict[str, Any]:
        """Answers to later steps, as somebody would type them."""
        return {**({"services": [self.service]} if self.service else {}), **BANDS[self.budget]}
