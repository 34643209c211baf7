"""The file of a price list: its columns, the forms that take it, and its faults in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.contracts.models import PriceItem
from backend.contracts.price_import import Fault, PriceDifference, PriceRow
from backend.documents.spreadsheet import Column
from backend.lib.errors import Invalid
from backend.lib.words import LANGUAGES, in_language
from backend.web.administration.watched_forms import WatchedForm
from backend.web.shared.choices import choice_word
from backend.web.shared.errors import words_for

_SALT: Final = "prices"
_GOOD_FOR_S: Final = 3600


def _name(row: PriceRow, language: str) -> str:
    return row.names.get(language, "")


# The heads are names, not words: whoever exports in one language may send it back in another.
FILE_COLUMNS: Final[tuple[Column[PriceRow], ...]] = (
    Column("kind", lambda row: row.kind, width=14),
    Column("code", lambda row: row.code, width=16),
    Column("unit", lambda row: row.unit, width=8),
    Column("price", lambda row: f"{row.price.normalize():f}", width=12),
    *(Column(f"name_{each}", partial(_name, language=each)) for each in LANGUAGES),
)


class FileForm(forms.Form):
    """A file with prices."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with the columns of the export. It is the whole list: a price it does not "
            "name is taken out. Nothing is stored before you have seen what would change."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class ApplyForm(WatchedForm):
    """The rows that were looked at, signed."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def answers(self) -> dict[str, Any]:
        """What the action takes besides the rows."""
        return {"despite": self.cleaned_data.get("despite", "")}


@dataclass(frozen=True)
class Shown:
    """One price a file would add, change or remove; an empty side says there is none."""

    turn: str
    kind: str
    code: str
    name: str
    before: Decimal | None
    after: Decimal | None
    unit: str
    # What it was called before, where only that or also that changes.
    former: str = ""


@dataclass(frozen=True)
class DifferenceShown:
    """Everything a file would do, with how many prices stay."""

    rows: Sequence[Shown]
    added: int
    changed: int
    removed: int
    unchanged: int


def difference_shown(found: PriceDifference) -> DifferenceShown:
    """The difference as a list: changed prices first, then new ones, then those taken out."""
    rows = [
        *(
            replace(_shown("changed", new, old.price, new.price), former=_former(old, new))
            for old, new in found.changed
        ),
        *(_shown("added", row, None, row.price) for row in found.added),
        *(_shown("removed", row, row.price, None) for row in found.removed),
    ]
    counts = len(found.added), len(found.changed), len(found.removed), found.unchanged
    return DifferenceShown(rows, *counts)


def _shown(turn: str, row: PriceRow, before: Decimal | None, after: Decimal | None) -> Shown:
    name = in_language(row.names, get_language() or "en")
    return Shown(turn, row.kind, row.code, name, before, after, row.unit)


def _former(old: PriceRow, new: PriceRow) -> str:
    """Its former name and unit, as far as they change for this reader."""
    language = get_language() or "en"
    was, now = (in_language(row.names, language) for row in (old, new))
    told = [was] if was != now else []
    if old.unit != new.unit:
        told.append(str(choice_word("unit", old.unit)))
    return ", ".join(told)


def faults_in_words(faults: Iterable[Fault]) -> list[tuple[int, str, str, str]]:
    """Row, column, what stands there, and what is wrong with it."""
    return [(each.row, each.column, _there(each), _words(each)) for each in faults]


def _there(fault: Fault) -> str:
    """What stands in the cell; some faults tell a number of their own instead."""
    return "" if fault.code in ("price-twice", "too-long") else fault.given


def _words(fault: Fault) -> str:
    known = ", ".join(PriceItem.Kind.values)
    if fault.column == "kind":
        return str(_("The kind is one of: %(kinds)s.")) % {"kinds": known}
    context = {"row": fault.given, "limit": fault.given}
    return words_for(Invalid(fault.column, fault.code, **context))


def packed(version_id: UUID, rows: Iterable[PriceRow]) -> str:
    """Rows as signed text for a form, good for an hour and for one version."""
    plain = [[row.kind, row.code, row.unit, str(row.price), dict(row.names)] for row in rows]
    return signing.dumps([str(version_id), plain], salt=_SALT, compress=True)


def unpacked(version_id: UUID, text: str) -> list[PriceRow]:
    """What `packed` made; BadSignature where it is anything else."""
    for_version, plain = signing.loads(text, salt=_SALT, max_age=_GOOD_FOR_S)
    if for_version != str(version_id):
        raise signing.BadSignature("other version")
    return [
        PriceRow(kind, code, unit, Decimal(price), names)
        for kind, code, unit, price, names in plain
    ]
