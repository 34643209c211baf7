"""What a contract version promises, as a sheet people read: by service and priority, who pays for
what, fees, quotas and penalties. Reads what `queries.versions_of` has fetched and asks no more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backend.catalog.models import Reason
from backend.contracts.models import (
    ContractVersion,
    CoverageRule,
    Quota,
    RecurringFee,
    Service,
    SlaPolicy,
    SlaTarget,
    WorkCalendar,
)
from backend.contracts.pricing import DISCOUNTED
from backend.contracts.quotas import QuotaPeriod, QuotaUnit
from backend.documents.figures import money_words, percent_words, quantity_words
from backend.lib.words import in_language
from backend.web.agreements.penalty_words import PenaltyWords, penalty_words
from backend.web.agreements.week import WeekPicture, week_picture
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import locale_name, open_time
from backend.web.shared.states import state_words

_URGENCY: Final = ("critical", "high", "normal", "low", "")
_VERDICTS: Final = ("covered", "warranty", "paid", "quota_used", "excluded")


@dataclass(frozen=True)
class Promise:
    """One row of promises: for which priority and what else, and a cell a kind of target."""

    clause: str
    priority: str
    only_for: str
    cells: Sequence[tuple[str, str]]
    availability: str
    hours: str


@dataclass(frozen=True)
class ServicePromises:
    """The promises of one service; without a name those for everything the contract speaks of."""

    name: str
    about: str
    kinds: Sequence[str]
    rows: Sequence[Promise]
    pauses: Sequence[str]


@dataclass(frozen=True)
class Clause:
    """One clause of coverage in words."""

    clause: str
    what: str
    only_for: str
    not_at: str
    quota: str


@dataclass(frozen=True)
class Fee:
    """A subscription fee in words: how much how often, and what for."""

    name: str
    clause: str
    amount: str
    basis: str


@dataclass(frozen=True)
class Sheet:
    """A version in words."""

    services: Sequence[ServicePromises]
    unpromised: Sequence[str]
    weeks: Sequence[WeekPicture]
    coverage: Sequence[tuple[str, Sequence[Clause]]]
    discounts: Sequence[tuple[str, str]]
    fees: Sequence[Fee]
    quotas: Sequence[tuple[str, str]]
    penalties: Sequence[PenaltyWords]


def sheet_of(version: ContractVersion, today: date) -> Sheet:
    """Everything the version says; `today` decides which dates that differ are still to come."""
    services = list(version.services.all())
    policies = list(version.policies.all())
    promised = {policy.service_id for policy in policies}
    reasons = _reason_names(policies)
    return Sheet(
        services=[
            _promises(service, [p for p in policies if p.service_id == key], reasons)
            for service, key in [*((each, each.pk) for each in services), (None, None)]
            if key in promised
        ],
        unpromised=[name_of(each) for each in services if each.pk not in promised],
        weeks=_weeks(version, policies, today),
        coverage=_coverage(version.coverage_rules.all()),
        discounts=discounts_of(version) if _gives_any(version) else [],
        fees=[_fee(fee, version.currency) for fee in version.recurring_fees.all()],
        quotas=[
            (in_language(q.names, tongue()) or q.code, included(q)) for q in version.quotas.all()
        ],
        penalties=[penalty_words(rule, version.currency) for rule in version.penalty_rules.all()],
    )


def name_of(service: Service) -> str:
    """A service as the reader calls it."""
    return in_language(service.names, tongue()) or service.code


def quota_name(quota: Quota) -> str:
    """A quota as the reader calls it."""
    return in_language(quota.names, tongue()) or quota.code


def included(quota: Quota) -> str:
    """How much of what, how often: "4 visits a month"."""
    amount, plural = quantity_words(quota.amount, locale_name()), int(quota.amount)
    if quota.unit == QuotaUnit.VISITS:
        many = ngettext("%(amount)s visit", "%(amount)s visits", plural) % {"amount": amount}
    else:
        many = ngettext("%(amount)s hour", "%(amount)s hours", plural) % {"amount": amount}
    return each_period(quota.period) % {"amount": many}


def each_period(period: str) -> str:
    """How often an amount comes, of a quota or a fee: "%(amount)s a month"."""
    each = {
        QuotaPeriod.MONTH: _("%(amount)s a month"),
        QuotaPeriod.QUARTER: _("%(amount)s a quarter"),
        QuotaPeriod.YEAR: _("%(amount)s a year"),
        QuotaPeriod.CONTRACT: _("%(amount)s in all"),
    }
    return each[QuotaPeriod(period)]


def only_for(rule: Any) -> str:
    """What a rule asks for besides service, priority and kind of line; nothing where it is any."""
    told = [
        row.name_in(tongue())
        for row in (getattr(rule, "work_type", None), rule.equipment_type)
        if row is not None
    ]
    if getattr(rule, "impact", ""):
        told.append(str(state_words("impact", rule.impact).label))
    places = (rule.object, rule.object_group, rule.equipment, getattr(rule, "client", None))
    told += [str(place) for place in places if place]
    in_hours = getattr(rule, "in_service_hours", None)
    if in_hours is not None:
        told.append(_("in service hours") if in_hours else _("out of service hours"))
    return ", ".join(told)


def discounts_of(version: ContractVersion) -> list[tuple[str, str]]:
    """What is taken off list prices, in general and where a kind of line has its own."""
    told = [(_("Discount"), Decimal(version.discount_percent))]
    for kind in DISCOUNTED:
        if kind in version.discounts:
            label = f"{_('Discount')} · {choice_word('line_kind', kind)}"
            told.append((label, Decimal(version.discounts[kind])))
    return [(label, percent_words(percent, locale_name())) for label, percent in told]


def tongue() -> str:
    """The reader's language."""
    return get_language() or "en"


