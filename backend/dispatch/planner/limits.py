"""How long a search may be asked to go on, checked before anything is started. Loads no solver."""

from backend.dispatch.planner import checks
from backend.lib.errors import Invalid

LONGEST_S = 3600
MOST_THREADS = 64


def check_limits(seconds: float | None, iterations: int | None, seed: int, threads: int) -> None:
    """Raises `Invalid` naming what is out of range, or `seconds` where there is no limit at all."""
    if seconds is None and iterations is None:
        raise Invalid("seconds", "no-limit")
    if seconds is not None:
        checks.number("seconds", seconds, most=LONGEST_S)
    if iterations is not None:
        checks.whole("iterations", iterations, least=1)
    checks.whole("seed", seed)
    checks.whole("threads", threads, least=1, most=MOST_THREADS)
