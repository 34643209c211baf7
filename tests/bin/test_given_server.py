"""A database server of the user's own: the second role is made once, and never taken over."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from steps.cluster import Cluster
from steps.console import StopError
from steps.joining import owner_environment
from steps.services import Services, ask_database
from steps.settings import check_given_services
from steps.state import State


def made(folder: Path) -> State:
    state = State(folder)
    state.prepare()
    return state


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A server with PostGIS in one database, whose owner may make roles."""
    folder = tmp_path_factory.mktemp("server")
    for place in (folder, *folder.parents[:2]):
        place.chmod(0o711)
    state = made(folder / "state")
    cluster = Cluster(state, careless=True)
    services = Services(state, careless=True)
    child = cluster.start()
    assert child is not None
    services.children.append(child)
    superuser = cluster.url("postgres", state.secrets()["superuser_password"], "postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("create role firm login createrole password 'firm'")
        connection.execute("create database firm owner firm")
        connection.execute("create database bare owner firm")
    with psycopg.connect(superuser.replace("/postgres?", "/firm?"), autocommit=True) as inside:
        inside.execute("create extension postgis")
        inside.execute("create extension btree_gist")
    yield {
        "owner": cluster.url("firm", "firm", "firm"),
        "bare": cluster.url("firm", "firm", "bare"),
        "superuser": superuser,
    }
    services.end()


def test_the_role_is_made_once_and_its_password_kept(
    server: dict[str, str], tmp_path: Path
) -> None:
    state = made(tmp_path / "mine")
    first = Services(state)._app_url_of_given_server({"DATABASE_URL": server["owner"]})
    with psycopg.connect(first) as app:
        assert app.execute("select current_user").fetchone() == ("callout_app",)
    again = Services(state)._app_url_of_given_server({"DATABASE_URL": server["owner"]})
    assert again == first
    stranger = Services(made(tmp_path / "stranger"))
    with pytest.raises(StopError, match=r"^DATABASE_APP_URL: .*there already"):
        stranger._app_url_of_given_server({"DATABASE_URL": server["owner"]})


@pytest.mark.parametrize(
    ("which", "words"), [("owner", "its role is firm"), ("superuser", "bypass")]
)
def test_the_application_may_not_be_somebody_mightier(
    server: dict[str, str], which: str, words: str
) -> None:
    with pytest.raises(StopError, match=f"^DATABASE_APP_URL: .*{words}"):
        ask_database(
            "check_server",
            blame="DATABASE_APP_URL",
            owner_url=server["owner"],
            app_url=server[which],
        )


def test_a_database_without_postgis_is_named(server: dict[str, str]) -> None:
    with pytest.raises(StopError, match=r"^DATABASE_URL: .*no extension postgis"):
        check_given_services({"DATABASE_URL": server["bare"]})


# The last one: it gives callout_app the password its address says.
def test_an_administrators_address_makes_roles_and_database(
    server: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = server["superuser"].replace("/postgres?", "/callout_made?")
    owner = owner.replace(urlsplit(owner).netloc.partition("@")[0], "callout_owner:of-the-owner", 1)
    app = owner.replace("callout_owner:of-the-owner", "callout_app:of-the-app")
    monkeypatch.setenv("CALLOUT_STATE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", owner)
    monkeypatch.setenv("DATABASE_APP_URL", app)
    monkeypatch.setenv("DATABASE_ADMIN_URL", server["superuser"])
    for _again in range(2):
        assert owner_environment()["DATABASE_URL"] == owner
    for url, role in ((owner, "callout_owner"), (app, "callout_app")):
        with psycopg.connect(url) as opened:
            said = opened.execute(
                "select current_user, current_database(), "
                "(select count(*) from pg_extension where extname in ('postgis', 'btree_gist'))"
            ).fetchone()
        assert said == (role, "callout_made", 2)
