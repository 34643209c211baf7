"""Who may go where: the rules that look at one engineer and one stop, each a plain question.

Whoever searches, verifies or explains asks these; a pair is lawful when every rule says yes.
"""

from collections.abc import Callable

from backend.dispatch.planner.day import PlannerEngineer, Stop

Permit = Callable[[PlannerEngineer, Stop], bool]


def skilled(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Has every skill the stop asks for, at its level, not expired when the shift begins."""
    return not missing_skills(engineer, stop)


def missing_skills(engineer: PlannerEngineer, stop: Stop) -> list[str]:
    """The skills of `stop` that `engineer` lacks, has at too low a level, or had."""
    return sorted(
        skill
        for skill in stop.skills
        if skill not in engineer.skills
        or engineer.levels.get(skill, 1) < stop.levels.get(skill, 1)
        or _expired(engineer, skill)
    )


def cleared(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Is let in: holds every clearance of the object, not expired when the shift begins."""
    held = {each for each in engineer.clearances if not _expired(engineer, each)}
    return stop.clearances <= held


def not_banned(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Is nobody the client does not want to see."""
    return not {engineer.id, engineer.who} & stop.banned


def lock_agrees(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Is the one a person fixed, where one is fixed."""
    return stop.lock_engineer in (None, engineer.id, engineer.who)


def in_territory(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Works in the stop's territory; no territory on either side is everywhere."""
    free = stop.territory is None or not engineer.territories
    return free or stop.territory in engineer.territories


def urgent_enough(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Who is on call goes out only from a set priority upwards."""
    return stop.priority >= engineer.least_priority


PERMITS: dict[str, Permit] = {
    "skill": skilled,
    "clearance": cleared,
    "banned": not_banned,
    "lock-engineer": lock_agrees,
    "territory": in_territory,
    "priority": urgent_enough,
}


def may_go(engineer: PlannerEngineer, stop: Stop) -> bool:
    """Whether every rule says yes."""
    return all(permit(engineer, stop) for permit in PERMITS.values())


def _expired(engineer: PlannerEngineer, right: str) -> bool:
    until = engineer.expires_s.get(right)
    return until is not None and engineer.shift is not None and engineer.shift[0] >= until
