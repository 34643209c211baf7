"""What a running solve tells its caller, and how the caller ends it. Loads no solver."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """The best plan so far costs `cost` points; it was found `elapsed_s` into the search."""

    elapsed_s: float
    cost: int


# A search goes from warm (0) to cold (1); one of several that follow each other goes its stretch.
WHOLE_WAY = (0.0, 1.0)

OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]
