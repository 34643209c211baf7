"""Queries that are written once: asked again, they only take new values.

Django writes the SQL of a query each time it is asked, which costs more than the answer where the
query is large and the answer small. The hottest pages ask theirs through `Written`.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

M = TypeVar("M", bound=Model)
Shape = tuple[tuple[str, Any], ...]
Place = tuple[str, int]
# Each length of a list is a statement of its own, so a list is filled up to one of these with its
# last value, which changes no answer; a longer one is written every time.
LENGTHS: Final = (1, 2, 4, 8, 16, 32)
_days: Final = count(1)
_KEPT: Final = ("select", "klass_info", "annotation_col_map", "col_count", "has_extra_select")


class Written(Generic[M]):
    """`ask` answers a queryset for values named by keyword; call this with the same keywords.

    A value is a UUID, an instant, a day or a list of them (asked with `in`) and stands in the query
    as it is given. A member of an enumeration, a yes or no, or None chooses between queries: each
    choice is written by itself. Everything else in `ask` is the same at every call: no present
    moment, no reader, nothing somebody typed. Its words and numbers stand in the SQL itself, so
    that PostgreSQL, which plans a statement once for all values, knows how rare a state is.
    """

    def __init__(self, ask: Callable[..., "QuerySet[M, Any]"]) -> None:
        self.ask = ask
        # Of the whole process: every thread of a web server asks what one of them wrote.
        self.known: dict[Shape, _Statement] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows for these values, prefetched as `ask` says."""
        lengths = {len(value) for value in values.values() if isinstance(value, list)}
        if 0 in lengths or max(lengths, default=0) > LENGTHS[-1]:
            return list(self.ask(**values))
        filled = {name: _filled(value) for name, value in values.items()}
        shape = tuple((name, _shape(value)) for name, value in filled.items())
        statement = self.known.get(shape)
        if statement is None:
            statement = self.known[shape] = _statement(self.ask, filled)
        return statement.rows(filled)


def _filled(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    length = next(each for each in LENGTHS if each >= len(value))
    return value + value[-1:] * (length - len(value))


def _shape(value: Any) -> Any:
    """What of a value decides how the query is written."""
    if isinstance(value, list):
        return len(value)
    return value if _chooses(value) else type(value)


def _chooses(value: Any) -> bool:
    return value is None or isinstance(value, Enum | bool)


@dataclass(frozen=True)
class _Statement:
    """SQL with the place of each value; it is asked over the connection of whoever asks."""

    rows_of: "QuerySet[Any, Any]"
    compiler: "_Again"
    params: tuple[Any, ...]
    places: Mapping[int, Place]

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        compiler, params = copy(self.compiler), list(self.params)
        for at, (name, number) in self.places.items():
            params[at] = values[name] if number < 0 else values[name][number]
        compiler.values = tuple(params)
        asked = self.rows_of.all()
        query = copy(self.rows_of.query)
        query.again = compiler  # type: ignore[attr-defined]
        asked.query = query
        return list(asked)


class _Asked(Query):
    """A query that is not written anew."""

    again: "_Again"

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> "_Again":
        return self.again


class _Again(SQLCompiler):
    """What Django found out while it wrote the query, with other values."""

    written: str
    values: tuple[Any, ...]
    readers: dict[int, Any]

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        return self.written, self.values

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        return self.readers


def _statement(ask: Callable[..., "QuerySet[Any, Any]"], values: Mapping[str, Any]) -> _Statement:
    samples = {n: value if _chooses(value) else _sample(value) for n, value in values.items()}
    rows_of = ask(**samples)
    first = rows_of.query.get_compiler(connection=connection)
    sql, params = first.as_sql()
    again = _Again(rows_of.query, connection, connection.alias)
    for name in _KEPT:
        setattr(again, name, getattr(first, name))
    again.written, left = _with_constants(sql, params)
    again.readers = first.get_converters([each[0] for each in first.select[: first.col_count]])
    rows_of.query = rows_of.query.chain(klass=_Asked)
    return _Statement(rows_of, again, left, _places(samples, left))


def _with_constants(sql: str, params: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """The SQL with what is always the same written out, and the values left to be sent."""
    waiting, left = iter(params), []

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        param = next(waiting)
        if isinstance(param, str | int):
            return _literal(param)
        left.append(param)
        return "%s"

    return re.sub("%%|%s", written, sql), tuple(left)


def _literal(constant: str | int) -> str:
    """As PostgreSQL reads it; a percent sign is doubled, because the driver reads it first."""
    plain = constant.value if isinstance(constant, Enum) else constant
    return Literal(plain).as_string().replace("%", "%%")


def _sample(value: Any) -> Any:
    """Something of the same type that stands nowhere else in the query."""
    if isinstance(value, list):
        return [_sample(each) for each in value]
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, datetime):
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=uuid4().int >> 80)
    if isinstance(value, date):
        return date.fromordinal(next(_days))
    raise TypeError(f"{value!r} cannot stand in a query that is written once")


def _places(samples: Mapping[str, Any], params: Sequence[Any]) -> dict[int, Place]:
    """Where in `params` each sample stands: its name, and its number in a list or -1."""
    known: dict[Any, Place] = {}
    for name, sample in samples.items():
        if _chooses(sample):
            continue
        if isinstance(sample, list):
            known |= {each: (name, number) for number, each in enumerate(sample)}
        else:
            known[sample] = (name, -1)
    hashed = [(at, param) for at, param in enumerate(params) if isinstance(param, Hashable)]
    found = {at: known[param] for at, param in hashed if param in known}
    if missing := known.keys() - {params[at] for at in found}:
        names = sorted({known[each][0] for each in missing})
        raise TypeError(f"{', '.join(names)} cannot be found in the written query")
    return found
