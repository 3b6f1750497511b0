"""What the server answers, message by message."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from lsprotocol import types

from ..errors import BlamelessError
from ..project import OWN_FILE, PROJECT_FILE
from ..report import Finding
from .actions import Change, changes
from .diagnostics import diagnostic
from .drafts import Analysis, Draft
from .hovers import hover
from .messages import Incoming
from .places import Places
from .server import Server
from .symbols import symbols

_QUICK_FIXES = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])


def make(config: Path | None = None, tell: Callable[[str], None] = lambda message: None) -> Server:
    """A server with all that it answers.

    Args:
        config: a configuration file to use instead of the one nearest each document.
        tell: is told, in a line each, of messages that are none and of faults of ours.

    Raises:
        ConfigError: where it says something unknown.
    """
    server = Server(config, tell)
    for message, answer in ANSWERS.items():
        server.feature(message, _QUICK_FIXES if message == types.TEXT_DOCUMENT_CODE_ACTION else None)(answer)
    return server


def serve(config: Path | None = None, tell: Callable[[str], None] = lambda message: None) -> int:
    """Serve one editor until it says goodbye or is gone.

    Args:
        config: a configuration file to use instead of the one nearest each document.
        tell: is told, in a line each, of messages that are none and of faults of ours.

    Returns:
        The exit code: 1 where the editor asks for the end without the goodbye before it, as the protocol has it.

    Raises:
        ConfigError: where it says something unknown.
        InputError: where what comes in is no such message, so that nobody can tell where the next one begins.
    """
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever else is printed would break the protocol
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)  # what it logs has tracebacks, and texts, in it
    incoming = cast(BinaryIO, Incoming(sys.stdin.buffer))  # of a stream, pygls asks no more than that
    server = make(config, tell)
    server.start_io(incoming, out)
    return server.exit_code


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Load what judges, and ask to be told of changes of configuration."""
    with suppress(BlamelessError):  # told of with the first document
        await ls.drafts.work(ls.warm_up)
    if ls.can("workspace.did_change_watched_files.dynamic_registration"):
        await ls.client_register_capability_async(_watching())


def watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """A file of configuration has changed."""
    ls.read_configuration()


def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document has been opened."""
    ls.take(params.text_document.uri)


def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A document has been typed in."""
    ls.take(params.text_document.uri)


def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A document has been saved, and perhaps its configuration: some editors watch no files."""
    ls.read_configuration()


def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A document has been closed: its findings go."""
    ls.drafts.close(params.text_document.uri)
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))


async def hovered(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is to be said of the place under the pointer."""
    found = await ls.drafts.newest(params.text_document.uri)
    if found is None:
        return None
    places = ls.places(found.draft)
    offset = places.offset(params.position)
    kinds = ls.can("text_document.hover.content_format") or ()
    return hover(list(_at(found, offset, offset)), places, types.MarkupKind.Markdown in kinds)


async def asked(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings in a range."""
    only = params.context.only
    if only is not None and not any(_covers(kind, types.CodeActionKind.QuickFix.value) for kind in only):
        return []
    found = await ls.drafts.newest(params.text_document.uri)
    if found is None:
        return []
    places = ls.places(found.draft)
    touched = _at(found, places.offset(params.range.start), places.offset(params.range.end))
    offered = await ls.drafts.work(lambda: [*changes(found.draft, list(touched), places)])
    return [_action(ls, found.draft, change, places) for change in offered]


async def outlined(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The sections of a document."""
    found = await ls.drafts.newest(params.text_document.uri)
    if found is None or found.report is None:
        return []
    return symbols(found.report.sections, ls.places(found.draft))


def shut(ls: Server, params: None) -> None:
    """The editor says goodbye."""
    ls.drafts.stop()
    ls.shut = True


def left(ls: Server, params: None) -> None:
    """The editor asks for the end; pygls keeps the code of it to itself."""
    ls.exit_code = 0 if ls.shut else 1


ANSWERS: Mapping[str, Callable[..., Any]] = {
    types.INITIALIZED: initialized,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched,
    types.TEXT_DOCUMENT_DID_OPEN: opened,
    types.TEXT_DOCUMENT_DID_CHANGE: changed,
    types.TEXT_DOCUMENT_DID_SAVE: saved,
    types.TEXT_DOCUMENT_DID_CLOSE: closed,
    types.TEXT_DOCUMENT_HOVER: hovered,
    types.TEXT_DOCUMENT_CODE_ACTION: asked,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: outlined,
    types.SHUTDOWN: shut,
    types.EXIT: left,
}
"""What answers each message; pygls hands the server to what calls it ``ls``."""


def _watching() -> types.RegistrationParams:
    files = [types.FileSystemWatcher(f"**/{name}") for name in (OWN_FILE, PROJECT_FILE)]
    options = types.DidChangeWatchedFilesRegistrationOptions(files)
    return types.RegistrationParams(
        [types.Registration("blameless-configuration", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]
    )


def _at(found: Analysis, start: int, end: int) -> Iterator[Finding]:
    """The findings that share a place with a range."""
    for finding in found.report.findings if found.report else ():
        if finding.start <= end and start <= finding.end:
            yield finding


def _covers(kind: str, other: str) -> bool:
    """Whether a kind of action is another or a wider one: kinds are wider the fewer of their dotted words they have."""
    return not kind or other == kind or other.startswith(f"{kind}.")


def _action(ls: Server, draft: Draft, change: Change, places: Places) -> types.CodeAction:
    written = change.replacement
    edit = types.TextEdit(places.range(written.start, written.end), written.text)
    if ls.can("workspace.workspace_edit.document_changes"):
        document = types.OptionalVersionedTextDocumentIdentifier(draft.uri, draft.version)
        edits = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
    else:
        edits = types.WorkspaceEdit(changes={draft.uri: [edit]})
    return types.CodeAction(
        title=change.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(change.finding, places)],
        is_preferred=change.preferred or None,
        edit=edits,
    )
