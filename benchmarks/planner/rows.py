"""The rows of the tables: which days, for how long, against which goal."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.planner.days import day_of, fresh_day
from benchmarks.planner.engines import Answer, begun, finished
from benchmarks.planner.judge import judged, second_opinion

PEERS = ("vroom", "pyvrp", "ortools")
SOLVER_SEEDS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Row:
    """Days of one size: CPU seconds for every engine, seeds of our solver and of the days."""

    visits: int
    engineers: int
    cpu_s: float
    goal: str
    seeds: Sequence[int] = SOLVER_SEEDS[:1]
    days: Sequence[int] = (1,)
    peers: Sequence[str] = PEERS


KNOWN = (
    Row(50, 6, 6, "128,000"),
    Row(200, 20, 20, "190,000", SOLVER_SEEDS),
    Row(500, 50, 20, "380,000"),
    Row(1000, 100, 20, "1,030,000", peers=()),
    Row(1000, 100, 60, "840,000"),
)
FRESH = (
    Row(50, 6, 6, "best peer", days=(11, 12, 13)),
    Row(200, 20, 20, "VROOM - 13 %", days=(11, 12, 13)),
    Row(500, 50, 60, "VROOM - 35 %", days=(11, 12)),
    Row(1000, 100, 60, "VROOM - 38 %", days=(11,)),
)
QUICK = (
    Row(50, 6, 6, "128,000"),
    Row(200, 20, 20, "190,000", SOLVER_SEEDS),
    Row(500, 50, 20, "380,000"),
    Row(1000, 100, 20, "1,030,000", peers=()),
    Row(1000, 100, 60, "840,000", peers=("vroom",)),
    Row(50, 6, 6, "best peer", days=(11, 12)),
    Row(200, 20, 20, "VROOM - 13 %", days=(11, 12)),
    Row(500, 50, 60, "VROOM - 35 %", days=(11, 12)),
    Row(1000, 100, 60, "VROOM - 38 %", days=(11, 12)),
)


def field_key(row: Row) -> tuple[str, str]:
    """The first two cells of the row, which no other row has."""
    days = f"{row.visits}x{row.engineers}, seed {', '.join(map(str, row.days))}"
    return days, f"{row.cpu_s:.0f}"


def field_row(folder: Path, row: Row, made: Path) -> str:
    """The median of our seeds on each day, in the middle over the days; likewise every peer."""
    ours, unlawful, mb = list[float](), 0, 0
    peers: dict[str, list[int]] = {name: [] for name in row.peers}
    for seed in row.days:
        day = _day(folder, row, seed, made)
        answers = [finished(begun("callout", day, row.cpu_s, each)) for each in row.seeds]
        costs = [_cost(folder, day, each) for each in answers]
        ours.append(statistics.median(cost for cost, _ in costs))
        unlawful += sum(broken for _, broken in costs)
        mb = max(mb, *(each.mb for each in answers))
        # Most peers keep one core busy each, so they work side by side.
        for name, process in [(n, begun(n, day, row.cpu_s, 1)) for n in row.peers]:
            peers[name].append(_cost(folder, day, finished(process))[0])
    said = [f"{statistics.median(costs):,.0f}" if costs else "" for costs in map(peers.get, PEERS)]
    days, cpu_s = field_key(row)
    return (
        f"| {days} | {cpu_s} | {row.goal} | {statistics.median(ours):,.0f} | "
        f"{' | '.join(said)} | {_ratio(ours, peers)} | {unlawful} | {mb} |"
    )


def vrptw_row(path: Path, best: float, cpu_s: int) -> str:
    """Distances beside the best known, and the gaps in percent; VROOM says when it was done."""
    problem, gaps, said = day_of(path), list[str](), list[str]()
    for name in ("callout", "vroom"):
        answer = finished(begun(name, path, cpu_s, 1))
        length = judged(problem, answer.orders).cost / 10
        gaps.append(f"{100 * (length / best - 1):.2f} %")
        said.append(f"{length:,.1f}" if name == "callout" else f"{length:,.1f} ({answer.cpu_s} s)")
    return (
        f"| {path.stem} | {cpu_s} | {best:,.1f} | {said[0]} | {gaps[0]} | {said[1]} | {gaps[1]} |"
    )


def _day(folder: Path, row: Row, seed: int, made: Path) -> Path:
    kept = folder / "instances" / f"fsm_{row.visits}x{row.engineers}_s{seed}.json"
    return kept if kept.exists() else fresh_day(folder, row.visits, row.engineers, seed, made)


def _cost(folder: Path, day: Path, answer: Answer) -> tuple[int, int]:
    """Points and unlawful days by our judge, which must agree with the one of the folder."""
    verdict = judged(day_of(day), answer.orders, mend=False)
    if verdict.broken:
        return judged(day_of(day), answer.orders).cost, verdict.broken
    other = second_opinion(folder, day, answer.orders)
    if other not in (None, verdict.cost):
        raise SystemExit(f"{day.stem}: our judge says {verdict.cost}, the folder's {other}")
    return verdict.cost, 0


def _ratio(ours: Sequence[float], peers: dict[str, list[int]]) -> str:
    """Day by day beside the best peer of that day: the middle, and the worst."""
    if not any(peers.values()):
        return ""
    each = [mine / min(costs) for mine, *costs in zip(ours, *peers.values(), strict=True)]
    worst = f" (worst {max(each):.2f})" if len(each) > 1 else ""
    return f"{statistics.median(each):.2f}{worst}"
