"""A demonstration behind HTTPS, as a real site is: what the Observatory has to see.

The certificate is made for this run, and whoever is told of it may trust it. As a script this file
is the site itself: `behind_https.py DATA PORT URL`.
"""

import asyncio
import ssl
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

NAME = "localhost"


def certificate(folder: Path) -> Path:
    """A file with a new key and the certificate of `localhost` that goes with it."""
    from cryptography import x509  # noqa: PLC0415  # the site itself does not need it
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, kind, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def front(file: Path, https: int, http: int, behind: int) -> None:
    """What stands in front of a site: takes HTTPS off, and sends HTTP on to it; in a thread."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
        writer.close()

    async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", behind)
        both = pipe(reader, inner_writer), pipe(inner_reader, writer)
        await asyncio.gather(*both, return_exceptions=True)

    async def onward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        to = f"Location: https://{NAME}:{https}{path}\r\nContent-Length: 0\r\nConnection: close"
        writer.write(f"HTTP/1.1 308 Permanent Redirect\r\n{to}\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    async def run() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        await asyncio.start_server(through, NAME, https, ssl=context)
        await asyncio.start_server(onward, NAME, http)
        await asyncio.Event().wait()

    Thread(target=lambda: asyncio.run(run()), daemon=True).start()


def _serve(data: str, port: str, url: str) -> None:
    from reflect.app import create_app  # noqa: PLC0415
    from reflect.config import read_settings  # noqa: PLC0415
    from reflect.demo.seed import prepare  # noqa: PLC0415
    from reflect.servers import serve  # noqa: PLC0415
    from reflect.web.clock import system_clock  # noqa: PLC0415

    settings = read_settings({}, data=data, port=port)
    prepare.prepare_demo(settings, system_clock, lambda _line: None, reset=False)
    serve(
        lambda: create_app(data=data, port=port, url=url), read_settings({}, data=data, port=port)
    )


if __name__ == "__main__":
    _serve(*sys.argv[1:])
