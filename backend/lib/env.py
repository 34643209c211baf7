"""The environment of a running program: every setting read once, checked, and frozen.

Each refusal names the environment variable, so that a wrong setting stops the start with one
line that says which one to mend. Every setting stands with a sentence in `.env.example`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from backend.lib.errors import Invalid

DEFAULT_PORT = 8000
DEFAULT_THREADS = 4
MOST_AT_ONCE = 256


@dataclass(frozen=True)
class BucketSettings:
    """Where files are kept when they are not kept in a folder; None leaves it to the server."""

    name: str
    endpoint: str | None
    region: str | None
    access_key: str | None
    secret_key: str | None


@dataclass(frozen=True)
class Environment:
    """What the settings may know of the machine. Empty text means "not there"."""

    database_url: str | None
    database_app_url: str | None
    database_url_for_role: str | None
    redis_url: str | None
    celery_broker_url: str | None
    osrm_url: str
    tsa_url: str
    smtp_url: str
    mail_from: str
    state: Path
    maps: Path
    port: int
    web_threads: int
    public_url: str
    secret_key: str
    bucket: BucketSettings | None
    acts_as_owner: bool
    gdal_library_path: str | None
    geos_library_path: str | None

    @property
    def is_https(self) -> bool:
        """True when the public address is https: then every secure setting is on."""
        return self.public_url.startswith("https://")

    @property
    def hostname(self) -> str:
        """The host name of the public address, without its port."""
        return urlsplit(self.public_url).hostname or ""


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Read and check every setting; raises `Invalid` naming the first one that is wrong.

    A command that needs no database runs with none set: then `database_url_for_role` is None.
    """
    state = _state(environ)
    port = _port(environ)
    owner = _address(environ, "DATABASE_URL", ("postgresql", "postgres"))
    app = _address(environ, "DATABASE_APP_URL", ("postgresql", "postgres"))
    redis = _address(environ, "REDIS_URL", ("redis", "rediss"))
    return Environment(
        database_url=owner,
        database_app_url=app,
        database_url_for_role=owner if _is_on(environ, "CALLOUT_AS_OWNER") else app,
        redis_url=redis,
        celery_broker_url=_address(
            environ, "CELERY_BROKER_URL", ("redis", "rediss", "amqp", "amqps")
        )
        or redis,
        osrm_url=(_address(environ, "OSRM_URL", ("http", "https")) or "").rstrip("/"),
        tsa_url=_address(environ, "CALLOUT_TSA_URL", ("http", "https")) or "",
        smtp_url=_address(environ, "CALLOUT_SMTP_URL", ("smtp", "smtps", "smtp+tls")) or "",
        mail_from=environ.get("CALLOUT_MAIL_FROM", "").strip(),
        state=state,
        maps=Path(environ.get("CALLOUT_MAPS") or state / "maps").absolute(),
        port=port,
        web_threads=count_of(environ, "CALLOUT_WEB_THREADS", DEFAULT_THREADS),
        public_url=_public_url(environ, port),
        secret_key=_secret_key(environ),
        bucket=_bucket(environ),
        acts_as_owner=_is_on(environ, "CALLOUT_AS_OWNER"),
        gdal_library_path=environ.get("GDAL_LIBRARY_PATH") or None,
        geos_library_path=environ.get("GEOS_LIBRARY_PATH") or None,
    )


def database_settings(url: str, setting: str = "DATABASE_URL") -> dict[str, str]:
    """Turn a PostgreSQL address into the keys NAME, USER, PASSWORD, HOST and PORT.

    A unix socket is either `?host=/folder` or a percent-encoded folder in the host's place.
    Raises `Invalid` naming the setting when the address holds no database name.
    """
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise Invalid(setting, "database-name-missing")
    # `hostname` would lower-case a socket's folder, so the host is cut out by hand.
    place = parts.netloc.rpartition("@")[2]
    host = unquote(place.rpartition(":")[0] if _has_port(place) else place)
    try:
        port = str(parts.port or "")
    except ValueError:
        raise Invalid(setting, "port-not-a-number") from None
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked["host"][0] if "host" in asked else host.strip("[]"),
        "PORT": asked["port"][0] if "port" in asked else port,
    }


def database_options(url: str) -> dict[str, str]:
    """What else the address says to libpq, `sslmode` for instance; host and port are not in it."""
    asked = parse_qs(urlsplit(url).query)
    return {name: values[0] for name, values in asked.items() if name not in ("host", "port")}


def _has_port(place: str) -> bool:
    return ":" in place and not place.endswith("]")


def _state(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("CALLOUT_STATE") or "var").absolute()


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("CALLOUT_PORT", "").strip()
    if not text:
        return DEFAULT_PORT
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:6]) <= 65535:
        raise Invalid("CALLOUT_PORT", "not-a-port", value=text)
    return int(text)


def count_of(environ: Mapping[str, str], name: str, default: int) -> int:
    """How many of something to run at once; raises `Invalid` naming the setting."""
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:6]) <= MOST_AT_ONCE:
        raise Invalid(name, "not-a-count", value=text, most=MOST_AT_ONCE)
    return int(text)


def _public_url(environ: Mapping[str, str], port: int) -> str:
    """The address people type, without a path or a slash at its end."""
    url = _address(environ, "CALLOUT_PUBLIC_URL", ("http", "https"))
    if url is None:
        return f"http://127.0.0.1:{port}"
    parts = urlsplit(url)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise Invalid("CALLOUT_PUBLIC_URL", "not-a-bare-address", value=url)
    return f"{parts.scheme}://{parts.netloc}"


def _secret_key(environ: Mapping[str, str]) -> str:
    """At least 32 characters when set; empty is left to the settings to judge."""
    key = environ.get("CALLOUT_SECRET_KEY", "")
    if key and len(key) < 32:
        raise Invalid("CALLOUT_SECRET_KEY", "secret-too-short", at_least=32)
    return key


def _bucket(environ: Mapping[str, str]) -> BucketSettings | None:
    """The bucket and its keys; both keys or neither, for a machine may have a role of its own."""
    told = {
        name: environ.get(f"FILES_S3_{name}", "").strip() or None
        for name in ("BUCKET", "REGION", "ACCESS_KEY", "SECRET_KEY")
    }
    endpoint = _address(environ, "FILES_S3_ENDPOINT", ("http", "https"))
    if told["BUCKET"] is None:
        lost = next((name for name, value in told.items() if value), None)
        if lost or endpoint:
            raise Invalid("FILES_S3_BUCKET", "bucket-missing")
        return None
    for name, other in (("ACCESS_KEY", "SECRET_KEY"), ("SECRET_KEY", "ACCESS_KEY")):
        if told[name] is None and told[other] is not None:
            raise Invalid(f"FILES_S3_{name}", "key-missing")
    return BucketSettings(
        name=told["BUCKET"],
        endpoint=endpoint,
        region=told["REGION"],
        access_key=told["ACCESS_KEY"],
        secret_key=told["SECRET_KEY"],
    )


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name, "0").strip() or "0"
    if value not in ("0", "1"):
        raise Invalid(name, "not-0-or-1", value=value)
    return value == "1"


def _address(environ: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    """An address with one of the schemes and a place; None when the setting is not there."""
    url = environ.get(name, "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise Invalid(name, "not-an-address") from None
    if parts.scheme not in schemes:
        raise Invalid(name, "not-an-address", schemes=", ".join(schemes))
    if not port_is_sound or not (parts.netloc or "host=" in parts.query):
        raise Invalid(name, "not-an-address")
    return url
