"""A state folder of another version: an earlier one is brought up, a later one is left alone."""

from pathlib import Path

import psycopg
import pytest
from steps import commands, postgres
from steps.console import StopError
from steps.services import Services
from steps.state import State

LATER = "insert into django_migrations (app, name, applied) values ('desk', '9999_later', now())"


@pytest.fixture
def state(tmp_path: Path) -> State:
    # Pytest's own folders are closed to others, and the database's user is another one as root.
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    state = State(tmp_path / "state")
    state.prepare()
    return state


def test_earlier_tables_are_brought_up_and_later_ones_left_alone(state: State) -> None:
    services = Services(state, careless=True)
    complete = services.start({"CALLOUT_STATE": str(state.folder), "OSRM_URL": "http://h"})
    environ = commands.complete(complete)
    try:
        earlier = commands.as_owner(environ)
        commands.manage(["migrate", "files", "0001", "--skip-checks", "-v", "0"], earlier)
        commands.ensure_tables(environ, state.folder)
        with psycopg.connect(complete["DATABASE_URL"], autocommit=True) as owner:
            assert owner.execute("select count(*) from desk_request").fetchone() == (0,)
            owner.execute(LATER)
        # Seen migrations are not asked again; a checkout of another version has another stamp.
        (state.folder / "migrated").write_text("of another version")
        with pytest.raises(StopError, match=r"later version of Callout \(desk\.9999_later\)"):
            commands.ensure_tables(environ, state.folder)
    finally:
        services.end()


def test_data_of_another_postgresql_is_named(state: State) -> None:
    data = state.folder / "cluster" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(StopError, match=r"made by PostgreSQL 9.*postgresql-9-postgis-3"):
        Services(state, careless=True).start({"CALLOUT_STATE": str(state.folder)})
    assert (data / "PG_VERSION").read_text() == "9\n"


def test_the_version_that_made_the_data_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("15", "17"):
        folder = tmp_path / "usr/lib/postgresql" / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        extension = tmp_path / "usr/share/postgresql" / version / "extension"
        extension.mkdir(parents=True)
        (extension / "postgis.control").touch()
    found = [postgres._installed(tmp_path, wanted) for wanted in (0, 15, 16)]
    assert [programs and programs.folder.parent.name for programs in found] == ["17", "15", None]
