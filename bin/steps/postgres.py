"""Finding PostgreSQL with PostGIS, or getting it from the distribution's packages."""

import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import packages
from .console import StopError, step
from .layout import TOOLS

DEBIAN_PROGRAMS = Path("usr/lib/postgresql")
UNPACKED = TOOLS / "postgres"


@dataclass(frozen=True)
class Programs:
    """The folder of initdb and postgres, and what they need in their environment."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find_or_install(data_version: int = 0) -> Programs:
    """PostgreSQL that is here with PostGIS; else by apt as root or with sudo; else unpacked.

    `data_version` is the major version that made the data folder, 0 where there is none yet: no
    other version can read it. Raises StopError where none of the ways is open.
    """
    found = _installed(Path("/"), data_version) or _on_path(data_version) or _unpacked(data_version)
    if found:
        return found
    if data_version:
        raise StopError(
            f"the data was made by PostgreSQL {data_version}, which is not here with PostGIS: "
            f"install postgresql-{data_version}-postgis-3, or restore a backup into another "
            "CALLOUT_STATE"
        )
    if not packages.apt_is_here():
        raise StopError(
            "no PostgreSQL with PostGIS here and no apt to get it: install both, "
            "or set DATABASE_URL"
        )
    if packages.may_install():
        with step("PostgreSQL and PostGIS by apt"):
            packages.update()
            packages.install(_package_name(packages.names("postgresql-")))
        found = _installed(Path("/"))
    else:
        with step("PostgreSQL and PostGIS unpacked into .tools/postgres"):
            packages.unpack(_package_name_privately(), UNPACKED)
            _link_alternatives(UNPACKED)
        found = _unpacked()
    if not found:
        raise StopError("PostgreSQL with PostGIS could not be installed: set DATABASE_URL")
    return found


def _installed(root: Path, wanted: int = 0) -> Programs | None:
    """The newest version under `root`, or the wanted one."""
    versions = sorted((root / DEBIAN_PROGRAMS).glob("*/bin"), key=_version, reverse=True)
    for folder in versions:
        if wanted not in (0, _version(folder)):
            continue
        extensions = root / "usr/share/postgresql" / folder.parent.name / "extension"
        if (folder / "initdb").exists() and (extensions / "postgis.control").exists():
            return Programs(folder)
    return None


def _version(folder: Path) -> int:
    digits = re.match(r"\d+", folder.parent.name)
    return int(digits[0]) if digits else 0


def _on_path(wanted: int = 0) -> Programs | None:
    """A PostgreSQL that no Debian package put here, found by its pg_config."""
    config = shutil.which("pg_config")
    if not config:
        return None
    said = subprocess.run(
        [config, "--bindir", "--sharedir", "--version"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if len(said) != 3 or not (Path(said[1]) / "extension/postgis.control").exists():
        return None
    version = re.search(r"\d+", said[2])
    if wanted and (version is None or int(version[0]) != wanted):
        return None
    folder = Path(said[0])
    return Programs(folder) if (folder / "initdb").exists() else None


def _unpacked(wanted: int = 0) -> Programs | None:
    found = _installed(UNPACKED, wanted)
    if not found:
        return None
    libraries = UNPACKED / "usr/lib" / f"{platform.machine()}-linux-gnu"
    # Debian keeps BLAS and LAPACK behind alternatives, in folders of their own.
    paths = [libraries, libraries / "blas", libraries / "lapack", UNPACKED / "usr/lib"]
    environment = {
        "LD_LIBRARY_PATH": os.pathsep.join(str(path) for path in paths),
        "PROJ_DATA": str(UNPACKED / "usr/share/proj"),
        "PROJ_LIB": str(UNPACKED / "usr/share/proj"),
        "GDAL_DATA": str(UNPACKED / "usr/share/gdal"),
    }
    return Programs(found.folder, environment)


def _link_alternatives(root: Path) -> None:
    """Make the links that the packages' own scripts would have made."""
    for folder in (root / "usr/share/postgresql").glob("*/extension"):
        for control in folder.glob("*-3.control"):
            link = folder / control.name.replace("-3.control", ".control")
            if not link.exists():
                link.unlink(missing_ok=True)
                link.symlink_to(control.name)


def _package_name(names: list[str]) -> str:
    """The PostGIS package of the PostgreSQL that is here, else of the newest there is."""
    offered = {int(match[1]): match[0] for name in names if (match := _POSTGIS.fullmatch(name))}
    if not offered:
        raise StopError(
            "apt offers no postgresql-NN-postgis-3: install PostGIS or set DATABASE_URL"
        )
    here = [_version(folder) for folder in (Path("/") / DEBIAN_PROGRAMS).glob("*/bin")]
    present = [version for version in here if version in offered]
    return offered[max(present or offered)]


_POSTGIS = re.compile(r"postgresql-(\d+)-postgis-3")


def _package_name_privately() -> str:
    packages.update_privately()
    return _package_name(packages.names("postgresql-", privately=True))
