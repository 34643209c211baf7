"""The private cluster: where it lies, who may enter, and that it ends."""

import os
from pathlib import Path

import psycopg
import pytest
from steps import cluster as module
from steps.children import end_all
from steps.cluster import LONGEST_SOCKET_PATH, SOCKET_NAME, Cluster
from steps.services import Services
from steps.state import State


@pytest.fixture
def state(tmp_path: Path) -> State:
    # Pytest's own folders are closed to others, and the database's user is another one as root.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    state = State(tmp_path / "a state, 100% odd")
    state.prepare()
    return state


@pytest.fixture
def services(state: State) -> Services:
    return Services(state, careless=True)


def test_both_roles_stand_where_the_rules_want_them(services: Services) -> None:
    urls = services._private_database()
    try:
        with psycopg.connect(urls["DATABASE_URL"]) as owner:
            owner.execute("create table kept (place geography, during tstzrange)")
            owner.execute("create index on kept using gist (during)")
            owned = "select pg_get_userbyid(datdba) from pg_database where datname = 'callout'"
            assert owner.execute(owned).fetchone() == ("callout_owner",)
        with psycopg.connect(urls["DATABASE_APP_URL"]) as app:
            rights = "select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = %s"
            assert app.execute(rights, ["callout_app"]).fetchone() == (False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("select * from kept")
    finally:
        services.end()


def test_a_database_made_later_has_the_extensions(services: Services) -> None:
    urls = services._private_database()
    try:
        with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as owner:
            owner.execute("create database later")
        with psycopg.connect(urls["DATABASE_URL"].replace("/callout?", "/later?")) as later:
            names = later.execute("select extname from pg_extension").fetchall()
        assert {("postgis",), ("btree_gist",)} <= set(names)
    finally:
        services.end()


def test_a_wrong_password_is_refused_even_over_the_socket(services: Services) -> None:
    urls = services._private_database()
    try:
        socket = urls["DATABASE_URL"].partition("host=")[2]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(f"postgresql://callout_owner:wrong@/callout?host={socket}")
    finally:
        services.end()


def test_what_was_left_behind_is_ended_before_a_start(state: State) -> None:
    left = Cluster(state, careless=True, tied=False).start()
    assert left is not None
    cluster = Cluster(state, careless=True)
    child = cluster.start()
    assert child is not None
    assert left.process.wait(10) == 0
    end_all([child], within_s=20)
    assert not cluster.is_running()


def test_a_long_path_moves_the_socket_only(state: State, tmp_path: Path) -> None:
    deep = State(tmp_path / ("d" * 90))
    deep.prepare()
    cluster = Cluster(deep)
    assert cluster.data.is_relative_to(deep.folder)
    assert not cluster.socket.is_relative_to(deep.folder)
    assert len(os.fsencode(cluster.socket / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    assert Cluster(deep).socket == cluster.socket


def test_a_folder_the_database_cannot_enter_moves_the_cluster(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_database_user", lambda: "nobody")
    monkeypatch.setattr(module, "_can_enter", lambda user, folder: False)
    folder = Cluster(state).folder
    assert not folder.is_relative_to(state.folder)
    # Once moved it stays there, whatever becomes of the rights.
    monkeypatch.setattr(module, "_can_enter", lambda user, folder: True)
    assert Cluster(state).folder == folder
