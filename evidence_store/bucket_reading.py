"""Reading an object of a bucket by ranges, and a bucket's refusals in the store's words."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .interface import StoreFull, UploadMissing

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

ABSENT = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}
NO_ROOM = {"507", "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"}


class Ranges(io.RawIOBase):
    """An object read by ranges, so that a page of a long film costs a page."""

    def __init__(self, client: "S3Client", bucket: str, key: str) -> None:
        self._client, self._bucket, self._key = client, bucket, key
        self._size = client.head_object(Bucket=bucket, Key=key)["ContentLength"]
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        if self._position >= self._size or not len(buffer):
            return 0
        last = min(self._position + len(buffer), self._size) - 1
        answer = self._client.get_object(
            Bucket=self._bucket, Key=self._key, Range=f"bytes={self._position}-{last}"
        )
        body = answer["Body"].read()
        buffer[: len(body)] = body
        self._position += len(body)
        return len(body)


def size_of(parts: list[Any]) -> int:
    """Of parts as the server lists them, in bytes."""
    return sum(int(part["Size"]) for part in parts)


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def refusals(upload: str) -> Iterator[None]:
    """The server's refusals in the store's words."""
    try:
        yield
    except ClientError as error:
        if code_of(error) in ABSENT:
            raise UploadMissing(upload) from None
        if code_of(error) in NO_ROOM:
            raise StoreFull(str(error)) from error
        raise
