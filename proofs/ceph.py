"""A Ceph of one monitor, one manager, one disk in memory and a gateway, for as long as the proof takes.

It lives in a folder of its own and on this machine's own address, and asks for keys as a real one does.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from .shown import Absent, Shown, free_port, require

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PROGRAMS = (
    "ceph",
    "ceph-authtool",
    "ceph-mon",
    "ceph-mgr",
    "ceph-osd",
    "monmaptool",
    "radosgw",
    "radosgw-admin",
)
KEYS = {"AWS_ACCESS_KEY_ID": "proof", "AWS_SECRET_ACCESS_KEY": "a secret of the proof"}
BUCKET = "evidence"
PATIENCE = 90  # seconds for one part to come up, or one command to end
CAPS = {
    "osd.0": ("mon", "allow profile osd", "mgr", "allow profile osd", "osd", "allow *"),
    "mgr.x": ("mon", "allow profile mgr", "osd", "allow *", "mds", "allow *"),
    "client.rgw": ("mon", "allow rw", "mgr", "allow rw", "osd", "allow rwx"),
}
CONFIGURATION = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
run dir = {folder}/run
log file = {folder}/$name.log
admin socket = {folder}/run/$name.asok
pid file = {folder}/run/$name.pid
keyring = {folder}/$name.keyring
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
mon data avail warn = 1
[mon.a]
mon data = {folder}/mon
[mgr.x]
mgr data = {folder}/mgr
[osd.0]
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:{gateway}
rgw data = {folder}/rgw
"""


def run(folder: Path) -> Iterator[Shown]:
    """The contract of the store, test by test, on the gateway. Raises Absent."""
    require(*PROGRAMS)
    with cluster(folder) as (endpoint, version):
        yield Shown("a monitor, a manager, a disk and a gateway answer", True, version)
        _make_bucket(endpoint)
        yield _wrong_key_is_refused(endpoint)
        yield from _contract(f"s3://{BUCKET}/{{prefix}}?endpoint={endpoint}")


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, str]]:
    """The gateway's address and the version; everything that was started is ended, whatever happens."""
    with ExitStack() as ends:
        ceph = Ceph(folder, ends)
        ceph.begin_monitor()
        ceph.begin_disk()
        ceph.begin_gateway()
        yield ceph.endpoint, ceph.say("ceph", "--version").partition(" (")[0]


class Ceph:
    """Its parts, begun one after the other."""

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        self.folder, self.ends, self.fsid = folder, ends, str(uuid4())
        self.monitor, gateway = free_port(), free_port()
        self.endpoint = f"http://127.0.0.1:{gateway}"
        for name in ("run", "mon", "mgr", "osd", "rgw"):
            (folder / name).mkdir()
        self.configuration = folder / "ceph.conf"
        self.configuration.write_text(
            CONFIGURATION.format(fsid=self.fsid, monitor=self.monitor, folder=folder, gateway=gateway)
        )

    def begin_monitor(self) -> None:
        keys, plan = str(self.folder / "client.admin.keyring"), str(self.folder / "monmap")
        self.say(
            "ceph-authtool", "--create-keyring", keys, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"
        )
        rights = [word for part in ("mon", "osd", "mgr", "mds") for word in ("--cap", part, "allow *")]
        self.say("ceph-authtool", keys, "--gen-key", "-n", "client.admin", *rights)
        address = f"[v2:127.0.0.1:{self.monitor}]"
        self.say("monmaptool", "--create", "--fsid", self.fsid, "--addv", "a", address, plan)
        self.say("ceph-mon", "--mkfs", "-i", "a", "--monmap", plan, "--keyring", keys)
        self.start("ceph-mon", "-i", "a")
        self.until("the monitor", lambda: bool(self.say("ceph", "quorum_status")))
        for name, rights_of in CAPS.items():
            self.say("ceph", "auth", "get-or-create", name, *rights_of, "-o", f"{self.folder}/{name}.keyring")

    def begin_disk(self) -> None:
        disk = str(uuid4())
        self.say("ceph", "osd", "new", disk, "0")
        self.say("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk)
        self.start("ceph-osd", "-i", "0")
        self.start("ceph-mgr", "-i", "x")
        self.until(
            "the disk", lambda: json.loads(self.say("ceph", "osd", "stat", "-f", "json"))["num_up_osds"] == 1
        )

    def begin_gateway(self) -> None:
        pair = (KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"])
        user = ("--uid=proof", "--display-name=proof", "--access-key", pair[0], "--secret-key", pair[1])
        self.say("radosgw-admin", "user", "create", *user, "-n", "client.rgw")
        self.start("radosgw", "-n", "client.rgw")
        self.until("the gateway", lambda: _answers(self.endpoint))

    def say(self, program: str, *words: str) -> str:
        """One command of Ceph's own, and what it answers. Raises Absent when it fails."""
        try:
            done = subprocess.run(  # noqa: S603 -- Ceph's own programs
                [program, "-c", self.configuration, *words],
                capture_output=True, text=True, timeout=PATIENCE, check=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Absent(f"{program} {' '.join(words)}: no answer within {PATIENCE} s") from None
        except subprocess.CalledProcessError as failed:
            raise Absent(f"{program} {' '.join(words)}: {failed.stderr.strip()[-300:]}") from None
        return done.stdout

    def start(self, program: str, *words: str) -> None:
        with (self.folder / f"{program}.out").open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 -- Ceph's own programs
                [program, "-c", self.configuration, *words, "-f"], stdout=said, stderr=said
            )
        self.ends.callback(_end, process)

    def until(self, what: str, holds: Callable[[], bool]) -> None:
        last = monotonic() + PATIENCE
        while not holds():
            if monotonic() > last:
                raise Absent(f"{what} did not come up within {PATIENCE} s")
            sleep(0.3)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _client(endpoint: str, secret: str = KEYS["AWS_SECRET_ACCESS_KEY"]) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=secret,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
    )


def _answers(endpoint: str) -> bool:
    try:
        _client(endpoint).list_buckets()
    except (BotoCoreError, ClientError):
        return False
    return True


def _make_bucket(endpoint: str) -> None:
    _client(endpoint).create_bucket(Bucket=BUCKET)


def _wrong_key_is_refused(endpoint: str) -> Shown:
    try:
        _client(endpoint, "another secret").head_bucket(Bucket=BUCKET)
        seen = "it was let in"
    except ClientError as error:
        seen = str(error.response["ResponseMetadata"]["HTTPStatusCode"])
    return Shown("a wrong secret is refused: signatures are checked", seen == "403", seen)


def _contract(address: str) -> Iterator[Shown]:
    """tests/evidence_store/test_contract.py with this one store: a line for each test."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "--tb=line", "-p", "no:cacheprovider",
         "tests/evidence_store/test_contract.py"],
        capture_output=True, text=True, check=False, env={**os.environ, **KEYS, "TEST_BUCKET_URL": address},
    )  # fmt: skip
    found: dict[str, bool] = {}
    for name, verdict in re.findall(r"::test_(\w+)\S* (PASSED|FAILED|ERROR)", done.stdout):
        found[name] = found.get(name, True) and verdict == "PASSED"
    for name, passed in found.items():
        yield Shown(name.replace("_", " "), passed)
    last = done.stdout.strip().splitlines()[-1].strip("= ")
    yield Shown("the contract of the evidence store, every test of it", done.returncode == 0, last)
