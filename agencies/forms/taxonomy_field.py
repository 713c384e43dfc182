"""Choosing services and industries: checkboxes by category that work alone, and a search above them with script."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.search import industry_choices, service_choices
from matching import taxonomy


class ServicePicker(forms.CheckboxSelectMultiple):
    """Folded groups of checkboxes. With script a search line finds the box by any word people use for it."""

    template_name = "agencies/widgets/service_picker.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = [
            {"name": label, "options": options, "chosen": sum(option["selected"] for option in options)}
            for label, options, _index in context["widget"]["optgroups"]
        ]
        return {
            **context,
            "groups": groups,
            "chosen": [o["label"] for g in groups for o in g["options"] if o["selected"]],
        }


class ServicesField(forms.MultipleChoiceField):
    """Any number of services, as slugs in the taxonomy's order, each once."""

    widget = ServicePicker

    def __init__(self, **options: Any) -> None:
        messages = {"invalid_choice": _("Choose services from the list."), **options.pop("error_messages", {})}
        super().__init__(choices=service_choices, error_messages=messages, **options)

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        return [slug for slug in taxonomy.SERVICES if slug in chosen]


class IndustryField(forms.ChoiceField):
    """One industry as its slug, or nothing."""

    def __init__(self, **options: Any) -> None:
        messages = {"invalid_choice": _("Choose an industry from the list."), **options.pop("error_messages", {})}
        super().__init__(
            choices=lambda: [("", _("Not stated")), *industry_choices()], error_messages=messages, **options
        )


class IndustriesField(forms.MultipleChoiceField):
    """Any number of industries, as slugs in the taxonomy's order, each once."""

    def __init__(self, **options: Any) -> None:
        messages = {"invalid_choice": _("Choose industries from the list."), **options.pop("error_messages", {})}
        widget = forms.CheckboxSelectMultiple(attrs={"class": "checks checks-cols"})
        super().__init__(**{"choices": industry_choices, "widget": widget, "error_messages": messages, **options})

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        return [slug for slug in taxonomy.INDUSTRIES if slug in chosen]
