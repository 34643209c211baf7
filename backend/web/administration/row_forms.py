"""The form of one row, made from its model: our fields, our words, the model's own checks."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib.gis.db.models import PointField
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.lib.errors import CalloutError, Invalid
from backend.web.administration.currencies import CurrencyField
from backend.web.administration.fields import (
    DayField,
    NamesField,
    PlaceField,
    SpelledField,
    WeekField,
    ZoneField,
)
from backend.web.administration.words import HELPS, choices_of, label_of
from backend.web.shared.errors import WORDS, words_for

# JSON is typed into fields of our own, by the name of the column.
_TYPED_JSON: dict[str, type[forms.Field]] = {
    "names": NamesField,
    "legal_texts": NamesField,
    "statements": NamesField,
    "titles": NamesField,
    "access_hours": WeekField,
    "latin": SpelledField,
}
YES_NO = [("", _("Does not matter")), ("true", _("Yes")), ("false", _("No"))]


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """Checks a row's fields; saving is the work of an action, which gets `values`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.ModelMultipleChoiceField):
                if field.queryset is None or not field.queryset.exists():
                    del self.fields[name]
            elif isinstance(field, forms.ModelChoiceField):
                field.empty_label = str(_("Choose") if field.required else _("None"))

    def validate_unique(self) -> None:
        """Left to the action, which looks under a lock and says it in the house's words."""

    def _post_clean(self) -> None:
        """Constraints are left to the action as well; what people meet most `clean` says."""
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """An end lies after its beginning."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        begin, end = said.get("valid_from"), said.get("valid_to")
        if begin and end and end <= begin:
            self.add_error("valid_to", str(WORDS["ends-before-it-begins"]))
        return said

    def tell(self, error: CalloutError) -> None:
        """The house's no beside the field it names."""
        tell_row(self, error)

    def values(self) -> dict[str, Any]:
        """What was typed, many-to-many choices as lists."""
        many = {field.name for field in self._meta.model._meta.many_to_many}
        return {
            name: list(value) if name in many else value
            for name, value in self.cleaned_data.items()
        }


def form_class(
    model: type[models.Model], fields: Sequence[str], base: type[RowForm] = RowForm
) -> type[RowForm]:
    """The form for `fields` of `model`; `base` may bring fields of its own."""
    made = forms.modelform_factory(
        model, form=base, fields=list(fields), formfield_callback=field_for
    )
    return cast(type[RowForm], made)


def field_for(column: Any, **kwargs: Any) -> forms.Field | None:
    """The form field of a column, with our words and widgets."""
    said = {
        "label": label_of(column.name, column.model._meta.model_name),
        "help_text": HELPS.get(column.name, ""),
        "required": not (column.null or column.blank or isinstance(column, models.BooleanField)),
    }
    own = _own_field(column, said)
    if own is not None:
        return own
    if isinstance(column, models.ManyToManyField):
        kwargs["widget"] = forms.CheckboxSelectMultiple
    made: forms.Field | None = column.formfield(**{**kwargs, **said})
    return made


def _own_field(column: Any, said: dict[str, Any]) -> forms.Field | None:
    if column.name in _TYPED_JSON:
        needed = column.name == "names"
        return _TYPED_JSON[column.name](**{**said, "required": needed})
    if isinstance(column, PointField):
        return PlaceField(**said)
    if isinstance(column, models.DateField):
        return DayField(**said)
    if column.name == "zone":
        return ZoneField(**said, initial=column.default)
    if column.name == "currency":
        return CurrencyField(**said, initial=column.default if column.has_default() else None)
    if isinstance(column, models.BooleanField) and column.null:
        return forms.TypedChoiceField(
            **said, choices=YES_NO, coerce=lambda value: value == "true", empty_value=None
        )
    return _choice(column, said)


def _choice(column: Any, said: dict[str, Any]) -> forms.Field | None:
    words = choices_of(column.model._meta.model_name, column.name)
    if words is None or column.is_relation:
        return None
    first = [] if said["required"] else [("", _("Any"))]
    initial = column.default if column.has_default() else None
    return forms.ChoiceField(**said, choices=[*first, *words.items()], initial=initial)


def tell_row(form: forms.BaseForm, error: CalloutError) -> None:
    """The house's no beside the field it names, also where it names a part ("week.mon")."""
    name = error.field.split(".")[0] if isinstance(error, Invalid) else ""
    form.add_error(name if name in form.fields else None, words_for(error))
