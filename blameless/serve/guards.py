"""What every request passes: headers that go with each answer, and bounds on what is sent and for how long."""

from __future__ import annotations

from collections.abc import Mapping

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS = 30
"""How long a request may take to arrive."""


class Refused(Exception):
    """A request that is not answered, with the status and the reason that are."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason


class Headed:
    """Sends headers with each answer, those of refusals as well."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, headed if scope["type"] == "http" else send)


class Bounded:
    """Reads a request up to a size and no longer than a while, before anything is done about it."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            with anyio.fail_after(_SECONDS):
                body = await self._body(Headers(scope=scope), receive)
        except TimeoutError:
            await JSONResponse({"error": "the request did not arrive in time"}, 408)(scope, receive, send)
            return
        if body is None:
            reason = f"too large: more than {self._most:,} bytes"
            await JSONResponse({"error": reason}, 413, {"Connection": "close"})(scope, receive, send)
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replayed() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, replayed, send)

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """The whole body, or nothing where it is too large; then the rest of it is not read."""
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told[:20]) > self._most:
            return None
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self._most:
                return None
            more = message["type"] == "http.request" and message.get("more_body", False)
        return b"".join(parts)
