"""The versions of a contract as a timeline, each with what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from backend.contracts.in_force import last_begun
from backend.contracts.models import ContractVersion
from backend.documents.figures import money_words
from backend.lib.words import in_language
from backend.web.administration.contract_forms import TermsForm
from backend.web.administration.words import choices_of
from backend.web.agreements.penalty_words import penalty_words
from backend.web.agreements.sheet import (
    discounts_of,
    included,
    line_words,
    name_of,
    only_for,
    quota_name,
    tongue,
)
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import locale_name, open_time
from backend.web.shared.states import state_words

_CHOSEN = ("on_change", "po_required", "boundary", "trip_split", "money_rounding")
_DAYS = ("work_warranty_days", "part_warranty_days", "repeat_days")


@dataclass(frozen=True)
class Change:
    """One thing two versions say differently; an empty side says nothing of it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """A version on the timeline; `stands` is draft, ahead, in_force or past."""

    version: ContractVersion
    stands: str
    changes: Sequence[Change]
    is_first: bool


def steps_of(versions: Sequence[ContractVersion], today: date) -> list[Step]:
    """The newest first; `versions` come newest first too, as `queries.versions_of` gives them."""
    said = {version.pk: said_by(version) for version in versions}
    holding = last_begun(versions, today)
    steps = []
    for at, version in enumerate(versions):
        former = versions[at + 1] if at + 1 < len(versions) else None
        changes = _changes(said[former.pk], said[version.pk]) if former else []
        stands = _stands(version, holding, today)
        steps.append(Step(version, stands, changes, former is None))
    return steps


def said_by(version: ContractVersion) -> dict[str, str]:
    """Every single thing a version says, by what it is about."""
    said = {
        _term("calendar"): str(version.calendar),
        _term("price_list"): str(version.price_list),
        **dict(discounts_of(version)),
    }
    for name in _CHOSEN:
        words = choices_of("", name) or {}
        said[_term(name)] = str(words.get(getattr(version, name), ""))
    said[_term("travel_each_engineer")] = _("Yes") if version.travel_each_engineer else _("No")
    said |= {_term(name): str(getattr(version, name)) for name in _DAYS}
    said[_("List prices times")] = f"{version.price_factor.normalize():f}"
    return said | _promised(version) | _paid(version) | _money(version)


def _term(name: str) -> str:
    """What the form of a draft calls it."""
    return str(TermsForm.base_fields[name].label)


def _promised(version: ContractVersion) -> dict[str, str]:
    said = {}
    for service in version.services.all():
        rows = (*service.work_types.all(), *service.equipment_types.all())
        named = ", ".join(row.name_in(tongue()) for row in rows)
        said[_joined(_("Service"), name_of(service))] = named or _("Any")
    for policy in version.policies.all():
        about = [name_of(policy.service)] if policy.service else []
        if policy.priority:
            about.append(str(state_words("priority", policy.priority).label))
        about += [each for each in (only_for(policy), policy.clause) if each]
        for target in policy.targets.all():
            kind = str(state_words("sla_target", target.kind).label)
            said[_joined(kind, *about)] = open_time(target.target_min)
    for rule in version.priority_rules.all():
        kinds = [rule.equipment_type.name_in(tongue())] if rule.equipment_type else []
        impact = str(state_words("impact", rule.impact).label)
        word = str(state_words("priority", rule.priority).label)
        said[_joined(_("Priority"), *kinds, impact)] = word
    return said


def _paid(version: ContractVersion) -> dict[str, str]:
    return {
        _joined(line_words(rule), *(each for each in (only_for(rule), rule.clause) if each)): str(
            state_words("coverage", rule.verdict).label
        )
        for rule in version.coverage_rules.all()
    }


def _money(version: ContractVersion) -> dict[str, str]:
    said = {}
    for fee in version.recurring_fees.all():
        amount = money_words(fee.amount, version.currency, locale_name())
        period = choice_word("fee_period", fee.period)
        said[_joined(_("Fee"), in_language(fee.names, tongue()), period)] = amount
    for quota in version.quotas.all():
        name = quota_name(quota)
        said[_joined(_("Quota"), name)] = included(quota)
    for rule in version.penalty_rules.all():
        words = penalty_words(rule, version.currency)
        about = [str(state_words("priority", rule.priority).label)] if rule.priority else []
        said[_joined(_("Penalty"), words.kind, *about, rule.clause)] = "; ".join(words.says)
    return said


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    labels = dict.fromkeys((*before, *after))
    return [
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _stands(version: ContractVersion, holding: ContractVersion | None, today: date) -> str:
    if version.published_at is None:
        return "draft"
    if version == holding:
        return "in_force"
    return "ahead" if version.valid_from > today else "past"


def _joined(*parts: str) -> str:
    return " · ".join(parts)
