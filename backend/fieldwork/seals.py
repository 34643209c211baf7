"""Whose seal a paper gets: a key for each of our companies, and the certificate made for it.

The keys are derived from the house's secret, as that of web push is, so that every worker has
them and no table does. A certificate is made when a company seals its first paper.
"""

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from backend.documents.sealing import Seal, Sealed, seal_pdf, self_signed
from backend.fieldwork.models import SealCertificate
from backend.lib.clock import utc_now

CURVE: Final = ec.SECP256R1()
# The order of the curve's group; a private key lies between one and it.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def sealed_paper(pdf: bytes, issuer: str) -> Sealed:
    """The PDF under the seal of our company of that name; call it outside any transaction, as a
    time-stamping authority may have to be asked."""
    return seal_pdf(pdf, seal_of(issuer), tsa=settings.TSA_URL)


@transaction.atomic
def seal_of(issuer: str) -> Seal:
    """The company's key with its certificate, made now where there is none yet."""
    key = _key_of(issuer[:200], settings.SECRET_KEY)
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    row, _made = SealCertificate.objects.get_or_create(
        name=issuer[:200],
        key_sha256=hashlib.sha256(public).hexdigest(),
        defaults={"pem": self_signed(issuer, key, utc_now()).decode()},
    )
    return Seal(row.pem.encode(), key)


@lru_cache(maxsize=64)
def _key_of(issuer: str, secret: str) -> ec.EllipticCurvePrivateKey:
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=f"callout seal {issuer}".encode()).derive(
        secret.encode()
    )
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, CURVE)
