"""The files a backup is to hold: copied out of a folder, or only listed where they are a bucket's.

Run by the environment's Python, which knows S3.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Named:
    """A file by its path; `sha256` is empty where only the stored bytes can tell."""

    path: str
    sha256: str = ""


def copy_new(wanted: Iterable[Named], source: Path, store: Path) -> Iterator[dict[str, Any]]:
    """Bring each file into the store once and tell of it: path, size, sha256, problem."""
    for named in wanted:
        kept = store / named.path
        if not kept.exists():
            try:
                _copy_whole(source / named.path, kept)
            except FileNotFoundError:
                yield {"path": named.path, "sha256": named.sha256, "problem": "missing"}
                continue
        yield _told(named, kept)


def _copy_whole(source: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(kept.name + ".draft")
    shutil.copyfile(source, draft)
    draft.replace(kept)


def _told(named: Named, kept: Path) -> dict[str, Any]:
    with kept.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    told = {"path": named.path, "size": kept.stat().st_size, "sha256": found}
    damaged = bool(named.sha256) and named.sha256 != found
    return {**told, "problem": "damaged"} if damaged else told


def problem_of(told: Mapping[str, Any], store: Path | None, bucket: Mapping[str, str]) -> str:
    """What is wrong with one listed file now: "", "missing" or "damaged"."""
    found = _hash_in_store(store / told["path"]) if store else _hash_in_bucket(told["path"], bucket)
    if found is None:
        return "missing"
    return "damaged" if told["sha256"] and found != told["sha256"] else ""


def _hash_in_store(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _hash_in_bucket(path: str, bucket: Mapping[str, str]) -> str | None:
    import boto3
    from botocore.exceptions import ClientError

    client = boto3.client(
        "s3",
        endpoint_url=bucket.get("FILES_S3_ENDPOINT"),
        region_name=bucket.get("FILES_S3_REGION"),
        aws_access_key_id=bucket.get("FILES_S3_ACCESS_KEY"),
        aws_secret_access_key=bucket.get("FILES_S3_SECRET_KEY"),
    )
    digest = hashlib.sha256()
    try:
        body = client.get_object(Bucket=bucket["FILES_S3_BUCKET"], Key=path)["Body"]
    except ClientError as fault:
        if fault.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return None
        raise
    for chunk in body.iter_chunks():
        digest.update(chunk)
    return digest.hexdigest()
