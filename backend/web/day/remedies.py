"""Where what a relaxation asks for is made true: the form of each kind, and how it begins.

A page names dozens of relaxations, and somebody follows one: only then are its rows looked up.
Where no form of theirs says it, a dispatcher decides by hand: the visit is given to that engineer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse

from backend.accounts.models import User
from backend.catalog.models import Skill
from backend.clients.models import AccessRule
from backend.desk.models import WorkOrder
from backend.desk.queries import work_orders_visible_to
from backend.dispatch.models import Clearance, EngineerSkill, EngineerWish
from backend.dispatch.queries import engineers_visible_to, visits_visible_to
from backend.lib.errors import NotFound
from backend.web.shared.back import with_way_back


@dataclass(frozen=True)
class Asked:
    """One relaxation somebody follows: of which stop, for which engineer, and the page before."""

    day: date
    what: str
    stop_id: UUID
    work: WorkOrder
    engineer_id: UUID
    by_s: int
    names: tuple[str, ...]
    missing: tuple[str, ...]
    page: str


def asked_of(
    user: User, day: date, stop: tuple[str, UUID], engineer_id: UUID, told: Mapping[str, str]
) -> Asked:
    """What an address asks about the `stop`, new work or a visit that stands, and its words.

    NotFound where stop or engineer is nobody's.
    """
    what, stop_id = stop
    works = work_orders_visible_to(user)
    if what == "visit":
        visits = visits_visible_to(user).filter(pk=stop_id)
        works = works.filter(visit_works__visit__in=visits)
    else:
        works = works.filter(pk=stop_id)
    work, by_s = works.first(), told.get("by", "0")
    engineer = engineers_visible_to(user).filter(pk=engineer_id).first()
    if work is None or engineer is None or not by_s.isdigit():
        raise NotFound("work order")
    names, missing = (
        tuple(each for each in told.get(key, "").split(",") if each) for key in ("names", "missing")
    )
    page = told.get("page", "")
    return Asked(day, what, stop_id, work, engineer.pk, int(by_s), names, missing, page)


def address_of(kind: str, asked: Asked) -> str:
    """The form that makes it true; an unknown kind is a page that is not there."""
    find = FORMS.get(kind)
    if find is None:
        raise NotFound("page")
    return find(asked) or _by_hand(asked)


def _later(asked: Asked) -> str:
    """The agreed window; the hours of an object are not the dispatcher's to change."""
    work = asked.work
    if asked.what == "visit" or work.window_to is None or work.clocks.exists():
        return ""
    # Forms know no seconds: a window ends on a whole minute, and not before that is enough.
    ends = work.window_to + timedelta(minutes=-(-asked.by_s // 60))
    form = reverse("desk:work-deed", args=[work.pk, "window"])
    return with_way_back(form, asked.page, window_to=ends.isoformat())


def _overtime(asked: Asked) -> str:
    form = reverse("day:shift", args=[asked.day, asked.engineer_id])
    return with_way_back(form, asked.page, more_min=-(-asked.by_s // 60))


def _permit(asked: Asked) -> str:
    """The first right that is missing and has a form; after it the plan tells the next."""
    rights = {"skill": _skill, "clearance": _clearance, "banned": _ban}
    found = (rights[name](asked) for name in asked.names if name in rights)
    return next((address for address in found if address), "")


def _skill(asked: Asked) -> str:
    skill = Skill.objects.filter(code__in=asked.missing).order_by("code").first()
    if skill is None:
        return ""
    theirs = EngineerSkill.objects.filter(engineer=asked.engineer_id, skill=skill).first()
    return _row("abilities", theirs, asked, engineer=asked.engineer_id, skill=skill.pk)


def _clearance(asked: Asked) -> str:
    rules = AccessRule.objects.filter(object=asked.work.object_id, kind__in=AccessRule.PERSONAL)
    for rule in rules.order_by("kind"):
        held = Clearance.objects.filter(engineer=asked.engineer_id, kind=rule.kind)
        theirs = held.filter(object=rule.object_id)
        lasting = theirs.filter(valid_until=None) | theirs.filter(valid_until__gte=asked.day)
        if not lasting.exists():
            told = {"engineer": asked.engineer_id, "object": rule.object_id, "kind": rule.kind}
            return _row("clearances", theirs.first(), asked, **told)
    return ""


def _ban(asked: Asked) -> str:
    bans = EngineerWish.objects.filter(
        engineer=asked.engineer_id, client=asked.work.client_id, kind=EngineerWish.Kind.BANNED
    )
    ban = bans.first()
    return _row("engineer-wishes", ban, asked) if ban else ""


def _row(slug: str, row: object, asked: Asked, **told: object) -> str:
    """The form of a row that is there, or of a new one that begins with what is `told`."""
    if row is None:
        return with_way_back(reverse("administration:new", args=[slug]), asked.page, **told)
    return with_way_back(reverse("administration:row", args=[slug, row.pk]), asked.page)  # type: ignore[attr-defined]


def _instead(asked: Asked) -> str:
    """The visit that would give way; work that is only proposed has its own page."""
    what, _colon, key = (asked.names or ("",))[0].partition(":")
    if what == "visit":
        return with_way_back(reverse("day:visit-deed", args=[key, "unassign"]), asked.page)
    return reverse("desk:work", args=[key]) if what == "new" else ""


def _by_hand(asked: Asked) -> str:
    """Give it to that engineer: a person decides, and the board shows what speaks against it."""
    if asked.what == "visit":
        return with_way_back(reverse("day:visit-deed", args=[asked.stop_id, "move"]), asked.page)
    form = reverse("day:assign", args=[asked.day])
    told = {"works": asked.work.pk, "engineer_id": asked.engineer_id}
    return with_way_back(form, asked.page, **told)


FORMS: Final[dict[str, Callable[[Asked], str]]] = {
    "later": _later,
    "overtime": _overtime,
    "permit": _permit,
    "parts": _by_hand,
    "cap": _by_hand,
    "instead": _instead,
}
