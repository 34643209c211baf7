"""A server that speaks S3, in a process of its own: moto's, on a free port of this machine."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import boto3

BUCKET = "callout-test"
KEYS = {"aws_access_key_id": "callout", "aws_secret_access_key": "not-a-secret"}


class S3Server:
    """Started empty with one bucket; what it holds is lost when it ends."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "s3.log"
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            program = Path(sys.executable).with_name("moto_server")
            argv = [str(program), "-H", "127.0.0.1", "-p", str(self.port)]
            self.process = subprocess.Popen(argv, stdout=log, stderr=subprocess.STDOUT)
        until = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)
        self.client.create_bucket(Bucket=BUCKET)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def client(self):  # type: ignore[no-untyped-def]
        return boto3.client("s3", endpoint_url=self.url, region_name="us-east-1", **KEYS)

    def names(self) -> list[str]:
        """The names of all objects in the bucket."""
        listed = self.client.list_objects_v2(Bucket=BUCKET)
        return sorted(each["Key"] for each in listed.get("Contents", ()))

    def storages(self) -> dict[str, dict[str, object]]:
        """STORAGES as the settings make them from FILES_S3_*."""
        from django.conf import settings

        options = {
            "bucket_name": BUCKET,
            "endpoint_url": self.url,
            "region_name": "us-east-1",
            "access_key": KEYS["aws_access_key_id"],
            "secret_key": KEYS["aws_secret_access_key"],
        }
        bucket = {"BACKEND": "backend.files.bucket.Bucket", "OPTIONS": options}
        return {**settings.STORAGES, "default": bucket}

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/moto-api/", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True
