"""Records in a file that is only ever appended to, each sealed: a kill tears the last one and none before it.

A file is written by one process once. Its head holds a random salt, from which its key is derived; a record's number in
the file is its nonce. The frame before each record can be read without the key (when, how long), and is authenticated.
"""

import errno
import hmac
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_HEAD: Final = struct.Struct("<8s16s")
_HEAD_MARK: Final = b"PLANTRE1"
_FRAME: Final = struct.Struct("<4sIIdd")
_FRAME_MARK: Final = b"\xa5REC"
_CHECK: Final = struct.Struct("<I")
_BEFORE: Final = _FRAME.size + _CHECK.size
_INFO: Final = b"plantao ward recording"


class RecordingKey:
    """Derived from the store's key, so that a recording opens with the key slots of its station and no others."""

    def __init__(self, store_key: bytes) -> None:
        self._key = HKDF(SHA256(), 32, salt=None, info=_INFO).derive(store_key)

    def cipher(self, salt: bytes) -> AESGCM:
        """That of one file."""
        return AESGCM(HKDF(SHA256(), 32, salt=salt, info=_INFO).derive(self._key))

    def name(self, text: str) -> str:
        """A name for the file system that tells nobody what it stands for."""
        return hmac.new(self._key, text.encode(), sha256).hexdigest()[:32]


class SealedWriter:
    """A new file. After an OSError it must be closed, and the next record goes into another file."""

    def __init__(self, path: Path, key: RecordingKey) -> None:
        salt = os.urandom(16)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self.path, self._cipher, self._number = path, key.cipher(salt), 0
        self.records = 0
        """Records that were appended whole."""
        self.size = 0
        """Bytes of the file, its head among them."""
        self._file = os.open(path, flags, 0o600)
        try:
            self._write(_HEAD.pack(_HEAD_MARK, salt))
        except OSError:
            self.close()
            raise

    def append(self, payload: bytes, first: float, last: float) -> None:
        """One record about the moments from `first` to `last`; handed to the system in one piece, not waited for."""
        frame = _FRAME.pack(_FRAME_MARK, len(payload) + 16, self._number, first, last)
        sealed = self._cipher.encrypt(_nonce(self._number), payload, frame)
        self._number += 1
        self._write(b"".join((frame, _CHECK.pack(zlib.crc32(frame)), sealed)))
        self.records += 1

    def flush(self) -> None:
        """Wait until all of it is on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Nothing more is appended; a second time does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, content: bytes) -> None:
        if os.write(self._file, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        self.size += len(content)


@dataclass(frozen=True)
class Record:
    """Where one record lies in its file, and of when it is."""

    at: int
    length: int
    number: int
    first: float
    last: float


class SealedReader:
    """Reads a file that may still be written, or be replaced by another of the same name.

    `refresh` looks for what has come; all else goes by what it found last.
    """

    def __init__(self, path: Path, key: RecordingKey) -> None:
        self.path, self._key = path, key
        self._salt = b""
        self._cipher: AESGCM | None = None
        self._looked = 0
        self.records: list[Record] = []
        self.unfinished = 0
        """Bytes behind the last whole record: of one that is being written, or that a kill tore."""
        self.generation = 0
        """Grows when the file was replaced: what was read of the former no longer counts."""

    def refresh(self) -> None:
        """Take in what was appended. OSError; a file that is gone or has no head holds nothing."""
        try:
            with self.path.open("rb") as file:
                head = file.read(_HEAD.size)
                if len(head) < _HEAD.size or not head.startswith(_HEAD_MARK):
                    self._begin(b"")
                    self.unfinished = len(head)
                    return
                if head[8:] != self._salt:
                    self._begin(head[8:])
                file.seek(self._looked)
                self._walk(file.read())
        except FileNotFoundError:
            self._begin(b"")

    def payloads(self, records: "list[Record]") -> "Iterator[tuple[Record, bytes | None]]":
        """Each with what was sealed, None where it is damaged. OSError."""
        cipher = self._cipher
        if cipher is None or not records:
            return
        with self.path.open("rb") as file:
            if file.read(_HEAD.size)[8:] != self._salt:
                return
            for record in records:
                file.seek(record.at)
                content = file.read(_BEFORE + record.length)
                yield record, _opened(cipher, record, content)

    def _begin(self, salt: bytes) -> None:
        if salt != self._salt or not salt:
            self.generation += 1
        self._salt, self._cipher = salt, self._key.cipher(salt) if salt else None
        self._looked, self.records, self.unfinished = _HEAD.size, [], 0

    def _walk(self, content: bytes) -> None:
        """Frame by frame; over what is damaged to the next that is whole. What is cut off is looked at again."""
        at, size = 0, len(content)
        while (at := content.find(_FRAME_MARK, at)) >= 0 and at + _BEFORE <= size:
            frame = content[at : at + _FRAME.size]
            if _CHECK.unpack_from(content, at + _FRAME.size)[0] != zlib.crc32(frame):
                at += 1
                continue
            _, length, number, first, last = _FRAME.unpack(frame)
            if at + _BEFORE + length > size:
                break
            self.records.append(Record(self._looked + at, length, number, first, last))
            at += _BEFORE + length
        # What lies behind the last whole record may be one that is being written.
        last_one, end = self.records[-1] if self.records else None, self._looked + size
        self._looked = last_one.at + _BEFORE + last_one.length if last_one is not None else _HEAD.size
        self.unfinished = end - self._looked


def _opened(cipher: AESGCM, record: Record, content: bytes) -> bytes | None:
    frame, sealed = content[: _FRAME.size], content[_BEFORE:]
    try:
        return cipher.decrypt(_nonce(record.number), sealed, frame)
    except (InvalidTag, ValueError):
        return None


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "little")
