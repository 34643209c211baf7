"""Past requests under a draft in a spreadsheet: a row a promise."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.documents.spreadsheet import Column, Kind
from backend.web.agreements.preview_rows import PreviewRow, Shift
from backend.web.shared.errors import words_of_code
from backend.web.shared.states import state_words

Told = tuple[PreviewRow, Shift | None]

PREVIEW: Final[tuple[Column[Told], ...]] = (
    Column(_("Request"), lambda told: told[0].number, width=14),
    Column(_("Object"), lambda told: told[0].place),
    Column(_("Reported"), lambda told: told[0].reported_at, Kind.MOMENT),
    Column(_("Promise"), lambda told: told[1] and state_words("sla_target", told[1].kind).label),
    Column(_("As promised"), lambda told: told[1] and told[1].before, Kind.MOMENT),
    Column(_("Under the draft"), lambda told: told[1] and told[1].after, Kind.MOMENT),
    Column(_("Minutes later"), lambda told: told[1] and told[1].minutes, Kind.NUMBER),
    Column(_("Fault"), lambda told: words_of_code(told[0].problem), width=40),
)


def shifts_of(rows: Iterable[PreviewRow]) -> Iterator[Told]:
    """Each promise of each request; a request without any once."""
    for row in rows:
        yield from ((row, shift) for shift in row.shifts or (None,))
