"""What each role may do: one table, asked by every face and tested against every route."""

from enum import StrEnum

from backend.accounts.models import Role, User
from backend.lib.errors import NotFound


class May(StrEnum):
    """A thing one may be allowed to do; faces name one for every route."""

    USE_PORTAL = "use_portal"
    USE_PHONE = "use_phone"
    READ_OFFICE = "read_office"
    ANSWER_REQUESTS = "answer_requests"
    TRIAGE = "triage"
    PLAN = "plan"
    PAIR_DEVICES = "pair_devices"
    REVIEW_COMMANDS = "review_commands"
    KEEP_CREW = "keep_crew"
    BILL = "bill"
    KEEP_CONTRACTS = "keep_contracts"
    KEEP_CATALOG = "keep_catalog"
    KEEP_USERS = "keep_users"


_OPERATOR = {May.READ_OFFICE, May.ANSWER_REQUESTS, May.TRIAGE}

ALLOWED: dict[str, frozenset[May]] = {
    Role.CONTACT: frozenset({May.USE_PORTAL}),
    Role.OPERATOR: frozenset(_OPERATOR),
    Role.DISPATCHER: frozenset(
        {*_OPERATOR, May.PLAN, May.PAIR_DEVICES, May.REVIEW_COMMANDS, May.KEEP_CREW}
    ),
    Role.ENGINEER: frozenset({May.USE_PHONE}),
    Role.BILLER: frozenset({May.READ_OFFICE, May.BILL}),
    Role.ADMINISTRATOR: frozenset(
        {
            May.READ_OFFICE,
            May.KEEP_CONTRACTS,
            May.KEEP_CATALOG,
            May.KEEP_USERS,
            May.KEEP_CREW,
            May.PAIR_DEVICES,
        }
    ),
    Role.SYSTEM: frozenset(May),
}


def may(user: User, wish: May) -> bool:
    """Whether the user's role allows it and the user is still active."""
    return user.is_active and wish in ALLOWED[user.role]


def require(user: User, wish: May) -> None:
    """Raise NotFound where the role does not allow it: what is not yours is not there."""
    if not may(user, wish):
        raise NotFound("page")
