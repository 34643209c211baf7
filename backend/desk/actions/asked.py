"""What a person asks of a work order, whether a request became it or it was planned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.catalog.models import Skill, WorkType
from backend.clients.models import Equipment
from backend.desk.models import WorkOrder
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid

LONGEST_WORK_MIN: Final = 24 * 60
_LONGEST_WORDS: Final = 5000


@dataclass(frozen=True)
class AskedWork:
    """What was decided. None means the usual: skills and minutes of the equipment's type, words
    of the request where there is one. Moments are aware."""

    work_type_id: UUID
    place: str = WorkOrder.Place.ON_SITE
    words: str | None = None
    minutes: int | None = None
    skill_ids: tuple[UUID, ...] | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    not_before: datetime | None = None
    checklist_keys: tuple[str, ...] = ()
    work_order_id: UUID | None = None


@dataclass(frozen=True)
class UsualWork:
    """What a form starts from."""

    minutes: int
    skill_ids: tuple[UUID, ...]


def usual_work_on(equipment: Equipment | None, work_type: WorkType | None = None) -> UsualWork:
    """Minutes and skills by the type of the equipment, minutes by the kind of work without."""
    if equipment is not None:
        kind = equipment.type
        ids = tuple(kind.skills.filter(is_active=True).values_list("id", flat=True))
        return UsualWork(kind.default_minutes, ids)
    return UsualWork(work_type.default_minutes if work_type else 60, ())


def asked_work_type(wish: AskedWork) -> WorkType:
    """The kind of work asked for, at a place where it can be done."""
    work_type = WorkType.objects.filter(id=wish.work_type_id, is_active=True).first()
    if work_type is None:
        raise Invalid("work_type_id", "unknown")
    if wish.place not in WorkOrder.Place.values:
        raise Invalid("place", "unknown", given=wish.place)
    if wish.place == WorkOrder.Place.REMOTE and not work_type.remote_allowed:
        raise Invalid("place", "not-remotely")
    return work_type


def check_window(wish: AskedWork) -> None:
    """The window ends after it begins, and not before now."""
    for field in ("window_from", "window_to", "not_before"):
        moment = getattr(wish, field)
        if moment is not None and moment.tzinfo is None:
            raise Invalid(field, "not-an-instant")
    if wish.window_to is None:
        return
    if wish.window_from is not None and wish.window_to <= wish.window_from:
        raise Invalid("window_to", "ends-before-it-begins")
    if wish.window_to <= utc_now():
        raise Invalid("window_to", "too-early")


def asked_words(wish: AskedWork, usual: str = "") -> str:
    """What is to be done."""
    words = (wish.words if wish.words is not None else usual).strip()
    if not words:
        raise Invalid("words", "blank")
    if len(words) > _LONGEST_WORDS:
        raise Invalid("words", "too-long", limit=_LONGEST_WORDS)
    if "\x00" in words:
        raise Invalid("words", "not-valid")
    return words


def asked_minutes(wish: AskedWork, usual: UsualWork) -> int:
    """How long it takes."""
    minutes = wish.minutes if wish.minutes is not None else usual.minutes
    if not 1 <= minutes <= LONGEST_WORK_MIN:
        raise Invalid("minutes", "out-of-range", least=1, most=LONGEST_WORK_MIN)
    return minutes


def asked_skills(wish: AskedWork, usual: UsualWork) -> list[Skill]:
    """What one must be able to do; all of them known and in use."""
    wanted: Iterable[UUID] = usual.skill_ids if wish.skill_ids is None else wish.skill_ids
    skills = list(Skill.objects.filter(id__in=wanted, is_active=True))
    if len(skills) != len(set(wanted)):
        raise Invalid("skill_ids", "unknown")
    return skills


def asked_checklists(wish: AskedWork) -> list[str]:
    """Keys of templates a later step reads; a key nobody knows is asked there, not here."""
    keys = [key.strip() for key in wish.checklist_keys if key.strip()]
    for key in keys:
        if len(key) > 60:
            raise Invalid("checklist_keys", "too-long", limit=60)
    return keys
