"""The launcher and a bucket: there or made, and what a drill finds in it."""

import hashlib
from collections.abc import Iterator

import pytest
from steps import settings
from steps.console import StopError
from steps.stored_files import problem_of

from tests.files.s3_server import BUCKET, KEYS, S3Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.kill()


def given(server: S3Server, bucket: str = BUCKET) -> dict[str, str]:
    return {
        "FILES_S3_BUCKET": bucket,
        "FILES_S3_ENDPOINT": server.url,
        "FILES_S3_REGION": "us-east-1",
        "FILES_S3_ACCESS_KEY": KEYS["aws_access_key_id"],
        "FILES_S3_SECRET_KEY": KEYS["aws_secret_access_key"],
    }


def test_a_bucket_is_made_once_and_a_missing_one_is_named(server: S3Server) -> None:
    with pytest.raises(StopError, match=r"^FILES_S3_BUCKET=brand-new: "):
        settings.ask_bucket("check", given(server, "brand-new"))
    settings.ask_bucket("make", given(server, "brand-new"))
    settings.ask_bucket("make", given(server, "brand-new"))
    settings.ask_bucket("check", given(server, "brand-new"))


def test_a_drill_hashes_what_is_in_the_bucket(server: S3Server) -> None:
    paper = b"%PDF-1.7 an act"
    server.client.put_object(Bucket=BUCKET, Key="originals/aa/act.pdf", Body=paper)
    right = hashlib.sha256(paper).hexdigest()
    told = {"path": "originals/aa/act.pdf", "sha256": right}
    assert problem_of(told, None, given(server)) == ""
    assert problem_of({**told, "sha256": "0" * 64}, None, given(server)) == "damaged"
    assert problem_of({**told, "path": "originals/aa/gone.pdf"}, None, given(server)) == "missing"
