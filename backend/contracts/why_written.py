"""Sentences of an explanation as JSON, so that a row keeps why it is what it is."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from backend.contracts.why import ClauseRef, Sentence


def written(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Each as {kind, values}; instants, dates and numbers say what they are."""
    return [
        {"kind": each.kind, "values": {name: _written(v) for name, v in each.values.items()}}
        for each in sentences
    ]


def read(rows: Iterable[dict[str, Any]]) -> tuple[Sentence, ...]:
    """What was `written`."""
    return tuple(
        Sentence(row["kind"], {name: _read(v) for name, v in row["values"].items()}) for row in rows
    )


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, ClauseRef):
        return {"clause": value.clause, "names": [list(pair) for pair in value.names]}
    return [_written(each) for each in value] if isinstance(value, tuple) else value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(each) for each in value)
    if not isinstance(value, dict):
        return value
    if "clause" in value:
        return ClauseRef(value["clause"], tuple((name, asked) for name, asked in value["names"]))
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    return date.fromisoformat(value["on"]) if "on" in value else Decimal(value["number"])
