"""Checklists on site: the version pinned, each answer kept, the whole judged by the rule."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from backend.database.together import insert
from backend.dispatch.models import Visit, VisitWork
from backend.dispatch.visits import bump_worlds, seated_ids
from backend.fieldwork import checklist as rule
from backend.fieldwork.actions.failures import open_follow_ups
from backend.fieldwork.actions.photos import name_photo
from backend.fieldwork.bodies import AnswerGiven, ChecklistNamed
from backend.fieldwork.checklist_answers import Item, is_failed
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import Answer, Checklist, ChecklistVersion, Defect, Photo
from backend.fieldwork.reach import visit_work_of
from backend.fieldwork.report_data import answers_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import Refused
from backend.lib.ids import new_id


@transaction.atomic(savepoint=False)
def answer_item(visit: Visit, told: AnswerGiven, happening: Happening) -> Answer:
    """Keep one answer; the last to an item wins, earlier ones stay.

    Invalid names the item where its value is not one the item takes. A failed item may open a
    defect, as its definition says.
    """
    work = visit_work_of(visit, told.work_order_id)
    checklist = _pinned(work, told.checklist_hash)
    item = rule.item_of(checklist.version.definition, told.item)
    rule.check_answer(item, told.value, told.state)
    answer = Answer(
        id=new_id(),
        checklist=checklist,
        item=told.item,
        value=told.value,
        state=told.state,
        note=told.note,
        media_ids=told.media_ids,
        by=happening.by,
        captured_at=happening.at,
    )
    insert(answer)
    for media_id in told.media_ids:
        name_photo(visit, media_id, "checklist", happening, work=work.work_order, item=told.item)
    _open_defect(visit, work, checklist, item, told, happening)
    journal.record(
        kinds.CHECKLIST_ANSWERED,
        visit,
        by=happening.by,
        happened_at=happening.at,
        item=told.item,
        state=told.state,
    )
    bump_worlds(seated_ids(visit))
    return answer


@transaction.atomic(savepoint=False)
def submit_checklist(visit: Visit, told: ChecklistNamed, happening: Happening) -> Checklist:
    """Say that a checklist is done; Refused("checklist-incomplete") where it is not."""
    work = visit_work_of(visit, told.work_order_id)
    checklist = _pinned(work, told.checklist_hash)
    found = _refuse_unfinished(checklist)
    checklist.submitted_at = happening.at
    checklist.save(update_fields=["submitted_at"])
    if found.failed:
        open_follow_ups(visit, checklist, list(answers_of(checklist)), found.failed, happening)
    journal.record(
        kinds.CHECKLIST_SUBMITTED,
        visit,
        by=happening.by,
        happened_at=happening.at,
        checklist=checklist.version.definition["key"],
        work_order=work.work_order.number,
    )
    bump_worlds(seated_ids(visit))
    return checklist


def refuse_incomplete(work: VisitWork) -> None:
    """Raise Refused("checklist-incomplete") while a required checklist of the work is."""
    for checklist in pin_checklists(work):
        if checklist.required:
            _refuse_unfinished(checklist)


def pin_checklists(work: VisitWork) -> list[Checklist]:
    """The work's checklists; a form it asks for and nobody opened is pinned as it stands now."""
    pinned = list(work.checklists.select_related("version__template"))
    known = {checklist.version.template.key for checklist in pinned}
    missing = [key for key in work.work_order.checklist_keys if key not in known]
    for version in current_versions(missing):
        pinned.append(Checklist.objects.create(visit_work=work, version=version))
    return pinned


def current_versions(keys: Iterable[str]) -> list[ChecklistVersion]:
    """The newest published version of each template that is not retired."""
    wanted = list(keys)
    if not wanted:
        return []
    versions = ChecklistVersion.objects.select_related("template").filter(
        template__key__in=wanted, published_at__isnull=False, retired_at=None
    )
    newest = {version.template_id: version for version in versions.order_by("number")}
    return list(newest.values())


def media_of(checklist: Checklist) -> dict[str, list[str]]:
    """Files attached to an item beside those its answer names."""
    work = checklist.visit_work
    photos = Photo.objects.filter(visit_id=work.visit_id, work_order_id=work.work_order_id)
    keys = {item["key"] for item in rule.items_of(checklist.version.definition)}
    found: dict[str, list[str]] = {}
    for photo in photos.exclude(item=""):
        if photo.item in keys:
            found.setdefault(photo.item, []).append(str(photo.id))
    return found


def _refuse_unfinished(checklist: Checklist) -> rule.ChecklistVerdict:
    verdict = rule.verdict(checklist.version.definition, answers_of(checklist), media_of(checklist))
    if not verdict.complete:
        problems = [f"{problem.item}: {problem.code}" for problem in verdict.problems]
        raise Refused("checklist-incomplete", missing=list(verdict.missing), problems=problems)
    return verdict


def _pinned(work: VisitWork, sha256: str) -> Checklist:
    """The work's checklist of that version; the version the phone shows is the one pinned."""
    pinned = Checklist.objects.select_related("version")
    prefetch_related_objects([work], Prefetch("checklists", pinned))
    found = next((each for each in work.checklists.all() if each.version.sha256 == sha256), None)
    if found:
        return found
    keys = work.work_order.checklist_keys
    version = ChecklistVersion.objects.filter(
        sha256=sha256, template__key__in=keys, published_at__isnull=False
    ).first()
    if version is None:
        raise Refused("checklist-unknown", checklist_hash=sha256)
    return work.checklists.create(version=version)


def _open_defect(
    visit: Visit,
    work: VisitWork,
    checklist: Checklist,
    item: Item,
    told: AnswerGiven,
    happening: Happening,
) -> None:
    """A failed item that says so opens one defect, however often it is answered again."""
    wanted = item.get("on_fail", {}).get("defect")
    given = rule.Answer(told.item, told.value, told.state)
    if not wanted or not is_failed(item, given):
        return
    _defect, is_new = Defect.objects.get_or_create(
        id=uuid5(NAMESPACE_URL, f"callout:defect:{checklist.id}:{told.item}"),
        defaults={
            "visit": visit,
            "work_order": work.work_order,
            "equipment_id": work.work_order.equipment_id,
            "severity": wanted.get("severity", "normal"),
            "code": wanted.get("code", ""),
            "text": told.note,
            "found_at": happening.at,
        },
    )
    if is_new:
        journal.record(
            kinds.DEFECT_REPORTED,
            visit,
            by=happening.by,
            happened_at=happening.at,
            code=wanted.get("code", ""),
            item=told.item,
        )
