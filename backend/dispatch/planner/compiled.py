"""The one door to Numba: loops that run as machine code, and let other threads run meanwhile."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

# `_nrt`: a loop makes no arrays, all room is given to it, so none need be counted; counting them
# all the same makes a walk through 200 stops forty times slower, and no public option says so.
ENTRY: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False, "no_cfunc_wrapper": True}
INNER = ENTRY | {"no_cpython_wrapper": True}
Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """`loop` compiled at its first call and kept beside the source for the next process.

    Only other loops may call it: without a door to Python it compiles in half the time.
    """
    return cast(Loop, numba.njit(**INNER)(loop))


def compiled_in_place(loop: Loop) -> Loop:
    """The same, written out wherever it is called; for what is called most.

    A call hands over every array of the tables by itself, which costs more than a short loop.
    """
    return cast(Loop, numba.njit(forceinline=True, **INNER)(loop))


def compiled_entry(loop: Loop) -> Loop:
    """The same for a loop that Python calls."""
    return cast(Loop, numba.njit(**ENTRY)(loop))
