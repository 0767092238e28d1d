"""The connection to an S3-compatible server."""

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from .interface import StoreMissing
from .s3 import S3Store

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 60, 4


def open_bucket(
    name: str, prefix: str = "", *, url: str, endpoint: str | None = None, region: str = "us-east-1"
) -> S3Store:
    """The store in a bucket; keys come from where boto3 looks for them. Raises StoreMissing when there is no
    such bucket, or none that these keys may see, or nobody answers.
    """
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        config=Config(
            signature_version="s3v4",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            s3={"addressing_style": "path" if endpoint else "auto"},
            # servers older than 2025 do not know the checksums that boto3 sends of its own accord
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    try:
        client.head_bucket(Bucket=name)
    except (BotoCoreError, ClientError) as error:
        raise StoreMissing(f"s3://{name}: {error}") from None
    return S3Store(client, name, prefix, url=url)
