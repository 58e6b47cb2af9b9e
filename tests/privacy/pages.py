"""The bytes of a store's file as they lie on the disk, decrypted page by page: also of pages that nothing uses."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PAGE: Final = 4096
_RESERVED: Final = 80  # SQLCipher 4: 16 bytes of IV, 64 of HMAC-SHA512
_SALT: Final = 16


def plain_pages(path: Path, key: bytes) -> bytes:
    """Everything, in the order of the file. SQLCipher 4 with a raw key: AES-256-CBC for each page."""
    raw, plain = path.read_bytes(), bytearray()
    for start in range(0, len(raw), _PAGE):
        page = raw[start : start + _PAGE]
        begin = _SALT if start == 0 else 0
        end = _PAGE - _RESERVED
        decryptor = Cipher(algorithms.AES(key), modes.CBC(page[end : end + 16])).decryptor()
        plain += decryptor.update(page[begin:end]) + decryptor.finalize()
    return bytes(plain)
