"""What the environment may say, and what it is told when it says something wrong."""

from pathlib import Path

import pytest

from backend.lib.env import database_options, database_settings, read_environment
from backend.lib.errors import Invalid

OWNER = "postgresql://callout_owner:a@/callout?host=/run/here"
APP = "postgresql://callout_app:b@/callout?host=/run/here"


def test_it_works_with_nothing_set() -> None:
    environment = read_environment({})
    assert environment.database_url_for_role is None
    assert environment.redis_url is None
    assert environment.osrm_url == ""
    assert environment.public_url == "http://127.0.0.1:8000"
    assert not environment.is_https
    assert environment.state == Path("var").absolute()


def test_the_application_connects_as_itself_and_migrations_as_the_owner() -> None:
    given = {"DATABASE_URL": OWNER, "DATABASE_APP_URL": APP}
    assert read_environment(given).database_url_for_role == APP
    assert read_environment({**given, "CALLOUT_AS_OWNER": "1"}).database_url_for_role == OWNER


def test_the_owner_is_never_taken_for_the_application() -> None:
    assert read_environment({"DATABASE_URL": OWNER}).database_url_for_role is None


def test_the_broker_is_redis_unless_another_is_named() -> None:
    assert read_environment({"REDIS_URL": "redis://h:1/0"}).celery_broker_url == "redis://h:1/0"
    both = {"REDIS_URL": "redis://h:1/0", "CELERY_BROKER_URL": "amqp://rabbit/callout"}
    assert read_environment(both).celery_broker_url == "amqp://rabbit/callout"


def test_a_public_address_of_https_turns_security_on() -> None:
    environment = read_environment({"CALLOUT_PUBLIC_URL": "https://desk.example.com/"})
    assert environment.public_url == "https://desk.example.com"
    assert environment.hostname == "desk.example.com"
    assert environment.is_https


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("CALLOUT_PORT", "eighty", "not-a-port"),
        ("CALLOUT_PORT", "0", "not-a-port"),
        ("CALLOUT_PORT", "65536", "not-a-port"),
        ("CALLOUT_PORT", "٨٠٠٠", "not-a-port"),
        ("CALLOUT_PUBLIC_URL", "desk.example.com", "not-an-address"),
        ("CALLOUT_PUBLIC_URL", "https://desk.example.com/under/a/path", "not-a-bare-address"),
        ("CALLOUT_PUBLIC_URL", "http://h:99999", "not-an-address"),
        ("FILES_S3_ENDPOINT", "s3.example.com", "not-an-address"),
        ("DATABASE_URL", "mysql://h/d", "not-an-address"),
        ("DATABASE_URL", "postgresql://", "not-an-address"),
        ("DATABASE_APP_URL", "nonsense", "not-an-address"),
        ("REDIS_URL", "http://h", "not-an-address"),
        ("CELERY_BROKER_URL", "filesystem://", "not-an-address"),
        ("OSRM_URL", "osrm:5000", "not-an-address"),
        ("CALLOUT_SECRET_KEY", "short", "secret-too-short"),
        ("CALLOUT_AS_OWNER", "yes", "not-0-or-1"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read_environment({name: value})
    assert (wrong.value.field, wrong.value.code) == (name, code)


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://u:p%40ss@db.example.com:5433/callout", "db.example.com", "5433"),
        ("postgresql://u:p%40ss@/callout?host=/var/Run/pg", "/var/Run/pg", ""),
        ("postgresql://u:p%40ss@%2Fvar%2FRun%2Fpg/callout", "/var/Run/pg", ""),
        ("postgresql://u:p%40ss@%2Fvar%2FRun%2Fpg:5433/callout", "/var/Run/pg", "5433"),
        ("postgres://u:p%40ss@[::1]:5433/callout", "::1", "5433"),
        ("postgresql://u:p%40ss@[::1]/callout", "::1", ""),
        ("postgresql://u:p%40ss@/callout?host=/run/pg&port=5499", "/run/pg", "5499"),
    ],
)
def test_a_database_address_is_taken_apart(url: str, host: str, port: str) -> None:
    assert database_settings(url) == {
        "NAME": "callout",
        "USER": "u",
        "PASSWORD": "p@ss",
        "HOST": host,
        "PORT": port,
    }


def test_what_else_an_address_says_is_kept_for_libpq() -> None:
    url = "postgresql://u@h/callout?host=/run/pg&sslmode=verify-full&connect_timeout=5"
    assert database_options(url) == {"sslmode": "verify-full", "connect_timeout": "5"}


def test_a_database_address_without_a_name_is_refused() -> None:
    with pytest.raises(Invalid) as wrong:
        database_settings("postgresql://u@h", "DATABASE_APP_URL")
    assert wrong.value.field == "DATABASE_APP_URL"


def test_files_stay_in_the_folder_unless_a_bucket_is_named() -> None:
    assert read_environment({}).bucket is None
    given = {"FILES_S3_BUCKET": "b", "FILES_S3_ENDPOINT": "https://s3.example.com"}
    keys = {"FILES_S3_ACCESS_KEY": "a", "FILES_S3_SECRET_KEY": "s"}
    bucket = read_environment({**given, **keys}).bucket
    assert bucket is not None
    assert (bucket.name, bucket.endpoint, bucket.region) == ("b", "https://s3.example.com", None)
    assert (bucket.access_key, bucket.secret_key) == ("a", "s")


@pytest.mark.parametrize(
    ("given", "lost"),
    [
        ({"FILES_S3_REGION": "eu"}, "FILES_S3_BUCKET"),
        ({"FILES_S3_BUCKET": "b", "FILES_S3_ACCESS_KEY": "a"}, "FILES_S3_SECRET_KEY"),
        ({"FILES_S3_BUCKET": "b", "FILES_S3_SECRET_KEY": "s"}, "FILES_S3_ACCESS_KEY"),
    ],
)
def test_half_a_bucket_is_refused(given: dict[str, str], lost: str) -> None:
    with pytest.raises(Invalid) as told:
        read_environment(given)
    assert told.value.field == lost
