"""The company's seal on a PDF: PAdES by pyHanko, B-B, or B-T with a time-stamping authority.

A certificate a company makes itself proves that nobody changed the paper since and that all its
papers come from one hand; it does not prove by itself whose hand that is, so papers say so.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

Level = Literal["B-B", "B-T"]
FIELD: Final = "Seal"
# Longer than any paper has to be kept; a self-made certificate has nobody to renew it.
LIFETIME: Final = timedelta(days=3653 * 2)
TSA_PATIENCE_S: Final = 10


@dataclass(frozen=True)
class Seal:
    """Who seals: the certificate in PEM, and the key it is about."""

    certificate: bytes
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Sealed:
    """A sealed paper; `level` says whether a time stamp stands in it."""

    content: bytes
    level: Level


@dataclass(frozen=True)
class SealFound:
    """What a look at a PDF's seal found; `is_whole` where no byte changed since."""

    is_whole: bool
    name: str
    has_time_stamp: bool


def self_signed(name: str, key: ec.EllipticCurvePrivateKey, at: datetime) -> bytes:
    """A certificate in PEM by which `name` seals its own papers, good from `at`."""
    who = certificates.Name(
        [
            certificates.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            certificates.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Self-signed seal"),
            certificates.NameAttribute(NameOID.COMMON_NAME, name[:64]),
        ]
    )
    usage = certificates.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        certificates.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + LIFETIME)
        .add_extension(certificates.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def seal_pdf(pdf: bytes, seal: Seal, *, tsa: str | TimeStamper = "") -> Sealed:
    """The PDF with an invisible seal over all its bytes.

    `tsa` is the address of a time-stamping authority. One that does not answer costs the paper
    its time stamp and not its seal: the client is not to wait for a stranger's machine.
    """
    stamper = HTTPTimeStamper(tsa, timeout=TSA_PATIENCE_S) if isinstance(tsa, str) and tsa else tsa
    if stamper:
        try:
            return Sealed(_sealed(pdf, seal, stamper), "B-T")
        except (TimestampRequestError, OSError):
            pass
    return Sealed(_sealed(pdf, seal, None), "B-B")


def look_at_seal(pdf: bytes) -> SealFound | None:
    """What the seal says of these bytes; None where there is none, or no PDF."""
    try:
        found = _seals(pdf)
        if not found:
            return None
        trusted = ValidationContext(trust_roots=[found[0].signer_cert], allow_fetching=False)
        status = validate_pdf_signature(found[0], trusted)
    except (PdfError, ValueError, KeyError, TypeError, IndexError):
        return SealFound(False, "", False)
    name = found[0].signer_cert.subject.native.get("common_name", "")
    # Whom to trust is the reader's matter; here it is whether the bytes are those that were sealed.
    entire = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    return SealFound(status.intact and status.valid and entire, str(name), stamped)


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a PEM certificate's DER, as readers of PDFs show it."""
    loaded = certificates.load_pem_x509_certificate(certificate)
    return hashlib.sha256(loaded.public_bytes(serialization.Encoding.DER)).hexdigest()


def _sealed(pdf: bytes, seal: Seal, stamper: TimeStamper | None) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    packed = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, _signer(seal), stamper, output=packed
    )
    return packed.getvalue()


def _signer(seal: Seal) -> signers.SimpleSigner:
    loaded = certificates.load_pem_x509_certificate(seal.certificate)
    key = seal.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(loaded.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def _seals(pdf: bytes) -> Sequence[EmbeddedPdfSignature]:
    found: Sequence[EmbeddedPdfSignature]
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return found
