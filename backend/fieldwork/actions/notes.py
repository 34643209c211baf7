"""Words an engineer leaves."""

from uuid import UUID

from django.db import transaction

from backend.database import together
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.bodies import NoteAdded
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import FieldNote
from backend.fieldwork.reach import optional_work_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused
from backend.lib.ids import new_id


@transaction.atomic(savepoint=False)
def add_note(visit: Visit, told: NoteAdded, happening: Happening) -> FieldNote:
    """A note on the visit or on one of its work orders; told twice it stays one."""
    known = together.known(FieldNote, told.note_id)
    if known:
        return _same(known, visit)
    work = optional_work_of(visit, told.work_order_id)
    return write_note(visit, told.text, happening, work=work, note_id=told.note_id)


def write_note(
    visit: Visit,
    text: str,
    happening: Happening,
    *,
    work: WorkOrder | None = None,
    note_id: UUID | None = None,
) -> FieldNote:
    """Write the row and its entry, inside the caller's transaction."""
    note = FieldNote(
        id=note_id or new_id(),
        visit=visit,
        work_order=work,
        by=happening.by,
        text=text,
        written_at=happening.at,
    )
    together.insert(note)
    journal.record(
        kinds.NOTE_ADDED, visit, by=happening.by, happened_at=happening.at, note=str(note.id)
    )
    return note


def _same(known: FieldNote, visit: Visit) -> FieldNote:
    if known.visit_id != visit.id:
        raise Refused("id-reused")
    return known
