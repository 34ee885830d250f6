"""The content network that htmx comes from, as the browser meets it here: this machine, under the network's name.

The browser's own resolver leads there and nowhere else. To look at each request from outside would also do it, but the
browser keeps no file of one page for the next while somebody does.
"""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

A_DAY = timedelta(days=1)


@contextmanager
def standing_in(url: str, script: bytes, folder: Path) -> Iterator[list[str]]:
    """The flags by which a browser has the script from that address, and reaches nothing else but this machine."""
    host = urlsplit(url).hostname or ""
    certificate, fingerprint = _certificate(host, folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), _answering(urlsplit(url).path, script)) as server:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(certificate)
        server.socket = secure.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        Thread(target=server.serve_forever, daemon=True).start()
        rules = f"MAP {host} 127.0.0.1:{server.server_port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        yield [
            f"--host-resolver-rules={rules}",
            f"--ignore-certificate-errors-spki-list={fingerprint}",
            "--no-proxy-server",
        ]
        server.shutdown()


def _answering(path: str, script: bytes) -> type[BaseHTTPRequestHandler]:
    class Network(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path != path:
                # Without any answer, the browser tells of a request that failed.
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", str(len(script)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cache-Control", f"max-age={A_DAY.total_seconds():.0f}")
            self.end_headers()
            self.wfile.write(script)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Network


def _certificate(host: str, folder: Path) -> tuple[Path, str]:
    """One file of a key and its certificate, signed by itself, and the sum by which the browser takes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - A_DAY, now + A_DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "network.pem"
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return file, base64.b64encode(hashlib.sha256(public).digest()).decode()
