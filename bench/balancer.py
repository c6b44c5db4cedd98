"""Two Reflect on two hosts behind a balancer, neither of which knows a visitor; PgBouncer below.

The two have a data folder and an address each (127.0.0.1 and 127.0.0.2), one key file and one
PostgreSQL, which they reach through PgBouncer in transaction mode with fewer connections than there
are threads. nginx gives each request to the other one. Several people at once sign in and make
check-ins, so that nearly every form is sent to another host than the one that showed it. Then one
of the two is ended, in the midst of a check-in, and the rest of it goes on.

Needs nginx and PgBouncer: `apt-get install -y nginx pgbouncer`.
"""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from country_cluster import cluster, database
from people import PASSWORD, Person, Site, join, site
from servers import Client, free_port, note, say
from submit import FIRST, LAST, STATEMENTS, address

HOSTS, PEOPLE, ROUNDS, PICTURES, CONNECTIONS = ("127.0.0.1", "127.0.0.2"), 6, 3, 20, 4
COMMAND = [sys.executable, "-c", "from reflect.cli import main; main()"]
TYPED = {**FIRST, **dict.fromkeys(STATEMENTS, "4"), **LAST}
BOUNCER = """[databases]
site = host={host} dbname={name} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
user = {runs_as}
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""
NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    upstream both {{ server {first}; server {second}; }}
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
        location / {{
            proxy_pass http://both; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto https;
            add_header X-Answered-By $upstream_addr always;
        }}
    }}
}}
"""


@dataclass(slots=True)
class Visitor(Client):
    """A browser that notes which host answered."""

    hosts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # made a second ago
        self.link = http.client.HTTPSConnection("localhost", self.port, timeout=60, context=context)

    def ask(
        self, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """As any browser; the first of several is the one that was tried last."""
        answer = Client.ask(self, path, form)
        self.hosts.append(str(answer[1]["X-Answered-By"]).split(",")[-1].strip())
        return answer


@dataclass(slots=True)
class Told:
    """What happened to all visitors."""

    done: int = 0
    elsewhere: int = 0  # forms that another host took than had shown them
    errors: list[str] = field(default_factory=list)
    hosts: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Print how many check-ins came through, and what did not."""
    with (
        tempfile.TemporaryDirectory(prefix="reflect-balancer-", ignore_cleanup_errors=True) as own,
        cluster() as url,
        pooled(Path(own), url) as bounced,
        site(database_url=database(url, "site")[0]) as on,
    ):
        people = join(on, PEOPLE)
        with both(Path(own), on, bounced) as (port, hosts):
            told = Told()
            everybody(on, port, people, told)
            say("balancer-errors", len(told.errors), 0, 0)
            say("balancer-check-ins", told.done, PEOPLE * ROUNDS, 1, least_is=True)
            say("balancer-hosts", len(told.hosts), 0, 2, least_is=True)
            note("balancer-forms-taken-by-another-host", told.elsewhere, PEOPLE * ROUNDS * 3)
            lost = Told()
            journey(on, Visitor(port), people[0], lost, end=hosts[0])
            say("balancer-errors-when-a-host-ends", len(lost.errors), 0, 0)
        for error in (told.errors + lost.errors)[:5]:
            print(f"# {error}")


def everybody(on: Site, port: int, people: list[Person], told: Told) -> None:
    """All people at once, some visits each."""

    def several(person: Person) -> None:
        for _round in range(ROUNDS):
            journey(on, Visitor(port), person, told)

    threads = [threading.Thread(target=several, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def journey(
    on: Site,
    browser: Visitor,
    person: Person,
    told: Told,
    end: subprocess.Popen[bytes] | None = None,
) -> None:
    """Sign in, answer every page, look at the picture; `end`: a host that ends after a page."""
    try:
        _signed_in(browser, person)
        for number, page in enumerate(on.sheet().layout.pages):
            path = address(on, number)
            browser.open(path)
            if end is not None and number == 1:
                end.send_signal(signal.SIGKILL)
                end.wait(20)
            browser.send(path, {box: TYPED[box] for box in page.names if box in TYPED})
            told.elsewhere += browser.hosts[-1] != browser.hosts[-2]
        for _time in range(PICTURES):
            browser.open("/my-picture")
        told.done += 1
    except (RuntimeError, OSError, http.client.HTTPException) as error:
        told.errors.append(str(error))
    told.hosts.update(browser.hosts)


def _signed_in(browser: Visitor, person: Person) -> None:
    status = browser.sign_in(person.name, PASSWORD)
    if status != 303:
        raise RuntimeError(f"the sign-in was answered with {status}")


@contextlib.contextmanager
def pooled(folder: Path, url: str) -> Iterator[str]:
    """PgBouncer before the cluster; the address of the database `site` through it."""
    port, runs_as = free_port(), "pgserver"  # who may open the socket
    sockets = re.search(r"host=([^&]+)", url)
    values = {
        "host": sockets.group(1) if sockets else "",
        "name": "site",
        "user": "postgres",
        "port": port,
        "runs_as": runs_as if os.geteuid() == 0 else "",
        "connections": CONNECTIONS,
        "folder": folder,
    }
    (folder / "pgbouncer.ini").write_text(BOUNCER.format(**values), encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(folder, runs_as)
    with running(["pgbouncer", "-q", str(folder / "pgbouncer.ini")]):
        reachable("127.0.0.1", port)
        yield f"postgresql://postgres@127.0.0.1:{port}/site?prepared_statements=off"


@contextlib.contextmanager
def both(
    folder: Path, on: Site, database_url: str
) -> Iterator[tuple[int, list[subprocess.Popen[bytes]]]]:
    """Two hosts and nginx before them: its port, and the two processes."""
    port, ports = free_port(), [free_port(), free_port()]
    subjects = ["-subj", "/CN=localhost", "-days", "1", "-nodes", "-newkey", "rsa:2048"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *subjects, *files], check=True, capture_output=True)
    with contextlib.ExitStack() as stack:
        hosts = []
        for number, host in enumerate(HOSTS):
            data = folder / f"host-{number}"
            given = {
                **{k: v for k, v in os.environ.items() if not k.startswith("REFLECT_")},
                "PYTHONPATH": str(Path(__file__).parent.parent),
                "REFLECT_DATA": str(data),
                "REFLECT_KEY_FILE": str(on.settings.key_file),
                "REFLECT_DATABASE_URL": database_url,
                "REFLECT_URL": f"https://localhost:{port}",
                "REFLECT_HOST": host,
                "REFLECT_PORT": str(ports[number]),
                "REFLECT_PROXIES": "1",
            }
            subprocess.run(
                [*COMMAND, "init", "--url", given["REFLECT_URL"]],
                env=given,
                check=True,
                stdout=subprocess.DEVNULL,
                cwd=folder,
            )
            hosts.append(stack.enter_context(running([*COMMAND, "run"], given)))
        named = [f"{host}:{ports[number]}" for number, host in enumerate(HOSTS)]
        values = {"folder": folder, "first": named[0], "second": named[1], "port": port}
        (folder / "nginx.conf").write_text(NGINX.format(**values), encoding="utf-8")
        stack.enter_context(running(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]))
        for each in (*zip(HOSTS, ports, strict=True),):
            reachable(*each)
        reachable("127.0.0.1", port)
        yield port, hosts


def reachable(host: str, port: int, seconds: float = 30) -> None:
    """Wait until somebody listens there.

    Raises:
        OSError: nobody does.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def running(
    command: list[str], environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended at the end."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
