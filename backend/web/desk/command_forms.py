"""A parked command as a form: each thing it carries is a field with its name in words.

What a person cannot know better than the phone (ids it made, files, hashes, what was signed)
is not asked and goes on as it was sent.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from pydantic.fields import FieldInfo

from backend.catalog.models import Part, Reason
from backend.clients.models import Equipment, ServiceObject
from backend.dispatch.models import Visit
from backend.fieldwork.command_table import COMMANDS
from backend.fieldwork.models import Command
from backend.web.desk.command_words import field_words
from backend.web.shared.states import state_words

Choices = list[tuple[str, str]]
OUTCOME: Final = "outcome:"
_LONG: Final = ("text", "note", "words")
# Whose reasons a command names.
_REASONS: Final = {
    "visit.decline": Reason.UsedFor.DECLINED,
    "visit.pause": Reason.UsedFor.PAUSE,
    "visit.cannot_complete": Reason.UsedFor.FAILED,
    "time.log": Reason.UsedFor.WAIT,
}


class CommandForm(forms.Form):
    """The fields of one command's body, filled with what the phone sent."""

    def __init__(self, command: Command, data: Any = None) -> None:
        super().__init__(data)
        self.sent: dict[str, Any] = command.raw.get("body") or {}
        visit = Visit.objects.filter(id__in=[command.visit_id]).select_related("object").first()
        kind = COMMANDS.get(command.type)
        for name, info in kind.body.model_fields.items() if kind else ():
            said = info.alias or name
            field = _field(command.type, said, info, visit)
            if field is not None:
                field.initial = self.sent.get(said)
                self.fields[said] = field
        if command.type == "visit.complete":
            self._ask_outcomes(visit)

    def _ask_outcomes(self, visit: Visit | None) -> None:
        told = {
            str(each.get("work_order_id")): each
            for each in self.sent.get("outcomes", [])
            if isinstance(each, dict)
        }
        for work_id, number in _works(visit):
            choices = [(each, str(state_words("outcome", each).label)) for each in _OUTCOMES]
            self.fields[f"{OUTCOME}{work_id}"] = forms.ChoiceField(
                label=number, choices=choices, initial=told.get(work_id, {}).get("outcome")
            )

    @property
    def body(self) -> dict[str, Any]:
        """The body as mended: what was sent, with what the fields say now."""
        mended = dict(self.sent)
        outcomes = []
        for name, value in self.cleaned_data.items():
            if name.startswith(OUTCOME):
                work_id = name.removeprefix(OUTCOME)
                outcomes.append({**self._outcome_of(work_id), "outcome": value})
            elif value in ("", None) and name not in self.sent:
                continue
            else:
                mended[name] = _as_sent(value)
        if outcomes:
            mended["outcomes"] = outcomes
        return {name: value for name, value in mended.items() if value is not None}

    def _outcome_of(self, work_id: str) -> dict[str, Any]:
        told = [each for each in self.sent.get("outcomes", []) if isinstance(each, dict)]
        same = (each for each in told if str(each.get("work_order_id")) == work_id)
        return next(same, {"work_order_id": work_id})


_OUTCOMES: Final = ("done", "partial", "not_done")


def _field(kind: str, name: str, info: FieldInfo, visit: Visit | None) -> forms.Field | None:
    """The form field of one member; None for what only the phone can know."""
    label, is_needed = field_words(name), info.is_required()
    if name == "reason" and kind in _REASONS:
        choices = [("", "–"), *_reasons(_REASONS[kind])]
        return forms.ChoiceField(label=label, choices=choices, required=is_needed)
    if name in _ROWS:
        choices = [("", "–"), *_ROWS[name](visit)]
        return forms.ChoiceField(label=label, choices=choices, required=is_needed)
    plain = _plain(info.annotation)
    if get_origin(plain) is Literal:
        choices = [("", "–"), *((str(each), str(each)) for each in get_args(plain))]
        return forms.ChoiceField(label=label, choices=choices, required=is_needed)
    if plain is bool:
        return forms.BooleanField(label=label, required=False)
    if plain in (str, Decimal, datetime) and "sha256" not in name and not name.endswith("hash"):
        widget = forms.Textarea(attrs={"rows": 3}) if name in _LONG else forms.TextInput()
        return forms.CharField(label=label, required=is_needed, widget=widget, max_length=20_000)
    return None


def _plain(annotation: Any) -> Any:
    """The type below `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return _plain(inner[0]) if len(inner) == 1 else None
    return annotation


def _as_sent(value: Any) -> Any:
    """What goes into JSON: an emptied field is as if it had been left out."""
    if value == "":
        return None
    return str(value) if isinstance(value, UUID | Decimal) else value


def _reasons(used_for: str) -> Choices:
    language = get_language() or "en"
    rows = Reason.objects.filter(used_for=used_for, is_active=True)
    return [(each.code, each.name_in(language)) for each in rows]


def _works(visit: Visit | None) -> Choices:
    works = visit.works.select_related("work_order") if visit else ()
    return [(str(each.work_order_id), each.work_order.number) for each in works]


def _parts(_visit: Visit | None) -> Choices:
    return _named(Part.objects.filter(is_active=True))


def _units(visit: Visit | None) -> Choices:
    at = Equipment.objects.filter(client_id=visit.client_id) if visit else Equipment.objects.none()
    return _named(at)


def _objects(visit: Visit | None) -> Choices:
    objects = ServiceObject.objects.filter(is_active=True)
    return _named(objects.filter(client_id=visit.client_id) if visit else objects)


def _named(rows: Iterable[Any]) -> Choices:
    return [(str(each.pk), str(each)) for each in rows]


_ROWS: Final[dict[str, Callable[[Visit | None], Choices]]] = {
    "work_order_id": _works,
    "part_id": _parts,
    "equipment_id": _units,
    "object_id": _objects,
}
