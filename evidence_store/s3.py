"""Evidence in a bucket of any S3-compatible server: ab/cd/abcd…, written once, never changed.

One upload is written by one process at a time: a bucket knows no lock, so that is the caller's to see to.
An object's name is known only when all of it was read, so content is staged as a multipart upload under
`incoming/` and then copied to its place by the server. A multipart upload is complete or not there at all,
and so is a copy: a reader meets the whole content or none of it.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import uuid4

from botocore.exceptions import ClientError

from .bucket_names import Names, id_of, name_of
from .bucket_reading import ABSENT, Ranges, code_of, refusals, size_of
from .interface import (
    ABANDONED_AFTER,
    CHUNK,
    Digest,
    EvidenceCorrupt,
    EvidenceMissing,
    OffsetRefused,
    UploadMissing,
)

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PART = 8 * CHUNK  # S3 takes no part but the last under 5 MiB, and 10,000 parts: 80 GB here

LEAVING_SECONDS = 60.0  # a deletion takes three requests

log = logging.getLogger("evidence_store")


class S3Store:
    """`prefix` ends in a slash or is empty; the bucket exists; `url` is where `open_store` finds it."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str = "", *, url: str) -> None:
        self.url = url
        self.client = client
        self.bucket = bucket
        self.names = Names(prefix)

    def put(self, content: BinaryIO) -> Digest:
        upload = self.begin()
        try:
            self.append(upload, 0, content)
            return self.finish(upload)
        finally:
            self.abandon(upload)

    def begin(self) -> str:
        name = uuid4().hex
        with refusals(name):
            made = self.client.create_multipart_upload(Bucket=self.bucket, Key=self.names.incoming(name))
        return f"{name}.{made['UploadId']}"

    def append(self, upload: str, offset: int, content: BinaryIO) -> int:
        parts, tail = self._parts(upload), self._tail(upload)
        length = size_of(parts) + len(tail)
        if offset != length:
            raise OffsetRefused(length)
        held, number = tail, len(parts)
        try:
            while chunk := content.read(CHUNK):
                held += chunk
                length += len(chunk)
                if len(held) >= PART:
                    number += 1
                    self._upload_part(upload, number, held)
                    held = b""
        finally:
            self._keep_tail(upload, held)
        return length

    def received(self, upload: str) -> int:
        return size_of(self._parts(upload)) + len(self._tail(upload))

    def finish(self, upload: str) -> Digest:
        staged = self.names.incoming(name_of(upload))
        parts, tail = self._parts(upload), self._tail(upload)
        numbered = [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in parts]
        with refusals(upload):
            if parts:
                if tail:
                    numbered.append(self._upload_part(upload, len(parts) + 1, tail))
                self.client.complete_multipart_upload(
                    Bucket=self.bucket, Key=staged, UploadId=id_of(upload),
                    MultipartUpload={"Parts": numbered},  # type: ignore[typeddict-item]
                )  # fmt: skip
            else:
                self._abort(upload)
                self.client.put_object(Bucket=self.bucket, Key=staged, Body=tail)
            # read back: what is named is what the server has kept, whoever sent the pieces
            digest = Digest.of(self._reader(staged))
            self._keep(staged, digest)
        self.abandon(upload)
        return digest

    def abandon(self, upload: str) -> None:
        name = name_of(upload)
        self._abort(upload)
        for key in (self.names.incoming(name), self.names.incoming(f"{name}.tail")):
            self.client.delete_object(Bucket=self.bucket, Key=key)

    def open(self, digest: Digest) -> BinaryIO:
        self._head(digest)
        return self._reader(self.names.content(digest))

    def size(self, digest: Digest) -> int:
        return int(self._head(digest)["ContentLength"])

    def stored_at(self, digest: Digest) -> datetime:
        kept: datetime = self._head(digest)["LastModified"]
        try:
            renewed = self.client.head_object(Bucket=self.bucket, Key=self.names.renewed(digest))
            kept = max(kept, renewed["LastModified"])
        except ClientError as error:
            if code_of(error) not in ABSENT:  # a server that fails does not say that it is old
                raise
        return kept.astimezone(UTC)

    def verify(self, digest: Digest) -> None:
        with self.open(digest) as content:
            if Digest.of(content) != digest:
                raise EvidenceCorrupt(str(digest))

    def __contains__(self, digest: Digest) -> bool:
        try:
            self._head(digest)
        except EvidenceMissing:
            return False
        return True

    def __iter__(self) -> Iterator[Digest]:
        for found in self._listed(""):
            with suppress(ValueError):  # an object that is not ours: not evidence, and not ours to judge
                yield Digest(found["Key"].rpartition("/")[2])

    def delete(self, digest: Digest, *, reason: str, put_before: datetime | None = None) -> bool:
        """The mark `leaving` is seen by every put that this look at `stored_at` is too early for."""
        if not reason.strip():
            raise ValueError("a deletion needs a reason")
        self._head(digest)
        begun = monotonic()
        self.client.put_object(Bucket=self.bucket, Key=self.names.leaving(digest), Body=b"")
        try:
            if put_before is not None and self.stored_at(digest) >= put_before:
                return False
            if monotonic() - begun > LEAVING_SECONDS / 2:  # puts have stopped waiting for us, or soon will
                return False
            for key in (self.names.content(digest), self.names.renewed(digest)):
                self.client.delete_object(Bucket=self.bucket, Key=key)
        finally:
            self.client.delete_object(Bucket=self.bucket, Key=self.names.leaving(digest))
        log.warning("deleted %s: %s", digest, reason)
        return True

    def clear_abandoned(self, older_than: timedelta = ABANDONED_AFTER) -> int:
        limit = datetime.now(UTC) - older_than
        touched = self._touched()
        abandoned = [upload for upload, moment in touched.items() if moment <= limit]
        for upload in abandoned:
            self.abandon(upload)
        return len(abandoned)

    def link(self, digest: Digest, *, seconds: int, disposition: str, media_type: str) -> str:
        """An address from which a browser may fetch the content by itself, valid for `seconds`.

        Raises EvidenceMissing. `disposition` and `media_type` become headers of the answer.
        """
        self._head(digest)
        return self.client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self.bucket,
                "Key": self.names.content(digest),
                "ResponseContentDisposition": disposition,
                "ResponseContentType": media_type,
            },
            ExpiresIn=seconds,
        )

    # --- single steps ---

    def _keep(self, staged: str, digest: Digest) -> None:
        """Note first that it is put, then see whether a deletion came before that."""
        size = self.client.head_object(Bucket=self.bucket, Key=staged)["ContentLength"]
        if self._has(digest, size):
            self.client.put_object(Bucket=self.bucket, Key=self.names.renewed(digest), Body=b"")
        self._wait_for_deletion(digest)
        if not self._has(digest, size):
            source: Any = {"Bucket": self.bucket, "Key": staged}
            self.client.copy_object(Bucket=self.bucket, Key=self.names.content(digest), CopySource=source)

    def _has(self, digest: Digest, size: int) -> bool:
        try:
            return self.size(digest) == size
        except EvidenceMissing:
            return False

    def _wait_for_deletion(self, digest: Digest) -> None:
        """Until nobody deletes it; one who began and died is waited for no longer than LEAVING_SECONDS."""
        ends = monotonic() + LEAVING_SECONDS
        while monotonic() < ends:
            try:
                self.client.head_object(Bucket=self.bucket, Key=self.names.leaving(digest))
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return
                raise
            sleep(0.2)
        self.client.delete_object(Bucket=self.bucket, Key=self.names.leaving(digest))

    def _head(self, digest: Digest) -> Any:
        try:
            return self.client.head_object(Bucket=self.bucket, Key=self.names.content(digest))
        except ClientError as error:
            if code_of(error) in ABSENT:
                raise EvidenceMissing(str(digest)) from None
            raise

    def _reader(self, key: str) -> BinaryIO:
        return io.BufferedReader(Ranges(self.client, self.bucket, key), CHUNK)

    def _listed(self, below: str) -> Iterator[Any]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=self.names.prefix + below
        )
        for page in pages:
            yield from page.get("Contents", [])

    def _touched(self) -> dict[str, datetime]:
        """Every upload that never ended, and when it last received something."""
        begun: dict[str, tuple[str, datetime]] = {}
        pages = self.client.get_paginator("list_multipart_uploads").paginate(
            Bucket=self.bucket, Prefix=self.names.incoming("")
        )
        for page in pages:
            for each in page.get("Uploads", []):
                name = each["Key"].removeprefix(self.names.incoming(""))
                last = (part["LastModified"] for part in self._parts(f"{name}.{each['UploadId']}"))
                begun[name] = each["UploadId"], max(last, default=each["Initiated"])
        for found in self._listed("incoming/"):
            name = found["Key"].removeprefix(self.names.incoming("")).removesuffix(".tail")
            upload_id, before = begun.get(name, ("", found["LastModified"]))
            begun[name] = upload_id, max(before, found["LastModified"])
        return {f"{name}.{upload_id}": moment for name, (upload_id, moment) in begun.items()}

    def _parts(self, upload: str) -> list[Any]:
        """What was received in whole parts. Raises UploadMissing."""
        pages = self.client.get_paginator("list_parts")
        found: list[Any] = []
        with refusals(upload):
            for page in pages.paginate(
                Bucket=self.bucket, Key=self.names.incoming(name_of(upload)), UploadId=id_of(upload)
            ):
                found += page.get("Parts", [])
        return found

    def _upload_part(self, upload: str, number: int, body: bytes) -> Any:
        with refusals(upload):
            made = self.client.upload_part(
                Bucket=self.bucket, Key=self.names.incoming(name_of(upload)), UploadId=id_of(upload),
                PartNumber=number, Body=body,
            )  # fmt: skip
        self._keep_tail(upload, b"")  # before another tail is kept: what is in a part is no tail any more
        return {"PartNumber": number, "ETag": made["ETag"]}

    def _tail(self, upload: str) -> bytes:
        """What was received after the last whole part."""
        try:
            key = self.names.incoming(f"{name_of(upload)}.tail")
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if code_of(error) in ABSENT:
                return b""
            raise

    def _keep_tail(self, upload: str, tail: bytes) -> None:
        key = self.names.incoming(f"{name_of(upload)}.tail")
        with refusals(upload):
            if tail:
                self.client.put_object(Bucket=self.bucket, Key=key, Body=tail)
            else:
                self.client.delete_object(Bucket=self.bucket, Key=key)

    def _abort(self, upload: str) -> None:
        if not id_of(upload):  # its parts are one object already
            return
        with suppress(UploadMissing), refusals(upload):
            self.client.abort_multipart_upload(
                Bucket=self.bucket, Key=self.names.incoming(name_of(upload)), UploadId=id_of(upload)
            )
