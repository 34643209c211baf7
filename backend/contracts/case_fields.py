"""Reading a case of JSON: each value by its name, and a fault by the path of its field."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from backend.contracts.working_time import Stretch
from backend.lib.errors import Invalid

Kind = TypeVar("Kind", bound=StrEnum)


class Part:
    """An object of a case and its path in it; Invalid(path, code) names what cannot be read."""

    def __init__(self, raw: object, path: str = "") -> None:
        self.path = path
        if not isinstance(raw, Mapping):
            raise Invalid(path or "case", "not-an-object", given=_short(raw))
        self.raw: Mapping[str, Any] = raw

    def named(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, code: str) -> Invalid:
        return Invalid(self.named(name), code, given=_short(self.raw.get(name)))

    def has(self, name: str) -> bool:
        return self.raw.get(name) is not None

    def part(self, name: str) -> "Part":
        if not self.has(name):
            raise self.wrong(name, "missing")
        return Part(self.raw[name], self.named(name))

    def parts(self, name: str) -> Iterator[tuple[str, "Part"]]:
        """The objects of an object, by their names."""
        for key, raw in self.part(name).raw.items():
            yield key, Part(raw, self.named(f"{name}.{key}"))

    def listed(self, name: str) -> Iterator["Part"]:
        """The objects of a list."""
        for place, raw in enumerate(self._list(name)):
            yield Part(raw, self.named(f"{name}[{place}]"))

    def text(self, name: str) -> str:
        value = self.raw.get(name)
        if value is None:
            raise self.wrong(name, "missing")
        if not isinstance(value, str):
            raise self.wrong(name, "not-text")
        return value

    def texts(self, name: str, usual: tuple[str, ...] = ()) -> frozenset[str]:
        found = self._list(name) if self.has(name) else list(usual)
        if not all(isinstance(each, str) for each in found):
            raise self.wrong(name, "not-text")
        return frozenset(found)

    def whole(self, name: str) -> int:
        value = self.raw.get(name)
        if value is None:
            raise self.wrong(name, "missing")
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise self.wrong(name, "not-whole")
        return int(value)

    def wholes(self, name: str) -> tuple[int, ...]:
        values = self._list(name) if self.has(name) else []
        return tuple(Part({name: value}, self.path).whole(name) for value in values)

    def one_of(self, name: str, kinds: type[Kind], usual: Kind | None = None) -> Kind:
        if usual is not None and not self.has(name):
            return usual
        try:
            return kinds(self.text(name))
        except ValueError as error:
            raise self.wrong(name, "unknown") from error

    def instant(self, name: str) -> datetime:
        return _instant(self.text(name), self.named(name))

    def stretches(self, name: str) -> list[Stretch]:
        """A list of [from, to]; without an end a stretch is still going on."""
        found = self._list(name) if self.has(name) else []
        return [_stretch(raw, self.named(f"{name}[{place}]")) for place, raw in enumerate(found)]

    def _list(self, name: str) -> list[Any]:
        value = self.raw.get(name)
        if value is None:
            raise self.wrong(name, "missing")
        if not isinstance(value, list):
            raise self.wrong(name, "not-a-list")
        return value


@contextmanager
def at_path(path: str) -> Iterator[None]:
    """A rule's own Invalid gets the path of the object it was about."""
    try:
        yield
    except Invalid as error:
        raise Invalid(f"{path}.{error.field}", error.code, **error.context) from error


def _stretch(raw: object, path: str) -> Stretch:
    if not isinstance(raw, list) or len(raw) != 2 or raw[0] is None:
        raise Invalid(path, "not-a-stretch", given=_short(raw))
    begun, ended = raw
    return Stretch(_instant(begun, path), _instant(ended, path) if ended else None)


def _instant(written: object, path: str) -> datetime:
    try:
        read: Callable[[Any], datetime] = datetime.fromisoformat
        found = read(written)
    except (TypeError, ValueError) as error:
        raise Invalid(path, "not-an-instant", given=_short(written)) from error
    if found.tzinfo is None:
        raise Invalid(path, "not-an-instant", given=_short(written))
    return found


def _short(value: object) -> str:
    return str(value)[:80]
