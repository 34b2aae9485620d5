"""Encryption of what must not lie readable in the database: files, packages, seeds of second factors (A3, A12).

AES-256-GCM; the key is derived from the secret key, which the database does not have. What is sealed for one row does not
open as another's.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.outside import Tokens

NONCE_BYTES = 12


class SealBroken(Exception):
    """What is stored was changed, belongs to another row, or was sealed under another key."""


def seal(content: bytes, key: bytes, row: str, tokens: Tokens) -> bytes:
    """The content as it may be stored: a nonce and the ciphertext. `row` is the id of the row that it is stored in."""
    nonce = bytes.fromhex(tokens.identifier())[:NONCE_BYTES]
    return nonce + AESGCM(key).encrypt(nonce, content, row.encode())


def unseal(sealed: bytes, key: bytes, row: str) -> bytes:
    """The content again; raises SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row.encode())
    except (InvalidTag, ValueError):
        raise SealBroken from None
