"""The application: a page, what it is made of, and ``POST /analyze`` (Starlette).

It keeps nothing: no cookie, no file, no log of what was sent. What a browser may do with the page is said once, in
:data:`HEADERS`; who may ask at all is the business of :mod:`.guards`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .. import __version__
from ..errors import ConfigError
from ..intake.documents import format_of
from ..run import Unjudged
from ..show import Failure, Result
from ..show.formats import names, reporter
from ..show.page import asset, environment
from .guards import Bounded, Headed, Refused
from .openapi import specification

if TYPE_CHECKING:
    from ..analyzer import Analyzer

PACKAGE = "blameless.serve"
UNNAMED = "draft.md"
"""What a draft is called that has no name."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
MOST_BYTES = 1_000_000
"""The largest request: some 150,000 words. A page is no place for archives."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_TYPES = {"html": "text/html", "json": "application/json", "jsonl": "application/json", "sarif": "application/json"}
_OTHER = "text/plain"


class _Drafts:
    """Judges drafts, one at a time: threads would take turns all the same, and so what waits is not begun in vain."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._turn = anyio.Lock()

    async def answer(self, request: Request) -> Response:
        """The report of the draft that a request holds, in the format that it asks for."""
        name, path, text = _asked(request, await request.body())
        async with self._turn:
            if await request.is_disconnected():  # something newer has been typed
                return Response(status_code=499)
            status, body = await anyio.to_thread.run_sync(partial(self._report, name, path, text))
        return Response(body, status, media_type=_TYPES.get(name, _OTHER))

    def _report(self, format: str, path: str, text: str) -> tuple[int, str]:
        """The status of an answer, and its body: a report, or why there is none."""
        out = io.StringIO()
        outcome = self._outcome(path, text)
        reporter(format)([outcome], out)
        if not isinstance(outcome, Failure):
            return 200, out.getvalue()
        return 422, out.getvalue().strip() or outcome.message  # in some formats, errors are for another stream

    def _outcome(self, path: str, text: str) -> Result | Failure:
        if not text.strip():
            return Failure(path, "the text is empty")
        found = self._analyzer.outcomes([text], format_of(path))[0]
        return Failure(path, found.reason) if isinstance(found, Unjudged) else Result(path, text, found)


def _asked(request: Request, body: bytes) -> tuple[str, str, str]:
    """The format, the name and the text that a request is about.

    Raises:
        Refused: where it is none that can be answered, with the reason.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        # Other types a foreign page could send without being asked for its permission.
        raise Refused(415, "send application/json")
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not valid JSON") from None
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        raise Refused(400, 'the body must be an object with a string "text"')
    path = values.get("path", UNNAMED)
    if not isinstance(path, str) or not path or len(path) > 1000:
        raise Refused(400, '"path" must be a file name')
    format = request.query_params.get("format", "jsonl")
    if format not in names():
        raise Refused(400, f"format must be one of {', '.join(names())}")
    try:
        reporter(format)
    except ConfigError as error:
        raise Refused(400, str(error)) from None
    return format, path, values["text"]


def application(analyzer: Analyzer, hosts: Iterable[str] = LOOPBACK, most_bytes: int = MOST_BYTES) -> Starlette:
    """The application.

    Args:
        analyzer: judges what is sent.
        hosts: the names under which it may be called; all others are refused, as a foreign page would use them to
            reach this machine by a name of its own (DNS rebinding).
        most_bytes: the largest request it takes.
    """
    drafts = _Drafts(analyzer)
    told = {"version": __version__, "formats": names(), "most_bytes": most_bytes}
    spec = specification(most_bytes)
    routes = [
        Route("/", _fixed(environment(PACKAGE).get_template("page.html").render(told), "text/html")),
        Route("/report.css", _fixed(asset("blameless.show", "report.css"), "text/css")),
        *(Route(f"/{name}", _fixed(asset(PACKAGE, name), kind)) for name, kind in _ASSETS),
        Route("/openapi.json", _fixed(json.dumps(spec), "application/json")),
        Route("/docs", _fixed(environment(PACKAGE).get_template("docs.html").render(spec=spec), "text/html")),
        Route("/analyze", drafts.answer, methods=["POST"]),
    ]
    guards = [
        Middleware(Headed, headers=HEADERS),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        Middleware(Bounded, most_bytes=most_bytes),
    ]
    return Starlette(routes=routes, middleware=guards, exception_handlers={Refused: _refusal})


_ASSETS = (("page.css", "text/css"), ("page.js", "text/javascript"))


def _fixed(content: str, media_type: str) -> Callable[[Request], Response]:
    return lambda request: Response(content, media_type=media_type)


def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse({"error": error.reason}, error.status)
