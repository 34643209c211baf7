"""The one door to Numba: loops that run as machine code, and let other threads run meanwhile."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """`loop` compiled at its first call and kept beside the source for the next process.

    A compiled loop makes no arrays: all room is given to it. So nothing in it counts
    references (`_nrt`), which would cost forty times what the loops themselves do.
    """
    return cast(Loop, numba.njit(**OPTIONS)(loop))
