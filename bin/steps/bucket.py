"""The bucket of FILES_S3_*: there or not, and made where it is ours to make.

Run by the environment's Python with the settings in its environment: `check` or `make`.
"""

import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

PATIENCE_S = 60


def main(task: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=os.environ.get("FILES_S3_ENDPOINT") or None,
        region_name=os.environ.get("FILES_S3_REGION") or None,
        aws_access_key_id=os.environ.get("FILES_S3_ACCESS_KEY") or None,
        aws_secret_access_key=os.environ.get("FILES_S3_SECRET_KEY") or None,
        config=Config(
            connect_timeout=5, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}
        ),
    )
    name = os.environ["FILES_S3_BUCKET"]
    if task == "make":
        make(client, name)
    client.head_bucket(Bucket=name)


def make(client: "boto3.client", name: str) -> None:
    """Make it where it is missing; a server that is just starting is waited for."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            if name not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
                client.create_bucket(Bucket=name)
            return
        except BotoCoreError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (BotoCoreError, ClientError) as error:
        raise SystemExit(" ".join(str(error).split())) from None
