"""What the commands of one push share: visits locked and read once, rows written together.

A fact (an answer, a note, a part, a time) changes neither its visit nor who sits on it nor what
its work is, so the next command finds the visit as this one read it, and what a fact writes may
wait. Any other command begins with the rows again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from uuid import UUID

from django.db.models import prefetch_related_objects

from backend.database import together
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.visits import bump_worlds, noting_worlds
from backend.fieldwork.reach import visit_for


class AtHand:
    """Lives as long as the push's transaction: when that is undone, this is thrown away."""

    def __init__(self) -> None:
        self._visits: dict[UUID, Visit] = {}
        self._rows: together.Rows = []
        self._worlds: set[UUID] = set()

    @contextmanager
    def applying(self, *, is_fact: bool) -> Iterator[None]:
        """One command: phones concerned are noted, what is inserted of a fact waits."""
        if not is_fact:
            self.begin_anew()
        gathered = together.gathering(self._rows) if is_fact else nullcontext()
        with noting_worlds(self._worlds), gathered:
            yield

    def visit_for(self, engineer: Engineer, visit_id: UUID) -> Visit:
        """As `reach.visit_for`, with who sits on it; for the next fact it is the same object."""
        visit = self._visits.get(visit_id)
        if visit is None:
            visit = visit_for(engineer, visit_id)
            prefetch_related_objects([visit], "engineers")
            self._visits[visit_id] = visit
        return visit

    def begin_anew(self) -> None:
        """Write what waits: who comes next may read it, and may change what was read."""
        self._visits.clear()
        together.write(self._rows)

    def end(self) -> None:
        """Write what waits and bump the phones' worlds once; the transaction ends after it."""
        self.begin_anew()
        bump_worlds(self._worlds)
