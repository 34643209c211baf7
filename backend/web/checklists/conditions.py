"""When an item is asked, as fields of a form: up to three comparisons, all or any of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.web.checklists.words import OPERATORS, named

ROWS: Final = 3
NO_VALUE: Final = frozenset({"answered", "failed"})
ORDERED: Final = frozenset({"gt", "gte", "lt", "lte"})
WHEN: Final = (
    ("", _("always")),
    ("all", _("where all of this holds")),
    ("any", _("where any holds")),
)
KEPT: Final = ("kept", _("as it is now"))


class ConditionFields(forms.Form):
    """`condition()` is `visible_if`, None where the item is always asked.

    A tree deeper than the fields can show stays as it is unless another choice is made.
    """

    def __init__(
        self,
        before: Sequence[Mapping[str, Any]],
        condition: Mapping[str, Any] | None,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.before = {item["key"]: item for item in before if item["type"] != "info"}
        self.old = condition
        kind, leaves = _flat(condition)
        # One row more than there are, so that a simple item has a short form.
        self.rows = min(ROWS, len(leaves) + 1)
        choices = [*WHEN, KEPT] if kind == "kept" else list(WHEN)
        self.condition_names = [
            "asked",
            *(f"if_{n}_{part}" for n in range(self.rows) for part in _PARTS),
        ]
        self.fields["asked"] = forms.ChoiceField(
            label=_("Asked"), choices=choices, required=False, initial=kind
        )
        for number in range(self.rows):
            leaf = leaves[number] if number < len(leaves) else {}
            self._add_row(number, leaf)

    def clean(self) -> dict[str, Any]:
        """Names the row whose item, comparison or value does not go together."""
        told: dict[str, Any] = super().clean() or {}
        self._leaves = []
        if told.get("asked") not in ("all", "any"):
            return told
        for number in range(self.rows):
            leaf = self._leaf(number, told)
            if leaf:
                self._leaves.append(leaf)
        if not self._leaves and not self.errors:
            self.add_error("if_0_item", _("Choose the item this depends on."))
        return told

    def condition(self) -> dict[str, Any] | None:
        """Ask it after the form was found valid."""
        asked = self.cleaned_data.get("asked")
        if asked == "kept":
            return dict(self.old or {})
        if not asked or not self._leaves:
            return None
        return self._leaves[0] if len(self._leaves) == 1 else {asked: self._leaves}

    def _add_row(self, number: int, leaf: Mapping[str, Any]) -> None:
        words = {"number": number + 1}
        items = [("", "–"), *((key, named(item["title"])) for key, item in self.before.items())]
        value = leaf.get("value", "")
        shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        self.fields[f"if_{number}_item"] = forms.ChoiceField(
            label=_("Condition %(number)s: item") % words,
            choices=items,
            required=False,
            initial=leaf.get("item", ""),
        )
        self.fields[f"if_{number}_op"] = forms.ChoiceField(
            label=_("Condition %(number)s: comparison") % words,
            choices=list(OPERATORS.items()),
            required=False,
            initial=leaf.get("op", "eq"),
        )
        self.fields[f"if_{number}_value"] = forms.CharField(
            label=_("Condition %(number)s: value") % words,
            max_length=200,
            required=False,
            initial=shown,
            help_text=_("pass, fail or na; yes or no for a tick; an option's name; a number"),
        )

    def _leaf(self, number: int, told: Mapping[str, Any]) -> dict[str, Any] | None:
        key, op = told.get(f"if_{number}_item"), told.get(f"if_{number}_op") or "eq"
        if not key:
            return None
        if op in NO_VALUE:
            return {"item": key, "op": op}
        typed = str(told.get(f"if_{number}_value") or "").strip()
        if not typed:
            self.add_error(f"if_{number}_value", _("Say what it is compared with."))
            return None
        value = self._value(self.before[key], op, typed)
        if value is None:
            self.add_error(f"if_{number}_value", _("The item can never be answered so."))
            return None
        return {"item": key, "op": op, "value": value}

    def _value(self, item: Mapping[str, Any], op: str, typed: str) -> str | bool | None:
        """What was typed as the item's answers are written; None where none can be that."""
        kind, plain = item["type"], typed.casefold()
        if kind == "check":
            return {"yes": True, "no": False}.get(plain)
        if kind == "passfail":
            return plain if plain in ("pass", "fail", "na") else None
        if kind in ("number", "meter"):
            number = typed.replace(",", ".")
            return number if number.lstrip("-").replace(".", "", 1).isdigit() else None
        for option in item.get("options", ()):
            names = [option["key"], *option["title"].values()]
            if plain in (name.casefold() for name in names):
                return str(option["key"])
        return None if item.get("options") or (op in ORDERED and kind not in _DATED) else typed


_PARTS: Final = ("item", "op", "value")
_DATED: Final = frozenset({"date", "datetime"})


def _flat(condition: Mapping[str, Any] | None) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """The choice and the rows that say the condition, or ("kept", ()) where none can."""
    if not condition:
        return "", ()
    if "item" in condition:
        leaves: Sequence[Mapping[str, Any]] = [condition]
        kind = "all"
    else:
        kind = next(iter(condition))
        leaves = condition[kind] if kind in ("all", "any") else ()
    shown = [leaf for leaf in leaves if "item" in leaf and leaf["op"] in OPERATORS]
    return (kind, leaves) if leaves and len(shown) == len(leaves) <= ROWS else ("kept", ())
