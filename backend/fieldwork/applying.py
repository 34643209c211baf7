"""From a raw command to the use-case it stands for. Phones and the review inbox call the same."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from backend.accounts.models import Device, User
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.visits import lock_visit
from backend.dispatch.worlds import refresh_worlds_beside
from backend.fieldwork.actions.own_records import keep_planned, open_own_record
from backend.fieldwork.at_hand import AtHand
from backend.fieldwork.bodies import Body
from backend.fieldwork.command_table import BEFORE_WORK, COMMANDS, CommandType, versions_of
from backend.fieldwork.envelope import Envelope, Raw, read_envelope
from backend.fieldwork.happening import Happening, PhoneClock, clock_times
from backend.fieldwork.models import Command
from backend.fieldwork.reach import GONE, drop_unpublished_change, visit_for
from backend.fieldwork.results import Status, Verdict
from backend.lib.errors import Invalid, NotFound, Refused

# Told to a record of one's own, these are looked at again: the work has come to its end.
ENDS_WORK = ("visit.complete", "visit.cannot_complete")


@dataclass(frozen=True)
class Teller:
    """Whose word it is, from which phone, by which clock, and when we first had it; `at_hand` is
    what it shares with the other commands of its push."""

    user: User
    device: Device
    clock: PhoneClock
    received_at: datetime
    at_hand: AtHand | None = None


def apply_command(raw: Raw, teller: Teller) -> tuple[Verdict, dict[str, int]]:
    """Apply one command inside the caller's savepoint; the visit's new version beside it.

    Raises Invalid or pydantic's ValidationError for what cannot be read, NotFound for a visit
    not this engineer's, Refused where a rule says no. An unknown type is parked.
    """
    envelope = read_envelope(raw)
    kind = COMMANDS.get(envelope.type)
    if kind is None:
        return Verdict(Status.PARKED, "unknown-command", {"type": envelope.type}), {}
    body = kind.body.model_validate(envelope.body)
    happening, quality = _happening(envelope, teller)
    at_hand = teller.at_hand
    with at_hand.applying(is_fact=kind.is_fact) if at_hand else nullcontext():
        reviews, versions = _carry_out(kind, envelope, body, happening, at_hand)
    if quality == Command.Quality.IMPLAUSIBLE:
        reviews.append("clock-implausible")
    return _verdict(reviews, quality), versions


def _happening(envelope: Envelope, teller: Teller) -> tuple[Happening, str]:
    times = clock_times(envelope.captured_at, teller.clock, teller.received_at)
    happening = Happening(
        by=teller.user,
        at=times.happened_at,
        engineer=_engineer(teller.user),
        device=teller.device,
        point=envelope.point,
        offset=times.offset,
    )
    return happening, times.quality


def _engineer(user: User) -> Engineer:
    engineer: Engineer | None = getattr(user, "engineer", None)
    if engineer is None:
        raise NotFound("visit")
    return engineer


def _carry_out(
    kind: CommandType,
    envelope: Envelope,
    body: Body,
    happening: Happening,
    at_hand: AtHand | None,
) -> tuple[list[str], dict[str, int]]:
    """The codes a dispatcher should look at, the most telling first; the visit's new version."""
    visit_id = envelope.visit_id
    if visit_id is None:
        raise Invalid("visit_id", "blank")
    if not kind.needs_visit:
        review = kind.apply(visit_id, body, happening)
        return [review] if review else [], versions_of(visit_id)
    if happening.engineer is None:
        raise NotFound("visit")
    find = at_hand.visit_for if at_hand and kind.is_fact else visit_for
    find_mine = partial(find, happening.engineer, visit_id)
    visit, reviews = _visit_of(visit_id, envelope.type, happening, find_mine)
    review = kind.apply(visit, body, happening)
    if visit.instead_of_id and envelope.type in ENDS_WORK:
        keep_planned(visit, happening)
        refresh_worlds_beside(visit)
    versions = {str(visit.id): visit.version}
    return [*reviews, review] if review else reviews, versions


def _visit_of(
    visit_id: UUID, told: str, happening: Happening, find_mine: Callable[[], Visit]
) -> tuple[Visit, list[str]]:
    """The visit a command `told` speaks of, and what the office changed behind the engineer's
    back. Work at a visit that was taken away is kept on a record of the engineer's own."""
    try:
        visit = find_mine()
        taken_away = visit.state in GONE
    except Refused:
        visit, taken_away = lock_visit(visit_id), True
    if taken_away:
        if told in BEFORE_WORK:
            raise Refused("job-reassigned", number=visit.number)
        return open_own_record(visit, happening), ["told-after-withdrawal"]
    if visit.instead_of_id:
        return visit, ["told-after-withdrawal"] if told in ENDS_WORK else []
    if told.startswith("visit.") and happening.engineer:
        return visit, drop_unpublished_change(visit, happening.engineer)
    return visit, []


def _verdict(reviews: list[str], quality: str) -> Verdict:
    warnings = ("clock-unverified",) if quality == Command.Quality.UNVERIFIED else ()
    if not reviews:
        return Verdict(Status.APPLIED, warnings=warnings)
    others = tuple(reviews[1:])
    return Verdict(Status.APPLIED_WITH_REVIEW, reviews[0], warnings=(*others, *warnings))
