"""The fields that the forms of contracts share."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Role, User
from backend.clients.models import ServiceObject
from backend.contracts.actions.drafts import LONGEST_DAYS
from backend.web.shared.forms import SearchedSelect
from backend.web.shared.states import state_words


def states(subject: str, values: list[str], first: Any = None) -> list[tuple[str, Any]]:
    """States of a subject to choose from; `first` are the words for none of them."""
    named = [(value, state_words(subject, value).label) for value in values]
    return [("", first), *named] if first is not None else named


def any_of(model: type[Any], label: Any, **more: Any) -> "forms.ModelChoiceField[Any]":
    rows = model.objects.all()
    return forms.ModelChoiceField(rows, label=label, required=False, empty_label=_("Any"), **more)


def one_of(rows: "QuerySet[Any]", label: Any) -> "forms.ModelChoiceField[Any]":
    """One must be chosen; a city's clients are found by typing."""
    return forms.ModelChoiceField(rows, label=label, empty_label=_("Choose"), widget=SearchedSelect)


def one_of_ours(label: Any) -> "forms.ModelChoiceField[User]":
    """One of our people; the client sees who."""
    ours = User.objects.filter(is_active=True).exclude(role__in=(Role.CONTACT, Role.SYSTEM))
    return forms.ModelChoiceField(
        ours,
        label=label,
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("The client sees the name and the mail address."),
        # The text field that searches takes the label over; the select keeps this name.
        widget=SearchedSelect({"aria-label": label}),
    )


def days_from_none(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=LONGEST_DAYS, initial=0)


def several_of(model: type[Any], label: Any) -> "forms.ModelMultipleChoiceField[Any]":
    return forms.ModelMultipleChoiceField(
        model.objects.all(),
        label=label,
        required=False,
        help_text=_("None chosen means any."),
        widget=forms.CheckboxSelectMultiple,
    )


def left_out_objects() -> "forms.ModelMultipleChoiceField[ServiceObject]":
    """Objects of the client that are left out."""
    return forms.ModelMultipleChoiceField(
        ServiceObject.objects.none(),
        label=_("But not at"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
