"""Every day the search has met, and the plan that CP-SAT makes of them.

Walks are good at single days and forget them; choosing one day for each duty so that every stop
is done at most once is what CP-SAT is good at. It can only do better than the plan it is given.
"""

from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from backend.dispatch.planner.draft import empty_draft, price_days
from backend.dispatch.planner.tables import Ints, Tables

Orders = list[list[int]]
# OR-Tools' own measure of work, the same on every machine.
EFFORT = 2.0
# The cheapest days of every duty are enough.
DAYS_A_DUTY = 400


class Pool:
    """Days by duty: the stops in their order, and what the day costs."""

    def __init__(self, t: Tables) -> None:
        self.t = t
        self.draft = empty_draft(t)
        self.days: list[dict[tuple[int, ...], int]] = [{} for _ in t.start]

    def add(self, orders: Ints, lengths: Ints, duties: Ints) -> None:
        """Remembers these days of these duties."""
        costs = np.zeros(len(duties), dtype=np.int64)
        price_days(self.t, self.draft, orders, lengths, duties, costs)
        for duty, cost in zip(duties.tolist(), costs.tolist(), strict=True):
            order = tuple(orders[duty, : lengths[duty]].tolist())
            self.days[duty][order] = cost

    def best_plan(self, known: Orders, seed: int) -> Orders:
        """The cheapest plan made of days of the pool; `known` must be made of them too."""
        model = cp_model.CpModel()
        left_out = [model.new_bool_var("") for _ in self.t.place]
        doing: list[list[cp_model.IntVar]] = [[each] for each in left_out]
        price = [int(each) for each in self.t.drop]
        columns: list[tuple[int, tuple[int, ...], cp_model.IntVar]] = []
        for duty, days in enumerate(self.days):
            chosen = []
            for order in self._worth_asking(duty, tuple(known[duty])):
                taken = model.new_bool_var("")
                model.add_hint(taken, order == tuple(known[duty]))
                for stop in order:
                    doing[stop].append(taken)
                chosen.append(taken)
                price.append(days[order])
                columns.append((duty, order, taken))
            model.add_at_most_one(chosen)
        for each in doing:
            model.add_exactly_one(each)
        self._keep_stock(model, columns)
        variables = left_out + [taken for _, _, taken in columns]
        model.minimize(cp_model.LinearExpr.weighted_sum(variables, price))
        return self._chosen(model, columns, known, seed)

    def _keep_stock(
        self,
        model: cp_model.CpModel,
        columns: Sequence[tuple[int, tuple[int, ...], cp_model.IntVar]],
    ) -> None:
        """No van gives out more of a part than it holds, in all shifts of its engineer."""
        t = self.t
        wanted: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = {}
        for duty, order, taken in columns:
            for stop in order:
                for row in range(t.part_from[stop], t.part_from[stop + 1]):
                    key = (int(t.van[duty]), int(t.part[row]))
                    wanted.setdefault(key, []).append((taken, int(t.quantity[row])))
        for (van, part), terms in wanted.items():
            used = cp_model.LinearExpr.weighted_sum(*map(list, zip(*terms, strict=True)))
            model.add(used <= int(t.stock[van, part]))

    def _worth_asking(self, duty: int, known: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The days that leave their stops the most to save, `known` in any case."""
        saved = {o: c - sum(int(self.t.drop[s]) for s in o) for o, c in self.days[duty].items()}
        best = sorted(saved, key=lambda order: (saved[order], order))[:DAYS_A_DUTY]
        return [order for order in dict.fromkeys([known, *best]) if order in saved and order]

    def _chosen(
        self,
        model: cp_model.CpModel,
        columns: Sequence[tuple[int, tuple[int, ...], cp_model.IntVar]],
        known: Orders,
        seed: int,
    ) -> Orders:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed % (1 << 31)
        solver.parameters.max_deterministic_time = EFFORT
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return known
        orders: Orders = [[] for _ in self.days]
        for duty, order, taken in columns:
            if solver.boolean_value(taken):
                orders[duty] = list(order)
        return orders
