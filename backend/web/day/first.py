"""The answer to "who can get there first" in words, and the form that does what an offer says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from backend.dispatch.actions import Room
from backend.dispatch.candidate_day import Offer, PutOff
from backend.dispatch.first import Barred, WhoFirst
from backend.dispatch.refusals import NO_ROOM, Refusal
from backend.web.day.reasons import Names, names_listed, reason_in_words
from backend.web.shared.durations import clock_time, length_in_words

NO_ROADS: Final[Promise] = _later(
    "The road server does not answer: these times are reckoned from straight distances."
)
# A full day that waits as a whole would hide the next offer.
COSTS_SHOWN: Final = 4
REFUSALS: Final[Mapping[str, Promise]] = {
    "skill": _later("lacks: %(skills)s"),
    "clearance": _later("has no permission to enter"),
    "banned": _later("is not wanted by the client"),
    "territory": _later("works only in another territory"),
    "priority": _later("is on call for more urgent work only"),
    "cap": _later("has as many visits as they may have"),
    "part": _later("has too few in the van: %(parts)s"),
    NO_ROOM: _later("has no room on this day"),
}


@dataclass(frozen=True)
class OfferRow:
    """One engineer's offer, or a crew's: `promise` is ("good" or "bad", words), or None without a
    promise; `more` are the costs that are unfolded."""

    offer: Offer
    who: str
    arrive: str
    work: str
    ways: list[str]
    assign: str
    promise: tuple[str, str] | None
    costs: list[str]
    more: list[str]

    @property
    def waits(self) -> list[str]:
        """What the form sends for each visit that makes room."""
        return [f"{late.visit_id}@{late.begin.isoformat()}" for late in self.offer.put_off]


@dataclass(frozen=True)
class BarredRow:
    """Who would be there sooner but may not go: when, "" where their day has no room, and why."""

    name: str
    arrive: str
    why: list[str]


@dataclass(frozen=True)
class AnswerRows:
    """The three lists of the page."""

    first: list[OfferRow]
    unhurried: list[OfferRow]
    barred: list[BarredRow]


def rows_of(answer: WhoFirst) -> AnswerRows:
    """Each offer with its sentences, on the object's clock."""
    zone, names = answer.work.object.zone, _names(answer)
    first, unhurried = (
        [row_of(each, zone) for each in one] for one in (answer.first, answer.unhurried)
    )
    return AnswerRows(first, unhurried, [_barred(each, answer, names) for each in answer.barred])


def why_nobody(answer: WhoFirst) -> str:
    """Why the first list is empty."""
    if not answer.on_duty:
        return _("Nobody is on duty on this day any more.")
    if answer.reason:
        return reason_in_words(answer.reason.code, answer.reason.context, _names(answer))
    return _("Nobody can be there within its hours on this day, even if other visits wait.")


def _names(answer: WhoFirst) -> Names:
    language = get_language() or "en"
    return Names(
        {str(each.duty.engineer_id): each.duty.name for each in answer.on_duty},
        {skill.code: skill.name_in(language) for skill in answer.work.skills.all()},
    )


def row_of(offer: Offer, zone: str) -> OfferRow:
    """One offer with its sentences, on the clock of `zone`."""
    # A crew is there when the last of them is.
    everybody = [offer, *offer.helpers]
    arrive = clock_time(max(each.arrive for each in everybody), zone)
    costs = _costs(offer, zone)
    # One more is shown rather than counted.
    shown = COSTS_SHOWN if len(costs) > COSTS_SHOWN + 1 else len(costs)
    span = {"begin": clock_time(offer.begin, zone), "end": clock_time(offer.end, zone)}
    return OfferRow(
        offer,
        _who(offer),
        arrive,
        work=_("work %(begin)s–%(end)s") % span,
        ways=[_way_of_one(each, zone) for each in everybody] if offer.helpers else [_way(offer)],
        assign=_("Assign %(name)s, there at %(time)s") % {"name": _who(offer), "time": arrive},
        promise=_promise(offer.late_s),
        costs=costs[:shown],
        more=costs[shown:],
    )


def _who(offer: Offer) -> str:
    if not offer.helpers:
        return offer.name
    helpers = names_listed(each.name for each in offer.helpers)
    return _("%(lead)s leads, with %(helpers)s") % {"lead": offer.name, "helpers": helpers}


