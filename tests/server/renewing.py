"""An authority that gives certificates to a service, one after another."""

import datetime as dt
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)


class Authority:
    """Signs certificates for ``caveat.test``; its own is in a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = generate_private_key(SECP256R1())
        self._name = _name("authority")
        built = _builder("authority", self._name, is_authority=True).public_key(
            self._key.public_key()
        )
        self.path = folder / "authority.pem"
        self.path.write_bytes(built.sign(self._key, SHA256()).public_bytes(Encoding.PEM))
        self._times = 0

    def give(self, name: str, file: str, *uris: str) -> tuple[Path, Path]:
        """Write a certificate and its key, or others in their place."""
        key = generate_private_key(SECP256R1())
        builder = _builder(name, self._name, *uris, is_authority=False)
        built = builder.public_key(key.public_key())
        certificate = built.sign(self._key, SHA256()).public_bytes(Encoding.PEM)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self._write(f"{file}.pem", certificate), self._write(f"{file}-key.pem", private)

    def _write(self, file: str, content: bytes) -> Path:
        path = self._folder / file
        path.write_bytes(content)
        self._times += 1
        at = self._times * 1_000_000_000
        os.utime(path, ns=(at, at))
        return path


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    name: str, issuer: x509.Name, *uris: str, is_authority: bool
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    identifiers = map(x509.UniformResourceIdentifier, uris)
    alternatives = [x509.DNSName("caveat.test"), *identifiers]
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    )
