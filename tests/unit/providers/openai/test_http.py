"""Whether a request was sent: what no answer means depends on it."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from darkroom.domain.errors import AnswerLost, ProviderFailure
from darkroom.providers.openai_http import ANSWER_SECONDS, CONNECT_SECONDS, MAX_BYTES, Http, Trouble
from tests.providers.openai_server import Behaviour, OpenAIServer
from tests.unit.providers.openai.conftest import WISH, provider_of

Certificate = Callable[[str], tuple[ssl.SSLContext, Path]]


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """A certificate that nobody but itself vouches for, as a server's context and as a file."""

    def issue(address: str) -> tuple[ssl.SSLContext, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
        host = x509.IPAddress(ipaddress.ip_address(address))
        now = datetime.now(UTC)
        signed = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([host]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        file = tmp_path / "certificate.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context, file

    return issue


def test_a_certificate_that_is_trusted_opens_the_way(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, file = certificate("127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with OpenAIServer(tls=tls) as server:
        provider_of(server).generate(WISH)
        assert server.paid == 1


def test_a_certificate_that_nobody_vouches_for_gets_nothing(certificate: Certificate) -> None:
    tls, _ = certificate("127.0.0.1")
    with OpenAIServer(tls=tls) as server:
        with pytest.raises(ProviderFailure) as raised:
            provider_of(server).generate(WISH)
        assert (server.asked, server.violations) == ([], [])
    assert isinstance(raised.value.__cause__, Trouble)
    assert "SSL" in raised.value.__cause__.for_operators


def test_a_certificate_of_another_host_gets_nothing(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, file = certificate("127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with OpenAIServer(tls=tls) as server:
        with pytest.raises(ProviderFailure):
            provider_of(server).generate(WISH)
        assert (server.asked, server.violations) == ([], [])


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ProviderFailure):
        Http().post(f"http://127.0.0.1:{port}/", b"{}", {})


def test_a_host_without_an_address_was_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(ProviderFailure) as raised:
        Http().post("http://nowhere.internal/", b"{}", {})
    assert str(raised.value.__cause__) == "NameResolutionError"


def test_a_host_that_cannot_be_one_was_not_asked() -> None:
    with pytest.raises(ProviderFailure):
        Http().post(f"http://{'x' * 64}.internal/", b"{}", {})


def test_a_handshake_that_does_not_end_is_no_lost_answer() -> None:
    """urllib3's pool calls this a read timeout, as if the request had been sent."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(ProviderFailure):
            Http(connect_seconds=0.1).post(url, b"{}", {})


def test_a_request_that_nobody_reads_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(ProviderFailure):
            Http(answer_seconds=0.1).post(url, bytes(16_000_000), {})


def test_an_answer_without_end_is_cut(server: OpenAIServer) -> None:
    server.then(Behaviour.ENDLESS)
    body = provider_of(server).generate(WISH)
    assert body == bytes(2_000_000)


def test_an_answer_of_the_longest_length_is_whole(server: OpenAIServer) -> None:
    answer = provider_of(server).generate(WISH)
    headers = {
        "Authorization": f"Bearer {server.key}",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    body = b'{"model": "gpt-image-2", "prompt": "a harbour at dusk"}'
    url = f"{server.url}/v1/images/generations"
    http = Http(answer_seconds=10, max_bytes=len(answer))
    assert len(http.post(url, body, headers).body) == len(answer)


def test_an_answer_shows_nothing_of_itself(server: OpenAIServer) -> None:
    answer = Http(answer_seconds=10).post(f"{server.url}/v1/images/generations", b"", {})
    assert repr(answer) == "Answer(status=401, is_framed=True)"


def test_a_lost_answer_says_what_happened_and_not_where(server: OpenAIServer) -> None:
    server.then(Behaviour.CLOSED)
    with pytest.raises(AnswerLost) as raised:
        provider_of(server).generate(WISH)
    assert str(raised.value.__cause__) == "RemoteDisconnected"


def test_limits_fit_the_function_that_waits() -> None:
    assert (CONNECT_SECONDS, ANSWER_SECONDS, MAX_BYTES) == (3, 150, 64 * 2**20)
