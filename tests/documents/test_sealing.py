"""Seals on papers: whole as made, broken by one byte, with a time stamp where there is a TSA."""

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from backend.documents.blocks import Notes, Paper
from backend.documents.paper import render_pdf
from backend.documents.sealing import Seal, fingerprint, look_at_seal, seal_pdf, self_signed

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEY = ec.derive_private_key(4711, ec.SECP256R1())
SEAL = Seal(self_signed("Callout SARL", KEY, AT), KEY)
PDF = render_pdf(
    Paper(
        title="Report", number="SR-1", language="en", page_words="{page}", blocks=[Notes(["Done"])]
    )
)


def authority() -> DummyTimeStamper:
    """A time-stamping authority of our own, as pyHanko brings one."""
    key = rsa.generate_private_key(65537, 2048)
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Clock")])
    made = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=36500))
        .add_extension(
            certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    der, pkcs8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    told = key.private_bytes(der, pkcs8, serialization.NoEncryption())
    certificate = x509.Certificate.load(made.public_bytes(der))
    return DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(told))


def test_it_works() -> None:
    sealed = seal_pdf(PDF, SEAL)
    found = look_at_seal(sealed.content)
    assert found is not None
    assert (sealed.level, found.is_whole, found.name) == ("B-B", True, "Callout SARL")
    assert not found.has_time_stamp
    assert sealed.content.startswith(PDF)
    assert b"/ETSI.CAdES.detached" in sealed.content


def test_one_byte_breaks_it() -> None:
    sealed = seal_pdf(PDF, SEAL).content
    for at in (20, len(PDF) // 2, len(PDF) - 40):
        changed = bytearray(sealed)
        changed[at] ^= 1
        found = look_at_seal(bytes(changed))
        assert found is None or not found.is_whole


def test_words_added_after_it_break_it() -> None:
    found = look_at_seal(seal_pdf(PDF, SEAL).content + b"\n% a word more")
    assert found is not None
    assert not found.is_whole


def test_with_an_authority_it_has_a_time_stamp() -> None:
    sealed = seal_pdf(PDF, SEAL, tsa=authority())
    found = look_at_seal(sealed.content)
    assert found is not None
    assert (sealed.level, found.is_whole, found.has_time_stamp) == ("B-T", True, True)


def test_an_authority_that_is_away_costs_the_stamp_alone() -> None:
    sealed = seal_pdf(PDF, SEAL, tsa="http://127.0.0.1:9/")
    assert sealed.level == "B-B"


@pytest.mark.parametrize("content", [PDF, b"no pdf at all", b""])
def test_what_has_no_seal_is_not_whole(content: bytes) -> None:
    found = look_at_seal(content)
    assert found is None or not found.is_whole


def test_the_certificate_says_that_it_was_made_by_its_owner() -> None:
    loaded = certificates.load_pem_x509_certificate(SEAL.certificate)
    assert loaded.issuer == loaded.subject
    assert "OU=Self-signed seal" in loaded.subject.rfc4514_string()
    assert fingerprint(SEAL.certificate) == loaded.fingerprint(hashes.SHA256()).hex()
