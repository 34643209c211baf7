"""Drawn numbers for compiled loops: each walk has a generator of its own, threads share none."""

import numpy as np
from numpy.typing import NDArray

from backend.dispatch.planner.compiled import compiled


@compiled
def uniform(random: NDArray[np.uint64]) -> float:
    """A number in [0, 1) from the slice's own xorshift, so that threads do not share one."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2_685_821_657_736_338_717)) >> np.uint64(11)) * 2.0**-53


@compiled
def below(random: NDArray[np.uint64], limit: int) -> int:
    return int(uniform(random) * limit)
