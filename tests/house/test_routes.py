"""Every route x role x own or foreign, as the one table says; then row-level security alone."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from backend.journal.models import Entry
from tests.house.asking import PRINCIPALS, ask, says_nothing_foreign
from tests.house.routes import PUBLIC, ROUTES, Row
from tests.house.world import World, forgotten

REFUSED = frozenset({401, 404, 409, 422})


def patterns(resolver: URLResolver, area: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            inside = f"{area}{found.namespace}:" if found.namespace else area
            yield from patterns(found, inside)
        else:
            yield f"{area}{found.name or 'nameless'}", found


def test_every_route_has_a_row() -> None:
    rows = {row.name for row in ROUTES}
    routes = {name for name, _pattern in patterns(get_resolver())}
    assert routes - rows == set(), "routes without a row in tests/house/routes.py"
    assert rows - routes == set(), "rows without a route"


def test_every_operation_of_the_wire_has_a_row() -> None:
    from mobile_api.api import api

    operations = {
        (operation.view_func.__name__, method)
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for method in operation.methods
    }
    rows = {(row.name.removeprefix("mobile:"), row.method) for row in ROUTES if row.is_wire}
    assert operations
    assert operations - rows == set()


def test_strangers_reach_the_listed_routes_alone() -> None:
    public = {
        row.name
        for row in ROUTES
        if "anonymous" in row.roles or row.else_.get("anonymous") in (200, 204)
    }
    assert public == set(PUBLIC)


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.title)
def test_row(row: Row, world: World) -> None:
    """Each principal, for own things and foreign ones, is answered what the table says."""
    wrong = []
    for principal in PRINCIPALS:
        for side in row.sides:
            with forgotten():
                before = _journal()
                answer = ask(row, principal, side, world)
                wanted = row.expected(principal, side)
                if answer.status_code != wanted:
                    said = answer.content[:300] if not answer.streaming else b"(a stream)"
                    wrong.append((principal, side, wanted, answer.status_code, said))
                if wanted in REFUSED and _journal() != before:
                    wrong.append((principal, side, "refused, yet something was written"))
                if principal in ("contact", "phone"):
                    wrong += says_nothing_foreign(answer, principal, world)
    assert not wrong


def _journal() -> int:
    return Entry.objects.count()
