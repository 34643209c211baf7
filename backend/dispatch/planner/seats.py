"""A stop for several engineers at once, as one stop a seat: seat 0 is the lead's."""

from dataclasses import replace

from backend.dispatch.planner.day import Stop

MARK = "\n"


def seats_of(stop: Stop) -> tuple[Stop, ...]:
    """The stop as everybody of its crew sees it.

    The lead answers for the promise, the parts and the price of leaving it; a helper needs the
    skills of the seat, the clearances, and to be somebody the client lets in.
    """
    helpers = tuple(
        Stop(
            id=f"{stop.id}{MARK}{seat}",
            place=stop.place,
            duration_s=stop.duration_s,
            drop_price=stop.drop_price,
            skills=skills,
            windows=stop.windows,
            access_s=stop.access_s,
            lock_start_s=stop.lock_start_s,
            banned=stop.banned,
            clearances=stop.clearances,
            territory=stop.territory,
            priority=stop.priority,
            not_before_s=stop.not_before_s,
        )
        for seat, skills in enumerate(stop.helpers, start=1)
    )
    return (replace(stop, helpers=()), *helpers)


def seat_of(stop: Stop, seat: int) -> Stop:
    """One seat of the stop's crew; a seat too many is the last one's."""
    return stop if seat == 0 or not stop.helpers else seats_of(stop)[min(seat, len(stop.helpers))]


def stop_and_seat(name: str) -> tuple[str, int]:
    """The stop's own id and the number of the seat, from a seat's id."""
    stop, mark, seat = name.partition(MARK)
    return stop, int(seat) if mark else 0