def line_words(rule: CoverageRule) -> str:
    """What kind of line a clause speaks of."""
    return choice_word("line_kind", rule.line_kind) if rule.line_kind else _("Everything")


def clause_told(rule: CoverageRule) -> Clause:
    """A clause of coverage in words."""
    return Clause(
        clause=rule.clause,
        what=line_words(rule),
        only_for=only_for(rule),
        not_at=", ".join(str(place) for place in rule.excluded_objects.all()),
        quota=included(rule.quota) if rule.quota else "",
    )


def _promises(
    service: Service | None, policies: Sequence[SlaPolicy], reasons: Mapping[str, str]
) -> ServicePromises:
    named = {target.kind for policy in policies for target in policy.targets.all()}
    kinds = [kind for kind in SlaTarget.Kind.values if kind in named]
    rows = sorted(policies, key=lambda p: (p.clause, _URGENCY.index(p.priority), only_for(p)))
    return ServicePromises(
        name=name_of(service) if service else "",
        about=_about(service) if service else "",
        kinds=[_kind(kind) for kind in kinds],
        rows=[_promise(policy, kinds) for policy in rows],
        pauses=[words for words in dict.fromkeys(_pauses(p, reasons) for p in rows) if words],
    )


def _promise(policy: SlaPolicy, kinds: Sequence[str]) -> Promise:
    minutes = {target.kind: target.target_min for target in policy.targets.all()}
    share = policy.availability_ppm
    return Promise(
        clause=policy.clause,
        priority=policy.priority,
        only_for=only_for(policy),
        cells=[(_kind(kind), _within(minutes.get(kind))) for kind in kinds],
        availability=percent_words(Decimal(share) / 10_000, locale_name()) if share else "",
        hours=policy.calendar.name if policy.calendar else "",
    )


def _pauses(policy: SlaPolicy, reasons: Mapping[str, str]) -> str:
    return ", ".join(reasons.get(code, code) for code in policy.pausable)


def _kind(kind: str) -> str:
    return str(state_words("sla_target", kind).label)


def _within(minutes: int | None) -> str:
    return _("within %(time)s") % {"time": open_time(minutes)} if minutes else ""


def _about(service: Service) -> str:
    rows = (*service.work_types.all(), *service.equipment_types.all())
    named = [row.name_in(tongue()) for row in rows]
    return ", ".join([*named, *(group.name for group in service.object_groups.all())])


def _weeks(
    version: ContractVersion, policies: Sequence[SlaPolicy], today: date
) -> list[WeekPicture]:
    """The contract's hours, then those that clauses name for themselves."""
    own: dict[WorkCalendar, list[str]] = {}
    for policy in policies:
        if policy.calendar and policy.calendar != version.calendar:
            own.setdefault(policy.calendar, []).append(policy.clause)
    pictures = [week_picture(version.calendar, today)]
    return pictures + [
        week_picture(each, today, sorted(set(clauses))) for each, clauses in own.items()
    ]


def _coverage(rules: Iterable[CoverageRule]) -> list[tuple[str, list[Clause]]]:
    """Clauses by what they decide, what is covered first."""
    ordered = sorted(rules, key=lambda rule: (rule.clause, rule.line_kind, only_for(rule)))
    found = [
        (verdict, [clause_told(rule) for rule in ordered if rule.verdict == verdict])
        for verdict in _VERDICTS
    ]
    return [(verdict, clauses) for verdict, clauses in found if clauses]


def _gives_any(version: ContractVersion) -> bool:
    return any(Decimal(said) for said in (version.discount_percent, *version.discounts.values()))


def _fee(fee: RecurringFee, currency: str) -> Fee:
    kind = fee.equipment_type
    basis = choice_word("fee_basis", fee.basis)
    amount = money_words(fee.amount, currency, locale_name())
    return Fee(
        name=in_language(fee.names, tongue()),
        clause=fee.clause,
        amount=each_period(fee.period) % {"amount": amount},
        basis=f"{basis}: {kind.name_in(tongue())}" if kind else basis,
    )


def _reason_names(policies: Iterable[SlaPolicy]) -> dict[str, str]:
    codes = {code for policy in policies for code in policy.pausable}
    if not codes:
        return {}
    return {row.code: row.name_in(tongue()) for row in Reason.objects.filter(code__in=codes)}
