"""Names in a bucket: the keys of content and of what is noted about it, and the two halves of an upload's."""

from typing import NamedTuple

from .interface import Digest


class Names(NamedTuple):
    """`prefix` ends in a slash or is empty."""

    prefix: str

    def content(self, digest: Digest) -> str:
        return f"{self.prefix}{digest.hex[:2]}/{digest.hex[2:4]}/{digest.hex}"

    def renewed(self, digest: Digest) -> str:
        """Empty; its date says when content that is kept already was last put."""
        return f"{self.prefix}renewed/{digest.hex}.at"

    def leaving(self, digest: Digest) -> str:
        """Empty; while it is there, somebody deletes this content."""
        return f"{self.prefix}leaving/{digest.hex}.at"

    def incoming(self, name: str) -> str:
        return f"{self.prefix}incoming/{name}"


def name_of(upload: str) -> str:
    return upload.partition(".")[0]


def id_of(upload: str) -> str:
    return upload.partition(".")[2]
