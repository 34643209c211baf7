"""Ruin and recreate, compiled: strings of neighbouring stops leave, and return where they are
cheapest; a worse draft may be accepted, less and less.

After slack induction by string removals (Christiaens and Vanden Berghe, 2020), with the exact
cost of a day, stops that may stay out at their price, and rules about who may go. A walk moves
only the duties and stops of its slice, so that several may go on in one draft at once.
"""

import math

from backend.dispatch.planner.chance import uniform
from backend.dispatch.planner.compiled import compiled_entry
from backend.dispatch.planner.draft import Draft
from backend.dispatch.planner.recreate import recreate
from backend.dispatch.planner.ruin import ruin
from backend.dispatch.planner.slice import Slice, begin, change, keep_best, slice_cost, undo
from backend.dispatch.planner.tables import Ints, Tables


@compiled_entry
def walk(
    t: Tables, p: Draft, s: Slice, halt: Ints, best: int, rounds: int, warm: float, cold: float
) -> int:
    """So many rounds, cooling from `warm` to `cold` points; the least cost met, at most `best`.

    Comes back early when `halt[0]` is set, by whichever thread.
    """
    if len(s.stops) == 0 or len(s.duties) == 0:
        return best
    now = slice_cost(t, p, s)
    for done in range(rounds):
        if halt[0]:
            break
        warmth = warm * (cold / warm) ** (done / rounds)
        begin(t, s)
        ruin(t, p, s)
        recreate(t, p, s)
        cost = now + change(t, p, s)
        if cost < now - warmth * math.log(1.0 - uniform(s.random)):
            now = cost
            if now < best:
                best = now
                keep_best(p, s)
        else:
            undo(t, p, s)
    return best
