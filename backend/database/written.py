"""Queries that are written once: asked again, they only take new values.

Django writes the SQL of a query each time it is asked, which costs more than the answer where the
query is large and the answer small. The hottest pages ask theirs through `Written`.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable, ValuesIterable, get_related_populators
from psycopg.sql import Literal

M = TypeVar("M", bound=Model)
Shape = tuple[tuple[str, Any], ...]
Place = tuple[str, int]
# Each length of a list is a statement of its own, so a list is filled up to one of these with its
# last value, which changes no answer; a longer one is written every time.
LENGTHS: Final = (1, 2, 4, 8, 16, 32)
_days: Final = count(1)


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
    """SQL with the place of each value, and what its rows are made into; it is asked over the
    connection of whoever asks."""

    sql: str
    params: tuple[Any, ...]
    places: Mapping[int, Place]
    make: "Make"
    prefetched: tuple[Any, ...]

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        params = list(self.params)
        for at, (name, number) in self.places.items():
            params[at] = values[name] if number < 0 else values[name][number]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found = [self.make(row) for row in cursor.fetchall()]
        if found and self.prefetched:
            prefetch_related_objects(found, *self.prefetched)
        return found


Row = Sequence[Any]
Make = Callable[[Row], Any]


def _statement(ask: Callable[..., "QuerySet[Any, Any]"], values: Mapping[str, Any]) -> _Statement:
    samples = {n: value if _chooses(value) else _sample(value) for n, value in values.items()}
    rows_of: Any = ask(**samples)
    compiler = rows_of.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    written, left = _with_constants(sql, params)
    prefetched = tuple(rows_of._prefetch_related_lookups)
    return _Statement(written, left, _places(samples, left), _make(rows_of, compiler), prefetched)


def _make(rows_of: Any, compiler: Any) -> Make:
    """What turns a row into what the queryset answers, as Django found out while it wrote it."""
    selected = [each[0] for each in compiler.select[: compiler.col_count]]
    readers = list(compiler.get_converters(selected).items())
    make = _model(compiler) if rows_of._iterable_class is ModelIterable else _values(rows_of)

    def read(row: Row) -> Any:
        cells = list(row)
        for at, (converters, expression) in readers:
            for converter in converters:
                cells[at] = converter(cells[at], expression, connection)
        return make(cells)

    return read if readers else make


def _model(compiler: Any) -> Make:
    """A row of the model, with related ones and annotations."""
    model, its = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    begin, end = its[0], its[-1] + 1
    names = [each[0].target.attname for each in compiler.select[begin:end]]
    # Described as a later Django has it, with one argument more.
    related = get_related_populators(  # type: ignore[call-arg]
        compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS
    )
    annotated = tuple((compiler.annotation_col_map or {}).items())

    def make(row: Row) -> Any:
        made = model.from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
        for each in related:
            each.populate(row, made)
        for name, at in annotated:
            setattr(made, name, row[at])
        return made

    return make


def _values(rows_of: Any) -> Make:
    """What `values()` of the queryset answers."""
    if rows_of._iterable_class is not ValuesIterable:
        raise TypeError("a query that is written once answers rows of a model, or values()")
    query = rows_of.query
    names = list(query.selected or [*query.values_select, *query.annotation_select])
    return lambda row: dict(zip(names, row, strict=True))


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
