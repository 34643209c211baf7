"""Forms of the editor: a checklist's name, a section's, and one item in all its kinds."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.fieldwork.checklist_draft import key_for
from backend.web.administration.fields import NamesField
from backend.web.checklists.conditions import ConditionFields
from backend.web.checklists.words import TYPES

DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
SPARE_OPTIONS: Final = 2
MEASURED: Final = frozenset({"number", "meter"})
CHOSEN: Final = frozenset({"choice", "multi"})
COUNTED: Final = frozenset({"photo", "file"})
CAN_FAIL: Final = frozenset({"passfail", *MEASURED, *CHOSEN})
SEVERITIES: Final = (
    ("low", _("low")), ("normal", _("normal")), ("high", _("high")), ("critical", _("critical")),
)  # fmt: skip


class NameForm(forms.Form):
    """The name of a checklist or a section."""

    names = NamesField(label=_("Name"))


class TypeForm(forms.Form):
    """What kind of item to add."""

    type = forms.ChoiceField(label=_("Kind"), choices=list(TYPES.items()))


class DecimalField(forms.CharField):
    """A decimal number, kept as the text the format has: "0.5", never "0,50" or "5e-1"."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(label=label, required=False, max_length=24, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """Takes a comma for a point."""
        text = str(super().clean(value)).replace(",", ".").strip()
        if text and not DECIMAL.fullmatch(text):
            raise forms.ValidationError(_("This is no number: digits, with a point where needed."))
        return text


class ItemForm(ConditionFields):
    """One item of a draft; `item()` is what it says, in the format's words."""

    def __init__(
        self,
        kind: str,
        before: Sequence[Mapping[str, Any]],
        data: Any = None,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.known = kind, known or {}
        super().__init__(before, self.known.get("visible_if"), data)
        for name, field in self._asked().items():
            self.fields[name] = field
            self.fields[name].initial = self._initial(name)
        self.order_fields([*self._asked(), *self.condition_names])

    def item(self, taken: Sequence[str]) -> dict[str, Any]:
        """The item; a new one gets a key after its wording that none of `taken` has."""
        told = self.cleaned_data
        key = self.known.get("key") or key_for(told["title"], taken)
        item: dict[str, Any] = {"key": key, "type": self.kind, "title": told["title"]}
        for name in ("help", "required", "allow_na", "unit", "decimals", "min", "max", "ok_min",
                     "ok_max", "rollover", "max_length", "min_count", "max_count"):  # fmt: skip
            if told.get(name) not in (None, "", False, {}):
                item[name] = told[name]
        if self.kind in CHOSEN:
            item["options"] = self._options()
        if self.condition():
            item["visible_if"] = self.condition()
        if self._on_fail():
            item["on_fail"] = self._on_fail()
        return item

    def clean(self) -> dict[str, Any]:
        """A choice needs something to choose from."""
        told = super().clean()
        if self.kind in CHOSEN and not self.errors and len(self._options()) < 2:
            self.add_error("option_0", _("Name at least two options."))
        return told

    def _asked(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {
            "title": NamesField(label=_("Wording")),
            "help": NamesField(label=_("Help under it"), required=False),
        }
        if self.kind != "info":
            fields["required"] = forms.BooleanField(label=_("Required"), required=False)
        if self.kind not in ("info", "passfail"):
            fields["allow_na"] = forms.BooleanField(label=_("May not apply"), required=False)
        if self.kind in MEASURED:
            fields |= _measured(self.kind)
        if self.kind in CHOSEN:
            for number in range(len(self.known.get("options", ())) + SPARE_OPTIONS):
                words = {"number": number + 1}
                fields[f"option_{number}"] = NamesField(
                    label=_("Option %(number)s") % words, required=False
                )
                fields[f"option_{number}_fails"] = forms.BooleanField(
                    label=_("Option %(number)s is a failure") % words, required=False
                )
        if self.kind == "text":
            fields["max_length"] = _count(_("Longest text"), 20_000)
        if self.kind in COUNTED:
            fields["min_count"] = _count(_("At least"), 50)
            fields["max_count"] = _count(_("At most"), 50)
        return fields | (_failing() if self.kind in CAN_FAIL else {})

    def _initial(self, name: str) -> Any:
        if name.startswith("option_"):
            number, fails = int(name.split("_")[1]), name.endswith("_fails")
            options = self.known.get("options", ())
            option = options[number] if number < len(options) else {}
            return option.get("fails", False) if fails else option.get("title")
        on_fail = self.known.get("on_fail", {})
        defect = on_fail.get("defect", {})
        wanted = {
            "fail_photos": on_fail.get("photo_min"),
            "fail_note": on_fail.get("note"),
            "fail_severity": defect.get("severity", ""),
            "fail_code": defect.get("code", ""),
            "fail_follow_up": on_fail.get("follow_up"),
            "fail_paid_work": on_fail.get("paid_work"),
        }
        return wanted.get(name, self.known.get(name))

    def _options(self) -> list[dict[str, Any]]:
        kept = self.known.get("options", ())
        made: list[dict[str, Any]] = []
        for number in range(len(kept) + SPARE_OPTIONS):
            title = self.cleaned_data.get(f"option_{number}")
            if not title:
                continue
            taken = [option["key"] for option in (*kept, *made)]
            key = kept[number]["key"] if number < len(kept) else key_for(title, taken)
            fails = self.cleaned_data.get(f"option_{number}_fails")
            made.append({"key": key, "title": title, **({"fails": True} if fails else {})})
        return made

    def _on_fail(self) -> dict[str, Any]:
        told = self.cleaned_data
        found: dict[str, Any] = {}
        if told.get("fail_photos"):
            found["photo_min"] = told["fail_photos"]
        for name in ("note", "follow_up", "paid_work"):
            if told.get(f"fail_{name}"):
                found[name] = True
        if told.get("fail_severity"):
            code = {"code": told["fail_code"]} if told.get("fail_code") else {}
            found["defect"] = {"severity": told["fail_severity"], **code}
        return found


def _measured(kind: str) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "unit": forms.CharField(label=_("Unit"), max_length=20, required=False),
        "decimals": _count(_("Digits after the point"), 6, least=0),
        "min": DecimalField(_("Lowest possible")),
        "max": DecimalField(_("Highest possible")),
        "ok_min": DecimalField(_("Good from")),
        "ok_max": DecimalField(_("Good up to")),
    }
    return fields | ({"rollover": DecimalField(_("Starts over at"))} if kind == "meter" else {})


def _failing() -> dict[str, forms.Field]:
    none = [("", _("opens none")), *SEVERITIES]
    return {
        "fail_note": forms.BooleanField(label=_("A failure needs a note"), required=False),
        "fail_photos": _count(_("Photos a failure needs"), 50, least=0),
        "fail_severity": forms.ChoiceField(
            label=_("A failure opens a defect"), choices=none, required=False
        ),
        "fail_code": forms.CharField(label=_("Code of the defect"), max_length=40, required=False),
        "fail_follow_up": forms.BooleanField(
            label=_("A failure opens a follow-up request"), required=False
        ),
        "fail_paid_work": forms.BooleanField(
            label=_("A failure offers paid work on the phone"), required=False
        ),
    }


def _count(label: Any, most: int, *, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False)
