"""The state folder: its lock, the secrets made once, and what runs on it now."""

import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from .console import StopError

SECRET_NAMES = (
    "superuser_password",
    "owner_password",
    "app_password",
    "broker_password",
    "secret_key",
)


class State:
    """One state folder. Its secrets are readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None

    def prepare(self) -> None:
        """Make the folder where it is missing."""
        try:
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                self.let_others_pass()
        except OSError as error:
            raise StopError(
                f"CALLOUT_STATE={self.folder} cannot be made: {error.strerror}"
            ) from None
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise StopError(f"CALLOUT_STATE={self.folder} cannot be written by this user")

    def let_others_pass(self) -> None:
        """The database's user must pass through the folder; nobody else may list it."""
        self.folder.chmod(0o711)

    def try_lock(self) -> bool:
        """Hold the folder for the life of this program; False when another program holds it."""
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        return True

    def is_locked(self) -> bool:
        """True when a running program holds this folder."""
        try:
            with (self.folder / "lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def secrets(self) -> dict[str, str]:
        """Passwords and the signing key; made on the first call and kept with mode 600."""
        path = self.folder / "secrets.json"
        kept = json.loads(path.read_text()) if path.exists() else {}
        missing = [name for name in SECRET_NAMES if name not in kept]
        if missing:
            kept.update({name: secrets.token_urlsafe(48) for name in missing})
            write_private(path, kept)
        return kept

    def record(self, environment: Mapping[str, str]) -> None:
        """Write down what runs here, for bin/manage."""
        write_private(self.folder / "run.json", {"pid": os.getpid(), "environment": environment})

    def forget_record(self) -> None:
        """Nothing runs here any more."""
        (self.folder / "run.json").unlink(missing_ok=True)

    def recorded(self) -> dict[str, str]:
        """The environment of what was last started here; empty when nothing was."""
        try:
            record = json.loads((self.folder / "run.json").read_text())
        except (FileNotFoundError, PermissionError, ValueError):
            return {}
        return dict(record["environment"])


def write_private(path: Path, content: object) -> None:
    """Write JSON that only its owner can read, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
    draft.replace(path)
