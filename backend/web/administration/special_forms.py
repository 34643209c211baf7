"""Forms that ask more than a row has: a password, skills of an engineer, weeks of shifts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Role
from backend.catalog.models import Skill
from backend.contracts.models import Priority
from backend.dispatch.models import Shift
from backend.dispatch.people import Pattern
from backend.web.administration.fields import DayField
from backend.web.administration.row_forms import RowForm
from backend.web.administration.words import DAYS
from backend.web.shared.choices import choice_word
from backend.web.shared.errors import WORDS
from backend.web.shared.states import state_words


class UserForm(RowForm):
    """A person, and the password that is set for them."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("Ten characters or more. Empty leaves the present one."),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in Role if role != Role.SYSTEM]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class EngineerForm(RowForm):
    """An engineer with all their skills."""

    abilities = forms.ModelMultipleChoiceField(
        label=_("Skills"),
        queryset=Skill.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = self.fields["user"]
        users.queryset = users.queryset.filter(role=Role.ENGINEER)  # type: ignore[attr-defined]
        if not self.instance._state.adding:
            mine = self.instance.abilities.values_list("skill_id", flat=True)
            self.fields["abilities"].initial = list(mine)


class ClientForm(RowForm):
    """A client; what they are on paper is never a company of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        companies = self.fields["entities"]
        companies.queryset = companies.queryset.filter(is_ours=False)  # type: ignore[attr-defined]


class ContactForm(RowForm):
    """A person at a client; only a contact's sign-in may be theirs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = self.fields["user"]
        users.queryset = users.queryset.filter(role=Role.CONTACT)  # type: ignore[attr-defined]


class ContactRoleForm(RowForm):
    """What a contact may do; the place or group is one of their own client's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            mine = self.instance.contact.client_id
            for name in ("group", "object"):
                rows = self.fields[name].queryset  # type: ignore[attr-defined]
                self.fields[name].queryset = rows.filter(client=mine)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The scope names its subject and nothing else does."""
        said = super().clean()
        contact = said.get("contact")
        for name in ("group", "object"):
            row, wanted = said.get(name), said.get("scope") == name
            if bool(row) != wanted:
                words = _("Choose one.") if wanted else _("Leave this empty for this choice.")
                self.add_error(name, words)
            elif row and contact and row.client_id != contact.client_id:
                self.add_error(name, str(WORDS["other-client"]))
        return said


class ShiftsForm(forms.Form):
    """The same hours on some weekdays, for some weeks."""

    first_day = DayField(label=_("From"))
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=26, initial=4)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=list(enumerate(DAYS.values())),
        coerce=int,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
    )
    wall_from = forms.TimeField(
        label=_("Begins"), initial="08:00", widget=forms.TimeInput(attrs={"type": "time"})
    )
    wall_to = forms.TimeField(
        label=_("Ends"),
        initial="17:00",
        help_text=_("Before the beginning means the next morning."),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    break_min = forms.IntegerField(
        label=_("Break, minutes"), min_value=0, max_value=120, initial=30
    )
    overtime_min = forms.IntegerField(
        label=_("Overtime allowed, minutes"), min_value=0, max_value=240, initial=0
    )
    rest_min = forms.IntegerField(
        label=_("Rest after it, minutes"), min_value=0, max_value=1440, initial=0, required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), initial="work", required=False)
    least_priority = forms.ChoiceField(
        label=_("On call from this priority"), initial="high", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(each, choice_word("shift_kind", each)) for each in Shift.Kind.values]
        urgent = [(each, state_words("priority", each).label) for each in Priority.values]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["least_priority"].choices = urgent  # type: ignore[attr-defined]

    def clean_rest_min(self) -> int:
        """Empty asks for no rest."""
        return int(self.cleaned_data["rest_min"] or 0)

    def clean_kind(self) -> str:
        """Empty is a shift at work."""
        return str(self.cleaned_data["kind"] or Shift.Kind.WORK)

    def clean_least_priority(self) -> str:
        """Empty means everything, as for who is at work."""
        return str(self.cleaned_data["least_priority"] or Priority.LOW)

    def pattern(self) -> Pattern:
        """What was typed, as the action takes it."""
        return Pattern(**self.cleaned_data)
