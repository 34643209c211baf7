"""What would place work that was left out, and what the next best engineers would have cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.desk.models import WorkOrder
from backend.dispatch.models import Plan, Visit
from backend.web.day.reasons import RULES, Names, length, money_of, names_listed, reasons_in_words
from backend.web.shared.back import with_way_back

SENTENCES: Final[dict[str, Promise]] = {
    "later": _("Fits if its hours end %(by)s later; %(engineer)s would go."),
    "overtime": _("Fits if %(engineer)s works %(by)s more overtime."),
    "permit": _("Fits if %(engineer)s is given what is missing: %(names)s."),
    "parts": _("Fits if the van of %(engineer)s holds more of: %(names)s."),
    "cap": _("Fits if %(engineer)s takes one visit more than usual."),
    "instead": _("Fits if %(names)s waits for another day; %(engineer)s would go."),
}


@dataclass(frozen=True)
class Relaxed:
    """One sentence, and the form that does what it says; no `address` where there is none."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class Other:
    """Another engineer for a planned stop, and the causes in words."""

    name: str
    causes: list[str]


@dataclass(frozen=True)
class Where:
    """The page on which a left-out stop is told of, and the first day of its plan."""

    day: date
    stop: str
    page: str

    def form_for(self, told: Mapping[str, Any]) -> str:
        """The way to what makes a relaxation true, and back to this page."""
        what, _colon, key = self.stop.partition(":")
        engineer, _at, shift = told["engineer"].partition("@")
        route = {
            "day": date.fromisoformat(shift[:10]) if shift else self.day,
            "kind": told["kind"],
            "what": what,
            "stop_id": key,
            "engineer_id": engineer,
        }
        asked = {
            "by": told["by_s"],
            "names": ",".join(told["names"]),
            "missing": ",".join(told.get("missing") or ()),
        }
        return with_way_back(reverse("day:remedy", kwargs=route), self.page, **asked)


def relaxed_in_words(
    told: Iterable[Mapping[str, Any]], names: Names, where: Where | None = None
) -> list[Relaxed]:
    """A sentence for each relaxation, as a plan keeps them, and its form where that is to be."""
    return [_sentence(each, names, where) for each in told if each["kind"] in SENTENCES]


def others_in_words(told: Iterable[Mapping[str, Any]], names: Names) -> list[Other]:
    """Each alternative of a planned stop, as a change keeps them."""
    return [Other(names.engineer(each["engineer"]), [*_causes(each, names)]) for each in told]


@dataclass(frozen=True)
class WhyLeftOut:
    """Why a plan left work out, in its own numbers, and what would place it."""

    words: str
    relaxed: list[Relaxed]


def why_left_out(plan: Plan | None, names: Names, page: str) -> dict[UUID, WhyLeftOut]:
    """Of each work order the plan left out; its forms lead back to `page`."""
    unplanned = (plan.solution or {}).get("unplanned", []) if plan else []
    names, told = numbered(names, stops_named(unplanned)), dict[UUID, WhyLeftOut]()
    for each in unplanned:
        kind, _colon, key = each["stop"].partition(":")
        if plan and kind == "new":
            words = " ".join(reasons_in_words(each["reasons"], names))
            where = Where(plan.date, each["stop"], page)
            relaxed = relaxed_in_words(each.get("relaxations") or (), names, where)
            told[UUID(key)] = WhyLeftOut(words, relaxed)
    return told


def numbered(names: Names, stops: Iterable[str]) -> Names:
    """`names` with the numbers of these stops, in two queries at most."""
    kinds: dict[str, list[UUID]] = {"new": [], "visit": []}
    for stop in stops:
        kind, _colon, key = stop.partition(":")
        if kind in kinds:
            kinds[kind].append(UUID(key))
    found: dict[str, str] = {}
    if kinds["new"]:
        orders = WorkOrder.objects.filter(pk__in=kinds["new"]).values_list("pk", "number")
        found |= {f"new:{key}": number for key, number in orders}
    if kinds["visit"]:
        visits = Visit.objects.filter(pk__in=kinds["visit"]).values_list("pk", "number")
        found |= {f"visit:{key}": number for key, number in visits}
    return replace(names, numbers=found)


def stops_named(unplanned: Iterable[Mapping[str, Any]]) -> set[str]:
    """The ids of all stops that would have to give way in some relaxation, or are waited for."""
    given: set[str] = set()
    for left in unplanned:
        relaxations = left.get("relaxations") or ()
        given.update(*(each["names"] for each in relaxations if each["kind"] == "instead"))
        given.update(*((each.get("context") or {}).get("stops", ()) for each in left["reasons"]))
    return given


def _sentence(told: Mapping[str, Any], names: Names, where: Where | None) -> Relaxed:
    kind, given = told["kind"], told["names"]
    shown = [names.numbers[each] for each in given if each in names.numbers]
    if kind == "permit":
        words = [names.skills.get(code, code) for code in told.get("missing") or ()]
        words += [str(RULES.get(each, each)) for each in given if each != "skill" or not words]
    else:
        words = shown or list(given)
    values = {
        "engineer": names.engineer(told["engineer"]),
        "by": length(told["by_s"]),
        "names": names_listed(words),
    }
    return Relaxed(str(SENTENCES[kind]) % values, where.form_for(told) if where else "")


def _causes(told: Mapping[str, Any], names: Names) -> Iterable[str]:
    if told["missing"]:
        skills = names_listed([names.skills.get(code, code) for code in told["missing"]])
        yield _now("lacks: %(skills)s") % {"skills": skills}
    elif told["refused"]:
        yield _now("may not go there")
    elif told["extra_cost"] is None:
        yield _now("has no room on this day")
    else:
        yield from _differences(told, names)


def _differences(told: Mapping[str, Any], names: Names) -> Iterable[str]:
    """The differences, cause by cause; seconds that no clock shows are left out."""
    if told["late_s"] >= 60:
        number = names.numbers.get(told["late"], "–")
        values = {"number": number, "late": length(told["late_s"])}
        yield _now("%(late)s later than promised for %(number)s") % values
    if told["travel_s"] >= 60:
        yield _now("%(length)s more driving in the day") % {"length": length(told["travel_s"])}
    elif told["travel_s"] <= -60:
        yield _now("%(length)s less driving in the day") % {"length": length(-told["travel_s"])}
    if told["overtime_s"] >= 60:
        yield _now("%(length)s more overtime") % {"length": length(told["overtime_s"])}
    if told["extra_cost"] > 0:
        yield _now("costs %(amount)s more") % {"amount": money_of(told["extra_cost"])}
    else:
        yield _now("costs no more")