def _way_of_one(offer: Offer, zone: str) -> str:
    """The way of one of a crew, who may be there before the others."""
    values = {"name": offer.name, "time": clock_time(offer.arrive, zone), "way": _way(offer)}
    return _("%(name)s at %(time)s: %(way)s") % values


def _barred(barred: Barred, answer: WhoFirst, names: Names) -> BarredRow:
    arrive = clock_time(barred.arrive, answer.work.object.zone) if barred.arrive else ""
    why = [_refusal(each, answer, names) for each in barred.refusals]
    return BarredRow(barred.name, arrive, why)


def _refusal(refusal: Refusal, answer: WhoFirst, names: Names) -> str:
    known = names_listed(_with_level(each, answer, names) for each in refusal.names)
    return str(REFUSALS[refusal.code]) % {"skills": known, "parts": known}


def _with_level(code: str, answer: WhoFirst, names: Names) -> str:
    """The name of a skill, or of a part; who has the skill may have it at too low a level."""
    name, level = names.skills.get(code, code), answer.levels.get(code, 1)
    if level == 1:
        return name
    return _("%(skill)s from level %(level)s") % {"skill": name, "level": level}


def _way(offer: Offer) -> str:
    values = {"drive": _length(offer.drive_s), "place": offer.after}
    if offer.is_seen:
        return _("%(drive)s by road from where their phone is") % values
    if offer.after:
        return _("%(drive)s by road from %(place)s") % values
    return _("%(drive)s by road") % values


def _promise(late_s: int | None) -> tuple[str, str] | None:
    if late_s is None:
        return None
    if late_s == 0:
        return "good", _("keeps the promise")
    return "bad", _("%(length)s after the promise") % {"length": _length(late_s)}


def _costs(offer: Offer, zone: str) -> list[str]:
    """What it means to the others: more road, overtime, visits that wait, the worst first."""
    told = []
    if offer.extra_travel_s >= 60:
        values = {"length": _length(offer.extra_travel_s)}
        told.append(_("%(length)s more driving in the day") % values)
    if offer.overtime_s:
        told.append(_("%(length)s more overtime") % {"length": _length(offer.overtime_s)})
    worst = sorted(offer.put_off, key=lambda each: (-each.late_s, each.begin))
    return told + [_waits(each, zone) for each in worst]


def _waits(late: PutOff, zone: str) -> str:
    values = {
        "number": late.number,
        "place": late.name,
        "length": _length(late.by_s),
        "time": clock_time(late.begin, zone),
        "late": _length(late.late_s),
    }
    if late.late_s:
        return (
            _("%(number)s %(place)s begins %(length)s later, at %(time)s: %(late)s late") % values
        )
    return _("%(number)s %(place)s begins %(length)s later, at %(time)s") % values


def _length(seconds: int) -> str:
    return length_in_words(max(1, round(seconds / 60)))


class OfferForm(forms.Form):
    """An offer as the page sends it back."""

    engineer_id = forms.UUIDField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    begin = forms.DateTimeField()
    end = forms.DateTimeField()

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.waits, self.along = data.getlist("waits"), data.getlist("helper_id")
        self.moves, self.helpers = dict[UUID, datetime](), list[UUID]()

    def clean(self) -> dict[str, Any]:
        """Fills `moves` from every `waits`, VISIT@INSTANT, and `helpers`."""
        told = super().clean() or {}
        try:
            self.helpers = [UUID(each) for each in self.along]
        except ValueError as error:
            raise forms.ValidationError(_("Choose again.")) from error
        if len({told.get("engineer_id"), *self.helpers}) <= len(self.helpers):
            raise forms.ValidationError(_("Choose again."))
        for each in self.waits:
            visit_id, _at, begin = each.partition("@")
            try:
                self.moves[UUID(visit_id)] = datetime.fromisoformat(begin).astimezone(UTC)
            except ValueError as error:
                raise forms.ValidationError(_("Choose again.")) from error
        return told

    def room(self, day: date) -> Room:
        """What the action makes room with, of a valid form."""
        told = self.cleaned_data
        return Room(
            told["engineer_id"],
            day,
            told["version"],
            told["begin"],
            told["end"],
            self.moves,
            self.helpers,
        )
