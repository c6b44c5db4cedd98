"""Two PostgreSQL clusters on one machine; the second is a streaming standby of the first.

A commit is acknowledged once the standby has it too (`synchronous_standby_names`), as is necessary
if nothing confirmed may be lost with the primary. Unix sockets only, no TCP ports.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgresql import load_pgserver

POSTGRES_USER = "pgserver"  # runs PostgreSQL if the tests run as root, which it refuses
FAST_OPTIONS = "-c fsync=off -c wal_retrieve_retry_interval=100ms"  # no test cuts the power


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster; its number is the port in the name of its socket."""

    folder: Path
    number: int

    def start(self) -> None:
        sockets = f"-h '' -k {self.folder} -p {self.number} {FAST_OPTIONS}"
        log = str(self.folder / f"log-{self.number}")
        self.control("start", "-o", sockets, "-l", log)

    def kill(self) -> None:
        """Stop at once with every connection, without a last flush."""
        self.control("stop", "-m", "immediate")

    def promote(self) -> None:
        self.control("promote")

    def control(self, *what: str) -> None:
        run_postgres_command(self.folder, "pg_ctl", "-w", "-s", "-D", str(self.data), *what)

    @property
    def data(self) -> Path:
        return self.folder / f"cluster-{self.number}"


@dataclass(frozen=True)
class ReplicatedPair:
    """A primary and its standby."""

    primary: Cluster
    standby: Cluster

    @property
    def url(self) -> str:
        """A URL with both clusters; the client takes the one that accepts writes."""
        folder, both = self.primary.folder, (self.primary.number, self.standby.number)
        where = f"host={folder},{folder}&port={both[0]},{both[1]}"
        return f"postgresql://postgres@/postgres?{where}&target_session_attrs=read-write"


@contextlib.contextmanager
def run_replicated_pair() -> Iterator[ReplicatedPair]:
    """Both clusters, running; not in pytest's folder, which `POSTGRES_USER` cannot read."""
    with tempfile.TemporaryDirectory(prefix="reflect-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            change_owner(folder)
        found = ReplicatedPair(Cluster(folder, 5441), Cluster(folder, 5442))
        with contextlib.ExitStack() as running:
            first, second = found.primary, found.standby
            run_postgres_command(
                folder, "initdb", "-A", "trust", "-N", "-U", "postgres", "-D", str(first.data)
            )
            first.start()
            running.callback(stop_cluster, first)
            make_standby(first, second)
            second.start()
            running.callback(stop_cluster, second)
            require_synchronous_commit(first)
            yield found


def change_owner(folder: Path) -> None:
    """Let `POSTGRES_USER` run the commands of the package, and own the folder."""
    tools = load_pgserver().utils
    tools.ensure_user_exists(POSTGRES_USER)
    tools.ensure_prefix_permissions(binaries_dir())
    shutil.chown(folder, POSTGRES_USER)


def binaries_dir() -> Path:
    tools = load_pgserver().utils
    return tools.POSTGRES_VERSIONS[tools.TARGET_POSTGRES_VERSION]


def make_standby(first: Cluster, second: Cluster) -> None:
    """Make the standby with `pg_basebackup`, as an operator does."""
    source = f"host={first.folder} port={first.number} user=postgres"
    into = ("-D", str(second.data), "--checkpoint=fast", "--no-sync")
    run_postgres_command(
        first.folder, "pg_basebackup", "-d", source, "-R", "-C", "-S", "standby", *into
    )


def require_synchronous_commit(first: Cluster) -> None:
    where = ("-h", str(first.folder), "-p", str(first.number), "-U", "postgres")
    for statement in (
        "ALTER SYSTEM SET synchronous_standby_names = '*'",
        "SELECT pg_reload_conf()",
    ):
        run_postgres_command(first.folder, "psql", *where, "-q", "-c", statement)


def stop_cluster(cluster: Cluster) -> None:
    with contextlib.suppress(subprocess.CalledProcessError):  # it is stopped already
        cluster.kill()


def run_postgres_command(folder: Path, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own commands, as a user that may run it."""
    with (folder / "output").open("ab") as output:  # no pipe: a running server would hold it open
        subprocess.run(
            [binaries_dir() / name, *arguments],
            user=POSTGRES_USER if os.geteuid() == 0 else None,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            timeout=60,
            check=True,
        )
