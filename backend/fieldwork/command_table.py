"""Every command a phone may send: its body, and the use-case it stands for. Type -> function.

A function gets the locked visit (None only for `visit.open`), the read body and the happening,
and may answer with the code of what a dispatcher should look at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.dispatch.models import Visit
from backend.fieldwork import bodies
from backend.fieldwork.actions import (
    checklists,
    findings,
    moves,
    notes,
    paid_work,
    parts,
    phone_born,
    photos,
    signatures,
    times,
)
from backend.fieldwork.happening import Happening
from backend.fieldwork.material import scope_changed
from backend.fieldwork.report_data import visit_differs

# visit.accept and the way there say nothing of work done.
BEFORE_WORK = frozenset({"visit.accept", "visit.decline", "visit.travel_start"})


@dataclass(frozen=True)
class CommandType:
    """How one type is read and applied; `apply` returns a review code or None. A fact leaves its
    visit, who sits on it and what its work is as they are, and reads no row another fact makes but
    by `together.known`."""

    body: type[bodies.Body]
    apply: Callable[[Any, Any, Happening], str | None]
    needs_visit: bool = True
    is_fact: bool = False


def _plain(action: Callable[[Visit, Happening], object]) -> Callable[..., None]:
    """An action that takes no body."""

    def apply(visit: Visit, _body: bodies.NoBody, happening: Happening) -> None:
        action(visit, happening)

    return apply


def _because(action: Callable[[Visit, str, Happening], object]) -> Callable[..., None]:
    def apply(visit: Visit, body: bodies.Because, happening: Happening) -> None:
        action(visit, body.reason, happening)

    return apply


def _told(
    action: Callable[[Any, Any, Happening], object], review: str | None = None
) -> Callable[..., str | None]:
    """An action that takes the whole body; `review` asks for a look every time."""

    def apply(visit: Visit, body: bodies.Body, happening: Happening) -> str | None:
        action(visit, body, happening)
        return review

    return apply


def _fact(action: Callable[[Visit, Any, Happening], object]) -> Callable[..., str | None]:
    """A fact that bears on money or proof: told after the visit ended, somebody looks at it."""

    def apply(visit: Visit, body: bodies.Body, happening: Happening) -> str | None:
        ended = visit.state in ("completed", "partially_completed", "failed")
        action(visit, body, happening)
        return "told-after-the-end" if ended else None

    return apply


def _complete(visit: Visit, body: bodies.Complete, happening: Happening) -> str | None:
    changed = scope_changed(visit, body.material_hash)
    moves.complete_visit(visit, body.outcomes, happening)
    return "scope-changed" if changed else None


def _capture(visit: Visit, body: bodies.SignatureCaptured, happening: Happening) -> str | None:
    signatures.capture_signature(visit, body, happening)
    stale = visit_differs(visit, [report.snapshot for report in body.reports])
    return "signature-stale" if stale else None


def _approve(visit: Visit, body: bodies.PaidWorkApproved, happening: Happening) -> str | None:
    return paid_work.approval_doubt(paid_work.approve_on_site(visit, body, happening))


COMMANDS: dict[str, CommandType] = {
    "visit.accept": CommandType(bodies.NoBody, _plain(moves.accept)),
    "visit.decline": CommandType(bodies.Because, _because(moves.decline)),
    "visit.travel_start": CommandType(bodies.NoBody, _plain(moves.start_travel)),
    "visit.arrive": CommandType(bodies.NoBody, _plain(moves.arrive)),
    "visit.start": CommandType(bodies.NoBody, _plain(moves.start)),
    "visit.pause": CommandType(bodies.Because, _because(moves.pause)),
    "visit.resume": CommandType(bodies.NoBody, _plain(moves.resume)),
    "visit.complete": CommandType(bodies.Complete, _complete),
    "visit.cannot_complete": CommandType(bodies.CannotComplete, _told(moves.cannot_complete)),
    "checklist.answer": CommandType(
        bodies.AnswerGiven, _fact(checklists.answer_item), is_fact=True
    ),
    "checklist.submit": CommandType(bodies.ChecklistNamed, _told(checklists.submit_checklist)),
    "part.use": CommandType(bodies.PartUsed, _fact(parts.use_part), is_fact=True),
    "part.void": CommandType(bodies.PartVoided, _fact(parts.void_part)),
    "part.request": CommandType(bodies.PartAsked, _told(parts.request_part)),
    "part.recover": CommandType(bodies.PartRecovered, _told(parts.recover_part, "part-recovered")),
    "time.log": CommandType(bodies.TimeLogged, _fact(times.log_time), is_fact=True),
    "time.void": CommandType(bodies.TimeVoided, _fact(times.void_time)),
    "note.add": CommandType(bodies.NoteAdded, _told(notes.add_note), is_fact=True),
    "media.attach": CommandType(bodies.MediaAttached, _told(photos.attach_photo)),
    "signature.capture": CommandType(bodies.SignatureCaptured, _capture),
    "signature.refuse": CommandType(bodies.SignatureRefused, _told(signatures.refuse_signature)),
    "signature.paper": CommandType(bodies.SignedOnPaper, _told(signatures.sign_on_paper)),
    "service.restored": CommandType(bodies.Restored, _told(findings.note_restored)),
    "defect.report": CommandType(bodies.DefectFound, _told(findings.report_defect)),
    "paid_work.propose": CommandType(bodies.PaidWorkProposed, _told(paid_work.propose_paid_work)),
    "paid_work.approve": CommandType(bodies.PaidWorkApproved, _approve),
    "paid_work.refuse": CommandType(bodies.PaidWorkRefused, _told(paid_work.refuse_on_site)),
    "equipment.reading": CommandType(bodies.MeterRead, _told(findings.read_meter)),
    "equipment.suggest": CommandType(
        bodies.EquipmentSuggested, _told(findings.suggest_equipment, "equipment-suggested")
    ),
    "equipment.move": CommandType(
        bodies.EquipmentMoved, _told(findings.note_move, "equipment-moved")
    ),
    "visit.open": CommandType(
        bodies.VisitOpened, _told(phone_born.open_visit, "opened-on-site"), needs_visit=False
    ),
    "work.add": CommandType(bodies.WorkAdded, _told(phone_born.add_work, "added-on-site")),
}


def versions_of(visit_id: UUID) -> dict[str, int]:
    """The version of a visit made just now, as the phone compares it."""
    version = Visit.objects.filter(id=visit_id).values_list("version", flat=True).first()
    return {str(visit_id): version} if version is not None else {}
