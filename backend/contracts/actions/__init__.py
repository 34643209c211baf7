"""Writes of contracts, calendars and prices, for the administrator and the biller."""

from backend.contracts.actions.activation import (
    activate_contract,
    end_contract,
    resume_contract,
    suspend_contract,
)
from backend.contracts.actions.calendars import (
    add_holidays,
    countries_known,
    public_holidays,
    remove_exception,
    remove_exceptions,
    save_calendar,
    set_exception,
    worked_holidays,
)
from backend.contracts.actions.clause_checks import NewPolicy
from backend.contracts.actions.clauses import (
    add_coverage_rule,
    add_fee,
    add_penalty_rule,
    add_policy,
    add_quota,
    add_service,
    remove_clause,
    set_priority,
)
from backend.contracts.actions.drafts import (
    NewContract,
    begin_version,
    change_draft,
    draft_contract,
    set_manager,
)
from backend.contracts.actions.examples import remove_example, save_example
from backend.contracts.actions.maintenance import (
    NewMaintenance,
    cancel_maintenance,
    plan_maintenance,
)
from backend.contracts.actions.prices import (
    add_prices,
    price_rows,
    remove_price_item,
    replace_prices,
    save_price_item,
    save_price_list,
    save_standing_terms,
)
from backend.contracts.actions.renewal import Renewal, expire_contracts, renew_contract
from backend.contracts.actions.warranties import NewWarranty, give_warranty, void_warranty

__all__ = [
    "NewContract",
    "NewMaintenance",
    "NewPolicy",
    "NewWarranty",
    "Renewal",
    "activate_contract",
    "add_coverage_rule",
    "add_fee",
    "add_holidays",
    "add_penalty_rule",
    "add_policy",
    "add_prices",
    "add_quota",
    "add_service",
    "begin_version",
    "cancel_maintenance",
    "change_draft",
    "countries_known",
    "draft_contract",
    "end_contract",
    "expire_contracts",
    "give_warranty",
    "plan_maintenance",
    "price_rows",
    "public_holidays",
    "remove_clause",
    "remove_example",
    "remove_exception",
    "remove_exceptions",
    "remove_price_item",
    "renew_contract",
    "replace_prices",
    "resume_contract",
    "save_calendar",
    "save_example",
    "save_price_item",
    "save_price_list",
    "save_standing_terms",
    "set_exception",
    "set_manager",
    "set_priority",
    "suspend_contract",
    "void_warranty",
    "worked_holidays",
]
