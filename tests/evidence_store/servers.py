"""Servers of buckets for the tests: one in this process, one that checks signatures, both real to boto3."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import boto3
from moto import mock_aws

KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "a secret of the tests"}
BUCKET = "evidence"


@contextmanager
def keys() -> Iterator[None]:
    """The environment in which boto3 finds the keys, and no configuration of this machine."""
    before = {
        name: os.environ.get(name) for name in (*KEYS, "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
    }
    os.environ.update(KEYS, AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def moto() -> Iterator[str]:
    """The address of stores in a bucket that lives in this process."""

    with keys(), mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield f"s3://{BUCKET}/{{prefix}}"


@contextmanager
def rclone(folder: Path) -> Iterator[str]:
    """The address of stores in a bucket of `rclone serve s3`, which checks signatures."""
    (folder / BUCKET).mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    pair = f"{KEYS['AWS_ACCESS_KEY_ID']},{KEYS['AWS_SECRET_ACCESS_KEY']}"
    server = subprocess.Popen(
        [Path(sys.executable).with_name("rclone"), "serve", "s3", "--addr", f"127.0.0.1:{port}",
         "--auth-key", pair, "--no-cleanup", "--config", os.devnull, folder],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with keys():
            wait_for(port)
            yield f"s3://{BUCKET}/{{prefix}}?endpoint=http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int, seconds: float = 20) -> None:
    ends = monotonic() + seconds
    while monotonic() < ends:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            sleep(0.05)
    raise AssertionError("the server of buckets does not answer")
