"""What people choose to be told."""

from typing import Any

from django import forms

from notifications import kinds


class PreferencesForm(forms.Form):
    """One switch for each group of messages. Groups of which nothing can be switched off are shown, and locked."""

    def __init__(self, *args: Any, switched_off: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, members in kinds.groups():
            locked = all(kind.transactional for kind in members)
            self.fields[group.slug] = forms.BooleanField(
                label=group.label,
                help_text=group.hint,
                required=False,
                disabled=locked,
                initial=locked or group.slug not in switched_off,
            )

    @property
    def wanted(self) -> dict[str, bool]:
        """The choices by the group's slug, without the locked ones."""
        return {slug: self.cleaned_data[slug] for slug, field in self.fields.items() if not field.disabled}
