"""The second wall alone: with every filter of ours off, PostgreSQL still shows no foreign row."""

import inspect
import sys
from collections.abc import Iterator
from functools import wraps
from types import FunctionType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from backend.accounts.models import User
from backend.clients.models import Client
from backend.database.principal import SYSTEM_ID, acting_as
from tests.house.asking import ask, says_nothing_foreign
from tests.house.routes import ROUTES, Row
from tests.house.world import World, forgotten

# Rows of a client that a wall would not help, each with the reason.
WITHOUT_WALL: dict[str, str] = {}
# What two clients may both see, each with the reason.
SHARED = {
    "catalog_legalentity": "our own companies stand on everybody's papers",
    "catalog_legalentitydetails": "our own companies stand on everybody's papers",
    "contracts_pricelist": "standing prices, and one list for several contracts",
    "contracts_pricelistversion": "standing prices, and one list for several contracts",
    "contracts_priceitem": "standing prices, and one list for several contracts",
}
READER = ("user", "reader")


def scoped_queries() -> dict[FunctionType, FunctionType]:
    """Every query that takes its reader, with the same query asked by the house itself."""
    house = User.objects.get(pk=SYSTEM_ID)

    def unfiltered(query: FunctionType) -> FunctionType:
        @wraps(query)
        def asked_by_the_house(_reader: User, *args: Any, **kwargs: Any) -> Any:
            return query(house, *args, **kwargs)

        return asked_by_the_house  # type: ignore[return-value]

    found = {}
    for name, module in list(sys.modules.items()):
        if not (name.startswith("backend.") and name.endswith(".queries")):
            continue
        for query in vars(module).values():
            if isinstance(query, FunctionType) and query.__module__ == name and _is_scoped(query):
                found[query] = unfiltered(query)
    return found


def _is_scoped(query: FunctionType) -> bool:
    """Who the contact is stays: it is who reads, not what may be read."""
    return next(iter(inspect.signature(query).parameters), "") in READER and (
        query.__name__ != "contact_of"
    )


@pytest.fixture
def filters_off(world: World) -> Iterator[int]:
    """Every module that holds a scoped query holds the unfiltered one; how many there are."""
    instead = scoped_queries()
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if not name.startswith(("backend.", "mobile_api.")):
                continue
            for attribute, value in list(vars(module).items()):
                if isinstance(value, FunctionType) and value in instead:
                    patch.setattr(module, attribute, instead[value])
        yield len(instead)


@pytest.fixture
def doors_open(filters_off: int) -> Iterator[None]:
    """Every door is open to everybody who signed in."""
    import backend.accounts.roles as roles
    from backend.web.shared import doors

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(doors, "require", lambda user, wish: None)
        patch.setattr(roles, "require", lambda user, wish: None)
        yield


def test_filters_are_really_off(world: World, filters_off: int) -> None:
    """Without filters and as the house, a contact's query would show both clients."""
    from backend.clients import queries

    assert filters_off > 20
    assert queries.clients_visible_to(world.own.contact).count() == 2


CONTACTS = [row for row in ROUTES if "contact" in row.roles and not row.is_wire]


@pytest.mark.parametrize("row", CONTACTS, ids=lambda row: row.title)
def test_row_with_filters_off(row: Row, world: World, filters_off: int) -> None:
    wrong = []
    for side in row.sides:
        with forgotten():
            answer = ask(row, "contact", side, world)
            if answer.status_code != row.expected("contact", side):
                wrong.append((side, row.expected("contact", side), answer.status_code))
            wrong += says_nothing_foreign(answer, "contact", world)
    assert not wrong


STAFF_READS = [
    row for row in ROUTES if row.method == "GET" and "contact" not in row.roles and not row.is_wire
]


@pytest.mark.parametrize("row", STAFF_READS, ids=lambda row: row.title)
def test_page_of_the_office_with_doors_open(row: Row, world: World, doors_open: None) -> None:
    """Even if a door and every filter were forgotten, no foreign row leaves the house."""
    wrong = []
    for side in row.sides:
        with forgotten():
            wrong += says_nothing_foreign(ask(row, "contact", side, world), "contact", world)
    assert not wrong


