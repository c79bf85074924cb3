"""Ceph's S3 gateway on this machine: one monitor, one store in memory, one gateway.

No systemd, no keys between the three (all of them are ours, on loopback). The gateway asks its
monitor for an encrypted connection unless told otherwise, which cannot be had without keys and
hangs for ever: hence the modes.
"""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.servers import answers_http, free_port, running, wait_until

PACKAGES = ("ceph-mon", "ceph-osd", "radosgw", "ceph-common")
ACCESS_KEY, SECRET_KEY = "AKIDCONFORMANCE00001", "conformance-secret-conformance-secret-1"
REGION = "default"

_CONFIGURATION = """\
[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
ms mon service mode = crc
ms mon cluster mode = crc
run dir = {folder}
admin socket = {folder}/$name.asok
pid file = {folder}/$name.pid
log file = {folder}/$name.log
crash dir = {folder}/crash
setuser match path =
mon data = {folder}/mon
mon data avail crit = 1
mon data avail warn = 2
mon allow pool size one = true
mon max pg per osd = 1000
paxos propose interval = 0.05
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 4G
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = false
rgw data = {folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:{port} tcp_nodelay=1
rgw enable usage log = false
rgw enable ops log = false
"""


@dataclass(frozen=True)
class _Cluster:
    folder: Path

    def run(self, *command: str, seconds: int = 60) -> str:
        """One of Ceph's commands, to its end."""
        program, *words = command
        done = subprocess.run(
            [program, "-c", str(self.folder / "ceph.conf"), *words],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
        return done.stdout.strip()

    def serve(self, *command: str) -> ExitStack:
        """One of Ceph's servers."""
        program, *words = command
        stack = ExitStack()
        log = self.folder / f"{program}.out"
        configured = [program, "-c", str(self.folder / "ceph.conf"), "-f", *words]
        stack.enter_context(running(configured, log))
        return stack


@contextmanager
def ceph(folder: Path) -> Iterator[str]:
    """The address of an empty S3 store with one user."""
    for name in ("mon", "osd", "rgw", "crash"):
        (folder / name).mkdir(parents=True)
    fsid, port = str(uuid.uuid4()), free_port()
    v2, v1 = free_port(), free_port()
    configuration = _CONFIGURATION.format(fsid=fsid, v2=v2, v1=v1, port=port, folder=folder)
    (folder / "ceph.conf").write_text(configuration)
    cluster = _Cluster(folder)
    with ExitStack() as servers:
        _start_monitor(cluster, servers, fsid, f"[v2:127.0.0.1:{v2},v1:127.0.0.1:{v1}]")
        _start_store(cluster, servers)
        cluster.run(
            "radosgw-admin", "user", "create", "--uid=tests", "--display-name=tests",
            f"--access-key={ACCESS_KEY}", f"--secret-key={SECRET_KEY}", "--max-buckets=100000",
            seconds=120,
        )  # fmt: skip
        servers.enter_context(cluster.serve("radosgw", "-n", "client.rgw"))
        url = f"http://127.0.0.1:{port}"
        wait_until(lambda: answers_http(url), "radosgw", folder / "radosgw.out")
        yield url


def _start_monitor(cluster: _Cluster, servers: ExitStack, fsid: str, address: str) -> None:
    monmap = str(cluster.folder / "monmap")
    cluster.run(
        "monmaptool", "--create", "--clobber", "--fsid", fsid, "--addv", "a", address, monmap
    )
    cluster.run("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap)
    servers.enter_context(cluster.serve("ceph-mon", "-i", "a"))


def _start_store(cluster: _Cluster, servers: ExitStack) -> None:
    store = str(uuid.uuid4())
    number = cluster.run("ceph", "osd", "new", store)
    for words in (
        ("add-bucket", "here", "host"),
        ("move", "here", "root=default"),
        ("add", f"osd.{number}", "1.0", "host=here"),
    ):
        cluster.run("ceph", "osd", "crush", *words)
    cluster.run("ceph-osd", "-i", number, "--mkfs", "--osd-uuid", store)
    servers.enter_context(cluster.serve("ceph-osd", "-i", number))
    log = cluster.folder / "ceph-osd.out"
    wait_until(lambda: "1 up" in cluster.run("ceph", "osd", "stat"), "ceph-osd", log)
