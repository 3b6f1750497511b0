"""What an editor sends, and what is answered where that is no message: an error and a line, never a traceback.

pygls reads, answers and logs messages. It passes over headers that it does not know and then waits for ever, and logs a
traceback for each message that it cannot read, with the text of the document in it; so both are done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import (
    FeatureRequestError,
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

from ..errors import InputError

_HEADER = re.compile(rb"([\w-]{1,100}):([^\r\n]*)\r?\n")
_LONGEST_HEADER = 8_192
_LARGEST = 256_000_000
"""Bytes of a message; what is larger was not sent by an editor, and memory is set aside for it before it is read."""


class Incoming:
    """The messages on a stream, for pygls, with each length where it looks for it.

    Where something is no header, nobody can tell where the next message begins, so that reading ends there.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._length: int | None = None
        self._begun = False

    def readline(self) -> bytes:
        """The next line of a header.

        Raises:
            InputError: where it is none.
        """
        line = self._stream.readline(_LONGEST_HEADER)
        if not line.strip():
            if line and self._begun and self._length is None:
                raise InputError("the editor sent a message without Content-Length")
            self._begun, self._length = False, None
            return line and b"\r\n"
        header = _HEADER.fullmatch(line)
        if header is None:
            raise InputError("the editor sent something that is no message of the Language Server Protocol")
        self._begun = True
        if header[1].lower() != b"content-length":
            return line
        self._length = _length(header[2].strip())
        return b"Content-Length: %d\r\n" % self._length

    def read(self, size: int) -> bytes:
        """The body of a message.

        Raises:
            InputError: where it ends before it is whole.
        """
        body = self._stream.read(size)
        if len(body) < size:
            raise InputError("the editor stopped in the middle of a message")
        return body


def _length(told: bytes) -> int:
    if not told.isdigit() or len(told) > 20:
        raise InputError("the editor sent a Content-Length that is no number")
    if int(told) > _LARGEST:
        raise InputError(f"the editor sent a message of more than {_LARGEST / 1e6:g} MB")
    return int(told)


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message that cannot be understood; ``id`` is that of the request that it was to be, if it was one."""

    error: JsonRpcException
    id: str | int | None = None
    told: bool = True
    """Whether an answer is waited for."""


class Protocol(LanguageServerProtocol):
    """That of pygls, which refuses what it cannot understand."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message, or why it is none."""
        if "jsonrpc" in data and "method" in data:
            data.setdefault("params", None)  # which may be left out, also of what pygls has no type for
            if not isinstance(data["method"], str) or not isinstance(data.get("id", 0), (str, int)):
                return Malformed(JsonRpcInvalidRequest())
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "method" not in data:
                return Malformed(JsonRpcInvalidRequest())
            return Malformed(JsonRpcInvalidParams(), data.get("id"), told="id" in data)

    def handle_message(self, message: Any) -> None:
        """Answer a message, or refuse it."""
        wrong = _wrong(message)
        if wrong is None and self._workspace is None:
            wrong = _too_early(message)
        if wrong is None:
            super().handle_message(message)
        else:
            self.refuse(wrong)

    def refuse(self, wrong: Malformed) -> None:
        """Say that a message is none."""
        self._server.report_server_error(wrong.error, FeatureRequestError)
        if wrong.told:
            self._send_data(types.ResponseErrorMessage(wrong.id, wrong.error.to_response_error()))


def _wrong(message: Any) -> Malformed | None:
    """What is wrong with a message, whatever it asks for."""
    if isinstance(message, Malformed):
        return message
    if getattr(message, "jsonrpc", None) == "2.0":
        return None
    id = getattr(message, "id", None)
    return Malformed(JsonRpcInvalidRequest(), id if isinstance(id, (str, int)) else None)


def _too_early(message: Any) -> Malformed | None:
    """Refuse what is asked before the session has begun; what is only told then is passed over."""
    method, id = getattr(message, "method", None), getattr(message, "id", None)
    if method in (types.INITIALIZE, types.EXIT, None):
        return None
    return Malformed(JsonRpcServerNotInitialized(), id, told=id is not None)
