"""Why the planner left a stop out, as a sentence with its numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.catalog.models import Skill
from backend.dispatch.models import Engineer
from backend.dispatch.planner.problem import POINTS_PER_UNIT
from backend.documents.figures import money_words
from backend.web.shared.durations import length_in_words, locale_name

SENTENCES: Final[dict[str, Promise]] = {
    "nobody-on-duty": _("Nobody is on duty on this day."),
    "lock-engineer-off": _("It is locked to %(engineer)s, who is off on this day."),
    "lock-engineer-skill": _("It is locked to %(engineer)s, who lacks: %(missing)s."),
    "lock-engineer-banned": _("It is locked to %(engineer)s, who may not go there."),
    "lock-outside-window": _("Its locked time, %(start_s)s, lies outside the agreed hours."),
    "no-skill": _("Nobody on duty has the skill: %(missing)s."),
    "no-skill-together": _("Nobody on duty has all of these skills: %(skills)s."),
    "all-banned": _("Everybody with the skills may not go there: %(engineers)s."),
    "nobody-may": _("Nobody on duty may go there by these rules: %(rules)s."),
    "parts-short": _("No van holds enough parts; the van of %(engineer)s lacks: %(parts)s."),
    "no-lawful-start": _("None of its hours are left on this day."),
    "crew-not-together": _("There is no moment at which %(engineers)s engineers could be there."),
    "waits-for-stops": _("It waits for %(stops)s, for which nobody is planned."),
    "waits-for-work": _("It waits for %(number)s, for which nobody is planned."),
    "no-shift": _("%(engineer)s has no shift then; the plan leaves the visit as it is."),
    "no-lead": _("Nobody leads the visit; the plan leaves it as it is."),
    "no-place": _("Its object is not on the map; the plan leaves the visit as it is."),
    "window-before-shift": _(
        "Its hours end before anybody starts; %(engineer)s is %(by_s)s too late."
    ),
    "window-after-shift": _(
        "Its hours begin too late in the day; %(engineer)s is nearest, %(by_s)s short."
    ),
    "too-far-for-window": _("Too far to be there in time; %(engineer)s is %(by_s)s too late."),
    "too-long-for-shift": _("Too long for a shift; with %(engineer)s it is %(by_s)s too long."),
    "break-in-the-way": _("The break of %(engineer)s is in the way by %(by_s)s."),
    "no-capacity": _("All %(engineers)s engineers who could go are full on this day."),
    "costs-more-than-leaving": _(
        "It costs more than it is worth: %(extra_cost)s with %(engineer)s against %(drop_price)s."
    ),
}
STANDING: Final[dict[str, Promise]] = {
    "lock-engineer-off": _("%(engineer)s has no shift on this day."),
    "lock-engineer-skill": _("%(engineer)s lacks: %(missing)s."),
    "lock-engineer-banned": _("%(engineer)s may not go there."),
    "lock-outside-window": _("Its time, %(start_s)s, lies outside the agreed hours."),
}
"""What speaks against a visit that stands without a lock: only the search holds it there."""

RULES: Final[dict[str, Promise]] = {
    "skill": _("skill"),
    "clearance": _("permission to enter"),
    "banned": _("the client's consent"),
    "territory": _("this territory"),
    "priority": _("less urgent work on call"),
    "lock-engineer": _("the lock on another engineer"),
}
NEAREST: Final = _("With %(by_s)s more overtime %(engineer)s could go.")


@dataclass(frozen=True)
class Names:
    """Names behind the ids and codes of a plan; `numbers` of its stops where they are told."""

    engineers: Mapping[str, str]
    skills: Mapping[str, str]
    currency: str = "EUR"
    numbers: Mapping[str, str] = field(default_factory=dict)

    def engineer(self, shift: str) -> str:
        """Whose shift it is; a shift's id begins with the engineer's."""
        return self.engineers.get(str(shift)[:36], "–")


def reason_in_words(
    code: str, context: Mapping[str, Any], names: Names, *, stands: bool = False
) -> str:
    """The sentence of a reason; an unknown code is told as such."""
    sentence = (STANDING.get(code) if stands else None) or SENTENCES.get(code)
    if sentence is None:
        return _now("The planner left it out (%(code)s).") % {"code": code}
    values = {key: _value(key, value, names) for key, value in context.items()}
    told = str(sentence) % values
    if code == "no-capacity" and "by_s" in context:
        told = f"{told} {str(NEAREST) % values}"
    return told


def reasons_in_words(
    reasons: Iterable[Mapping[str, Any]], names: Names, *, stands: bool = False
) -> list[str]:
    """A sentence each, from reasons as a plan keeps them; a visit that `stands` has no lock."""
    return [
        reason_in_words(each["code"], each.get("context") or {}, names, stands=stands)
        for each in reasons
    ]


def names_of(engineers: Iterable[Engineer]) -> Names:
    """The names a plan's reasons need, in the reader's language."""
    language = get_language() or "en"
    skills = {skill.code: skill.name_in(language) for skill in Skill.objects.all()}
    return Names({str(each.pk): str(each) for each in engineers}, skills)


def money_of(points: float, currency: str = "EUR") -> str:
    """Points of the planner as money."""
    amount = Decimal(int(points)) / POINTS_PER_UNIT
    return money_words(amount, currency, locale_name())


def _value(key: str, value: Any, names: Names) -> str:
    read = _READERS.get(key)
    return read(value, names) if read else str(value)


def _skills(codes: Any, names: Names) -> str:
    return names_listed(names.skills.get(code, code) for code in codes)


def _engineers(given: Any, names: Names) -> str:
    if isinstance(given, int):
        return str(given)
    return names_listed(dict.fromkeys(names.engineer(each) for each in given))


def length(seconds: int) -> str:
    """In whole minutes, one at least."""
    return length_in_words(max(1, round(seconds / 60)))


def names_listed(names: Iterable[str]) -> str:
    """One after another."""
    return ", ".join(names)


def _wall(seconds: Any, names: Names) -> str:
    minutes = int(seconds) // 60
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


_READERS: Final[dict[str, Callable[[Any, Names], str]]] = {
    "engineer": lambda value, names: names.engineer(value),
    "engineers": _engineers,
    "missing": _skills,
    "skills": _skills,
    "rules": lambda value, names: names_listed(str(RULES.get(each, each)) for each in value),
    "stops": lambda value, names: names_listed(names.numbers.get(each, "–") for each in value),
    "parts": lambda value, names: names_listed(value),
    "by_s": lambda value, names: length(int(value)),
    "start_s": _wall,
    "extra_cost": lambda value, names: money_of(value, names.currency),
    "drop_price": lambda value, names: money_of(value, names.currency),
}
