"""Forms whose saving the examples of contracts watch: once one would turn red, they ask why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.lib.errors import CalloutError
from backend.web.administration.row_forms import RowForm, tell_row


class Watched(forms.BaseForm):
    """Asks why it is saved all the same, once an example would turn red or a reason was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("despite"):
            self._ask_why()

    def tell(self, error: CalloutError) -> None:
        """The refusal beside its field; a red example opens the way to overrule it by name."""
        tell_row(self, error)
        if error.code == "examples-red":
            self._ask_why()

    def _ask_why(self) -> None:
        self.fields["despite"] = forms.CharField(
            label=_("Why it is saved all the same"),
            max_length=300,
            required=False,
            help_text=_("Kept in the history under your name."),
        )


class WatchedForm(Watched, forms.Form):
    """A form of its own."""


class WatchedRowForm(Watched, RowForm):
    """The form of a row."""
