"""A service of somebody else's for tests: a real HTTPS server on the loopback, which may misbehave."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

#: What a test does with a request: it writes the whole answer.
Answers = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Heard:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Service:
    """A server that is running: what it heard, and what it answers from now on."""

    port: int
    authority: Path
    heard: list[Heard] = field(default_factory=list)
    answers: Answers = lambda handler: None

    @property
    def address(self) -> str:
        """Where it listens, as a connector would declare it."""
        return f"https://localhost:{self.port}"

    @property
    def inner_host(self) -> str:
        """What the operator writes to let connectors reach it."""
        return f"localhost:{self.port}"

    def says(self, content: Any = None, status: int = 200, **headers: str) -> None:
        """Answer this from now on: text as it is, anything else as JSON."""
        body = content.encode() if isinstance(content, str) else json.dumps(content).encode()

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers = answer


@pytest.fixture
def service(tmp_path: Path, settings: Any) -> Iterator[Service]:
    """A service inside the network, which the operator lets connectors reach."""
    with running(tmp_path) as found:
        settings.GATEWAY_INNER_HOSTS = frozenset({found.inner_host})
        settings.GATEWAY_CA_FILE = str(found.authority)
        yield found


@contextmanager
def running(folder: Path, *, name: str = "localhost") -> Iterator[Service]:
    """The server, from a thread, for the length of a block; its certificate is for ``name``."""
    service = Service(0, folder / "authority.pem")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            content = json.loads(body) if body else None
            service.heard.append(Heard(self.command, self.path, dict(self.headers), content))
            self.close_connection = True
            service.answers(self)

        do_GET = do_POST = do_PUT = _any

        def log_message(self, *_: Any) -> None:
            """Nothing on the screen."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_: Any) -> None:
            """The client hung up: that is what some tests are about."""

    server = Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder, name, service.authority))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    service.port = server.server_address[1]
    service.says({})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certificate(folder: Path, name: str, authority: Path) -> Path:
    """A key and its certificate in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 12, 31, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority.write_bytes(certificate.public_bytes(Encoding.PEM))
    both = folder / "service.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    both.write_bytes(private + authority.read_bytes())
    return both
