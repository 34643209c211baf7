"""What can be done to a contract or a draft of it: each a small form, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.contracts import actions
from backend.web.administration.contract_forms import (
    MaintenanceForm,
    ManagerForm,
    NextVersionForm,
    WhyForm,
)
from backend.web.administration.contract_money_forms import PenaltyForm, QuotaForm, RenewalForm
from backend.web.administration.part_forms import (
    CoverageForm,
    FeeForm,
    PartForm,
    PriorityForm,
    PromiseForm,
    ServiceForm,
)
from backend.web.shared.deeds import Deed


@dataclass(frozen=True)
class Part:
    """One kind of thing a draft says: its words, its form, and the action that adds it."""

    title: Promise
    form: type[PartForm]
    add: Callable[[UUID, Any, User], object]
    said: Promise


def _add_service(version_id: UUID, form: Any, by: User) -> object:
    return actions.add_service(version_id, form.values(), by=by)


def _set_priority(version_id: UUID, form: Any, by: User) -> object:
    return actions.set_priority(version_id, **form.cleaned_data, by=by)


def _add_promise(version_id: UUID, form: Any, by: User) -> object:
    return actions.add_policy(version_id, form.wish(), by=by)


def _add_coverage(version_id: UUID, form: Any, by: User) -> object:
    return actions.add_coverage_rule(version_id, form.values(), by=by)


def _add_fee(version_id: UUID, form: Any, by: User) -> object:
    return actions.add_fee(version_id, form.cleaned_data, by=by)


def _add_quota(version_id: UUID, form: Any, by: User) -> object:
    return actions.add_quota(version_id, form.cleaned_data, by=by)


def _add_penalty(version_id: UUID, form: Any, by: User) -> object:
    return actions.add_penalty_rule(version_id, form.values(), by=by)


PARTS: Final = {
    "service": Part(_("Add a service"), ServiceForm, _add_service, _("Service added")),
    "priority": Part(_("Set a priority"), PriorityForm, _set_priority, _("Priority set")),
    "promise": Part(_("Add a promise"), PromiseForm, _add_promise, _("Promise added")),
    "fee": Part(_("Add a fee"), FeeForm, _add_fee, _("Fee added")),
    "coverage": Part(_("Add a clause"), CoverageForm, _add_coverage, _("Clause added")),
    "quota": Part(_("Add a quota"), QuotaForm, _add_quota, _("Quota added")),
    "penalty": Part(_("Add a penalty"), PenaltyForm, _add_penalty, _("Penalty added")),
}


def _begin(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.begin_version(contract_id, answers["valid_from"], by=by)


def _renew(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.renew_contract(contract_id, actions.Renewal(**answers), by=by)


def _suspend(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.suspend_contract(contract_id, reason=answers["reason"], by=by)


def _resume(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.resume_contract(contract_id, by=by)


def _end(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.end_contract(contract_id, reason=answers["reason"], by=by)


def _manage(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.set_manager(contract_id, answers["manager"], by=by)


def _plan_maintenance(contract_id: UUID, answers: dict[str, Any], by: User) -> object:
    return actions.plan_maintenance(contract_id, actions.NewMaintenance(**answers), by=by)


CONTRACT_DEEDS: Final = {
    "next": Deed(
        _("Begin the next version"),
        _("Begin version"),
        _("A draft with everything the last version says"),
        _begin,
        NextVersionForm,
    ),
    "renew": Deed(
        _("Renew the contract"),
        _("Renew"),
        _("A draft with the prices of the new period; look it through and put it in force"),
        _renew,
        RenewalForm,
        "calendar",
    ),
    "manager": Deed(
        _("Say who answers for it"), _("Save"), _("Saved"), _manage, ManagerForm, "user"
    ),
    "maintenance": Deed(
        _("Plan maintenance"),
        _("Plan"),
        _("Planned: no promise counts in this time"),
        _plan_maintenance,
        MaintenanceForm,
        "calendar",
    ),
    "suspend": Deed(
        _("Suspend the contract"),
        _("Suspend"),
        _("Contract suspended"),
        _suspend,
        WhyForm,
        "pause",
        warning=_("New reports fall under standing terms until it is resumed."),
    ),
    "resume": Deed(
        _("Resume the contract"), _("Resume"), _("Contract in force again"), _resume, icon="check"
    ),
    "end": Deed(
        _("End the contract"),
        _("End contract"),
        _("Contract ended"),
        _end,
        WhyForm,
        "cross",
        is_danger=True,
        warning=_("This cannot be undone. What was promised stays promised."),
    ),
}
OFFERED: Final = {
    "draft": ("manager", "end"),
    "active": ("renew", "next", "maintenance", "manager", "suspend", "end"),
    "suspended": ("resume", "maintenance", "manager", "end"),
}
