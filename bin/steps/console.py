"""How the launcher speaks: a line a step on standard error, one line when it has to stop."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class StopError(Exception):
    """The launcher cannot go on; the message is one line that says what to do."""


def say(text: str) -> None:
    """Print one progress line."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step that takes a while and say how long it took."""
    began = time.monotonic()
    say(f"  {name} ...")
    yield
    say(f"  {name}: done in {time.monotonic() - began:.1f} s")


def run_command(main: Callable[[list[str]], int]) -> None:
    """Run a bin/ script; a StopError becomes one line and exit status 1."""
    try:
        code = main(sys.argv[1:])
    except StopError as stop:
        say(f"callout: {stop}")
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
