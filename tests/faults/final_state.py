"""Everything a house's database holds, without what two honest runs may differ in.

Ids the house made, moments at which it did something, and the numbers of papers are told by what
they are; ids made on phones, times captured there and everything else stay as they are.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

UUIDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
MOMENTS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00|\+00)?")
NUMBERS = re.compile(r"\b(ACT|INV|REQ|SR|VIS|WO)-(\d{4}-)?\d{4,6}\b")
ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
HASHES = re.compile(r"\b(?:[0-9a-f]{2}/)?[0-9a-f]{64}\b")
# What serves the running, and says nothing of the work.
LEFT_OUT = {
    "accounts_paircode",
    "callout_cache",
    "django_session",
    "dispatch_world",
    "fieldwork_attempt",
    "journal_heartbeat",
    "spatial_ref_sys",
}
# Counted by the database, in the chain of evidence too, or by how often something was tried;
# `version` counts the telling. A certificate (`pem`) is another one each time it is made.
COLUMNS = {
    "xid",
    "entry_id",
    "command_id",
    "key",
    "attempts",
    "expires_at",
    "lease_until",
    "place",
    "pem",
    "version",
    "problem",
}


@dataclass(frozen=True)
class Reading:
    """What two runs have in common: ids known before, and when the telling began."""

    known: frozenset[str]
    since: datetime

    def rows(self, state: Path) -> dict[str, Counter[str]]:
        """Table -> its rows, each as often as it is there."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for table, row in _raw_rows(state):
            kept = {
                column: value
                for column, value in row.items()
                if column not in COLUMNS and not (column == "id" and isinstance(value, int))
            }
            if row.get("mime") == "application/pdf":
                # A paper says when it was made, and is as long as what it says.
                del kept["size"]
            found[table][self.plain(json.dumps(kept, sort_keys=True))] += 1
        return found

    def plain(self, words: str) -> str:
        """The words without what the house made of itself."""
        words = UUIDS.sub(lambda found: self._id(found[0]), words)
        words = MOMENTS.sub(lambda found: self._moment(found[0]), words)
        words = HASHES.sub(lambda found: found[0] if found[0] in self.known else "<hash>", words)
        words = ADDRESS.sub("<house>", words)
        return NUMBERS.sub(r"\1-<number>", words)

    def _id(self, found: str) -> str:
        return found if found in self.known else "<id>"

    def _moment(self, found: str) -> str:
        """A moment of the run itself; what was captured before and is promised later stays."""
        at = datetime.fromisoformat(found.replace(" ", "T"))
        at = at if at.tzinfo else at.replace(tzinfo=self.since.tzinfo)
        during = self.since <= at <= self.since + timedelta(minutes=30)
        return "<now>" if during else at.isoformat()


def ids_in(words: str) -> set[str]:
    """Every id and hash that is written there."""
    return set(UUIDS.findall(words)) | set(HASHES.findall(words))


def known_in(state: Path) -> set[str]:
    """Every id and hash that stands anywhere in the database now."""
    return {each for _table, row in _raw_rows(state) for each in ids_in(json.dumps(row))}


def count(state: Path, question: str) -> int:
    """The one number that a question answers."""
    with psycopg.connect(_owner_url(state)) as database:
        found = database.execute(question.encode()).fetchone()
        return int(found[0]) if found else 0


def differences(one: dict[str, Counter[str]], other: dict[str, Counter[str]]) -> list[str]:
    """Rows of one that the other lacks, a line each."""
    said = []
    for table in sorted({*one, *other}):
        said += [f"- {table} {row}" for row in (one[table] - other[table]).elements()]
        said += [f"+ {table} {row}" for row in (other[table] - one[table]).elements()]
    return said


def _raw_rows(state: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table that is about the work."""
    with psycopg.connect(_owner_url(state)) as database:
        names = database.execute("select relname from pg_stat_user_tables").fetchall()
        for (name,) in sorted(names):
            if name in LEFT_OUT:
                continue
            for (row,) in database.execute(f'select to_jsonb(each) from "{name}" each'.encode()):
                yield name, row


def _owner_url(state: Path) -> str:
    url: str = json.loads((state / "run.json").read_text())["environment"]["DATABASE_URL"]
    return url
