"""What a contract version says, in words: promises, priorities, and who pays for what."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.catalog.models import Reason
from backend.contracts import queries
from backend.contracts.clock_facts import OnReopen
from backend.contracts.models import (
    ContractVersion,
    CoverageRule,
    PriorityRule,
    Quota,
    RecurringFee,
    SlaPolicy,
    SlaTarget,
)
from backend.lib.words import in_language
from backend.web.administration.contract_forms import TermsForm
from backend.web.administration.words import choices_of
from backend.web.agreements.penalty_words import penalty_words
from backend.web.agreements.sheet import (
    clause_told,
    discounts_of,
    included,
    name_of,
    only_for,
    quota_name,
)
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import open_time, share_words
from backend.web.shared.states import state_words
from backend.web.shared.why_rows import MODES


def terms_in_words(version: ContractVersion) -> dict[str, Any]:
    """Rows for the page of a version, each with its id and sentences."""
    return {
        "services": [_service(service) for service in version.services.all()],
        "priorities": [_priority(rule) for rule in _by_impact(version)],
        "promises": [_promise(policy) for policy in _by_urgency(version)],
        "coverage": [_coverage(rule) for rule in queries.clauses_of(version)],
        "fees": [_fee(fee) for fee in version.recurring_fees.order_by("clause", "id")],
        "quotas": [_quota(quota) for quota in version.quotas.all()],
        "penalties": [
            (rule.pk, penalty_words(rule, version.currency)) for rule in version.penalty_rules.all()
        ],
        "discounts": discounts_of(version),
        "target_kinds": [state_words("sla_target", kind).label for kind in SlaTarget.Kind.values],
    }


def _service(service: Any) -> dict[str, Any]:
    """A service by what it asks for; a list that names nothing is any."""
    return {
        "id": service.pk,
        "name": in_language(service.names, _tongue()) or service.code,
        "work": [row.name_in(_tongue()) for row in service.work_types.all()],
        "equipment": [row.name_in(_tongue()) for row in service.equipment_types.all()],
        "groups": [group.name for group in service.object_groups.all()],
        "excluded": [str(place) for place in service.excluded_objects.all()],
    }


def _quota(quota: Quota) -> dict[str, Any]:
    name = quota_name(quota)
    return {"id": quota.pk, "name": name, "code": quota.code, "included": included(quota)}


def _fee(fee: RecurringFee) -> dict[str, Any]:
    kind = fee.equipment_type
    return {
        "id": fee.pk,
        "name": in_language(fee.names, _tongue()),
        "clause": fee.clause,
        "amount": fee.amount,
        "period": choice_word("fee_period", fee.period),
        "basis": choice_word("fee_basis", fee.basis),
        "equipment": kind.name_in(_tongue()) if kind else "",
        "counted": choice_word("fee_counted", fee.counted),
        "charged": choice_word("fee_charged", fee.charged),
    }


def _by_impact(version: ContractVersion) -> list[PriorityRule]:
    order = ["stopped", "goods_at_risk", "partly", "no_hurry"]
    rules = version.priority_rules.select_related("equipment_type")
    return sorted(
        rules, key=lambda rule: (str(rule.equipment_type or ""), order.index(rule.impact))
    )


def _priority(rule: PriorityRule) -> dict[str, Any]:
    kind = rule.equipment_type
    return {
        "id": rule.pk,
        "impact": rule.impact,
        "priority": rule.priority,
        "equipment": kind.name_in(_tongue()) if kind else "",
    }


def _by_urgency(version: ContractVersion) -> list[SlaPolicy]:
    order = ["critical", "high", "normal", "low", ""]
    policies = version.policies.select_related(
        "service", "object", "object_group", "equipment_type", "equipment", "calendar"
    ).prefetch_related("targets")
    return sorted(policies, key=lambda policy: (policy.clause, order.index(policy.priority)))


def _promise(policy: SlaPolicy) -> dict[str, Any]:
    minutes = {target.kind: target.target_min for target in policy.targets.all()}
    late = next((t.late_price_per_h for t in policy.targets.all() if t.late_price_per_h), None)
    return {
        "id": policy.pk,
        "clause": policy.clause,
        "priority": policy.priority,
        "for": _selectors(policy),
        "targets": [
            (
                state_words("sla_target", kind).label,
                open_time(minutes[kind]) if kind in minutes else "",
            )
            for kind in SlaTarget.Kind.values
        ],
        "hours": policy.calendar.name if policy.calendar else "",
        "pauses": _reason_names(policy.pausable),
        "also": list(_also(policy)),
        "late": late,
    }


def _also(policy: SlaPolicy) -> Iterator[str]:
    """What its clocks go by besides, and the share of a month it promises."""
    if policy.pause_caps_min:
        longest = open_time(max(policy.pause_caps_min.values()))
        yield _("each reason pauses at most %(time)s in all") % {"time": longest}
    if policy.reminders:
        percents = ", ".join(str(percent) for percent in policy.reminders)
        yield _("reminders at %(percents)s %%") % {"percents": percents}
    if policy.on_reopen != OnReopen.RESUME:
        mode = MODES[policy.on_reopen]
        yield _("when a request is opened again: %(mode)s") % {"mode": mode}
    if policy.availability_ppm is not None:
        share = share_words(policy.availability_ppm)
        yield _("availability of each unit a month: %(share)s") % {"share": share}


def modes_in_words(version: ContractVersion) -> list[tuple[Any, str]]:
    """How clocks, time and money go by this version, in the words of the form that changes it."""
    told = []
    for name, field in TermsForm.base_fields.items():
        value = getattr(version, name)
        words = (choices_of("", name) or {}).get(value) if isinstance(value, str) else None
        if words is not None:
            told.append((field.label, str(words)))
        elif isinstance(value, bool):
            told.append((field.label, _("Yes") if value else _("No")))
        elif name.endswith("_days"):
            told.append((field.label, str(value)))
    return told


def _coverage(rule: CoverageRule) -> dict[str, Any]:
    return {"id": rule.pk, "verdict": rule.verdict, "told": clause_told(rule)}


def _selectors(policy: SlaPolicy) -> str:
    """What a promise asks for besides its priority, or nothing where it speaks of all."""
    told = [name_of(policy.service)] if policy.service else []
    return ", ".join([*told, *filter(None, [only_for(policy)])])


def _reason_names(codes: list[str]) -> str:
    named = {row.code: row.name_in(_tongue()) for row in Reason.objects.filter(code__in=codes)}
    return ", ".join(named.get(code, code) for code in codes)


def _tongue() -> str:
    return get_language() or "en"
