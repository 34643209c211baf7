"""Step 3: engineers and their shifts, plans, and the visits that come of them."""

from backend.dispatch.models.parts import PlanPart
from backend.dispatch.models.people import (
    Absence,
    Clearance,
    Engineer,
    EngineerSkill,
    EngineerWish,
    Shift,
    ShiftBreak,
    World,
)
from backend.dispatch.models.proposals import Plan, PlanChange
from backend.dispatch.models.roads import RoadsFrom, TrafficHour, VehicleKind
from backend.dispatch.models.visits import DayBoard, TstzRange, Visit, VisitEngineer, VisitWork

__all__ = [
    "Absence",
    "Clearance",
    "DayBoard",
    "Engineer",
    "EngineerSkill",
    "EngineerWish",
    "Plan",
    "PlanChange",
    "PlanPart",
    "RoadsFrom",
    "Shift",
    "ShiftBreak",
    "TrafficHour",
    "TstzRange",
    "VehicleKind",
    "Visit",
    "VisitEngineer",
    "VisitWork",
    "World",
]
