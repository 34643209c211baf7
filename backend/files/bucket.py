"""Files in a bucket that speaks S3: private objects, quick to say that it does not answer.

This file is loaded only where a bucket is set: its libraries are slow to load.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from backend.lib.errors import Away

_CONNECT_S, _READ_S, _TRIES = 3, 15, 2
_KEPT_IN_MEMORY = 4 * 1024 * 1024
_log = logging.getLogger(__name__)


@contextmanager
def _telling_away() -> Iterator[None]:
    """Raise Away for whatever the server or the way to it says but "there is no such object"."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as fault:
        _log.warning("The file store does not answer: %s", fault)
        raise Away("files-away") from fault


class Bucket(S3Storage):  # type: ignore[misc]
    """One bucket. A name is the hash of its bytes, so writing it again changes nothing."""

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "file_overwrite": True,
            "default_acl": None,
            "querystring_expire": 300,
            "max_memory_size": _KEPT_IN_MEMORY,
            "transfer_config": TransferConfig(use_threads=False),
            "client_config": Config(
                connect_timeout=_CONNECT_S,
                read_timeout=_READ_S,
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                # Servers other than Amazon's answer at addresses without the bucket's name, and
                # not all of them know the newer checksums.
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def exists(self, name: str) -> bool:
        with _telling_away():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _telling_away():
            super().delete(name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _telling_away():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """All bytes are fetched now: better a clear no than an answer that ends halfway."""
        with _telling_away():
            file: File[bytes] = super()._open(name, mode)
            file.read(0)
            return file