def all_models() -> list[type[models.Model]]:
    """Models of ours, the tables between two of them included."""
    ours = ("backend.", "mobile_api")
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name.startswith(ours)
    ]


def path_to_client(model: type[models.Model]) -> str | None:
    """The shortest way from a row to its client as a lookup, by columns that are never empty
    where there is such a way; None where there is none."""
    if model is Client:
        return "pk"
    return _shortest(model, may_be_empty=False) or _shortest(model, may_be_empty=True)


def _shortest(model: type[models.Model], *, may_be_empty: bool) -> str | None:
    seen, ways = {model}, [(model, "")]
    while ways:
        here, way = ways.pop(0)
        for field in here._meta.concrete_fields:
            if field.null and not may_be_empty:
                continue
            target = field.related_model
            if field.name == "client_id" or target is Client:
                return f"{way}{field.name.removesuffix('_id')}_id"
            if field.is_relation and target and target not in seen:
                seen.add(target)
                ways.append((target, f"{way}{field.name}__"))
    return None


def walled_tables() -> set[str]:
    """Tables whose rows PostgreSQL chooses by who acts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.tablename from pg_policies p join pg_class c on c.relname = p.tablename"
            " where c.relrowsecurity"
        )
        return {table for (table,) in cursor.fetchall()}


def test_every_table_of_a_client_has_a_wall(world: World) -> None:
    belonging = {m._meta.db_table for m in all_models() if path_to_client(m)}
    assert len(belonging) > 30
    assert belonging - walled_tables() == set(WITHOUT_WALL)


def test_the_application_is_held_by_the_walls(world: World) -> None:
    """A table's owner passes its walls, so the application may own none."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where tableowner = current_user")
        assert cursor.fetchone() == (0,)


# Tables the world puts no row of the other client into: no page fills them yet, or no story does.
EMPTY = {
    "billing_creditnote",
    "billing_exportbatch",
    "billing_invoice",
    "billing_invoice_acts",
    "clients_equipmentplacement",
    "clients_serviceobject_groups",
    "contracts_coveragerule_excluded_objects",
    "contracts_recurringfee",
    "contracts_service_excluded_objects",
    "contracts_service_object_groups",
    "dispatch_plan",
    "dispatch_planchange",
    "dispatch_planpart",
    "fieldwork_clientcall",
    "fieldwork_defect",
    "fieldwork_paidwork",
    "fieldwork_partrequest",
    "fieldwork_recoveredpart",
}


def test_the_sweep_has_something_to_find(world: World) -> None:
    """A wall around an empty table proves nothing."""
    empty = {
        model._meta.db_table
        for model in all_models()
        if (way := path_to_client(model)) and not ids_of(model, **{way: world.foreign.client.pk})
    }
    assert sorted(empty - EMPTY) == []


def ids_of(model: type[models.Model], **found_by: Any) -> set[Any]:
    return set(model._default_manager.filter(**found_by).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "model", [m for m in all_models() if path_to_client(m)], ids=lambda m: m._meta.db_table
)
def test_no_foreign_row_by_sql(model: type[models.Model], world: World) -> None:
    """What belongs to the other client by its own columns is not there for a contact."""
    foreign = ids_of(model, **{str(path_to_client(model)): world.foreign.client.pk})
    with acting_as(world.own.contact.pk):
        assert foreign & ids_of(model) == set()


def test_two_clients_share_the_listed_tables_alone(world: World) -> None:
    both = set()
    for model in all_models():
        if model._meta.db_table not in walled_tables():
            continue
        with acting_as(world.own.contact.pk):
            mine = ids_of(model)
        with acting_as(world.foreign.contact.pk):
            theirs = ids_of(model)
        if mine & theirs:
            both.add(model._meta.db_table)
    assert both <= set(SHARED)


def test_nobody_sees_no_row_behind_a_wall(world: World) -> None:
    shown = set()
    with acting_as(None):
        for model in all_models():
            if model._meta.db_table in walled_tables() and ids_of(model):
                shown.add(model._meta.db_table)
    assert shown <= set(SHARED)
