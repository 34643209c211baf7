"""The evidence of a visit as a chain: each link names its content by SHA-256 and the link before.

Whoever changes, adds or takes away a link breaks every link after it; the heads of a day go into
one root, so that a whole chain cannot be written anew either without the day's root saying so.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import rfc8785

from backend.lib.clock import rfc3339

# What the first link of a visit holds in place of a link before it.
BEGINNING: Final = "0" * 64


@dataclass(frozen=True)
class Link:
    """One piece of evidence: `content` and `before` are SHA-256 in hex, `place` counts from 1."""

    visit: str
    place: int
    kind: str
    subject: str
    content: str
    before: str
    recorded_at: datetime

    @property
    def sha256(self) -> str:
        """The link's own name, which the next one holds."""
        said = {
            "visit": self.visit,
            "place": str(self.place),
            "kind": self.kind,
            "subject": self.subject,
            "content": self.content,
            "before": self.before,
            "recorded_at": rfc3339(self.recorded_at),
        }
        return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def breaks(links: Iterable[tuple[Link, str]]) -> Iterator[tuple[int, str]]:
    """Where a visit's links, each with its stored name and in order, do not hold: (place, code).

    Codes: link-missing (a place is left out), link-altered (its name is not what it says),
    link-before (it does not follow from the one before).
    """
    before, place = BEGINNING, 0
    for link, stored in links:
        if link.place != place + 1:
            yield place + 1, "link-missing"
        elif link.before != before:
            yield link.place, "link-before"
        if link.sha256 != stored:
            yield link.place, "link-altered"
        before, place = stored, link.place


def root_of(day: date, heads: Mapping[str, str], before: str) -> str:
    """The name of a day: SHA-256 over the last link of each visit that got one, and the root
    before it."""
    said: dict[str, str | dict[str, str]] = {"day": day.isoformat(), "before": before}
    said["heads"] = {**heads}
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()
