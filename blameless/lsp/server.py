"""The server over standard input and output (pygls, which speaks the protocol and keeps the texts)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from .. import __version__
from ..check import Checker, Projects, Settings
from ..config import Config
from ..documents import format_of
from ..errors import BlamelessError
from ..project import OWN_FILE, PROJECT_FILE
from ..run import Unjudged
from .actions import Change, changes
from .diagnostics import diagnostic, diagnostics
from .drafts import Analysis, Draft, Drafts
from .hovers import hover
from .places import Places
from .symbols import symbols

if TYPE_CHECKING:
    from pygls.workspace import TextDocument

    from ..report import Finding

_UNSAVED = "unsaved.md"
"""What a document without a file is called: its configuration is that of the workspace."""


class Server(LanguageServer):
    """A language server for postmortems.

    The whole text is asked for at each change: pygls counts lines of changes otherwise than the protocol does (see
    :class:`.places.Places`), and to send a postmortem costs nothing beside reading it.

    Raises:
        ConfigError: where the configuration that was named says something unknown.
    """

    def __init__(self, config: Path | None = None) -> None:
        super().__init__("blameless", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._settings = Settings(config, None, {}, force_exclude=True)
        self._projects = Projects(self._settings)
        self._checker = Checker()
        self.drafts = Drafts(self._analyze, self._publish)

    def warm_up(self) -> None:
        """Load the models while the first document is opened."""
        self._checker.analyzer(Config()).warm_up()

    def take(self, uri: str) -> None:
        """Judge a document as it is now."""
        self.drafts.put(self._draft(self.workspace.get_text_document(uri)))

    def read_configuration(self) -> None:
        """Read the configuration anew, and judge all that is open by it."""
        try:
            self._projects = Projects(self._settings)
        except BlamelessError:
            return  # a file that is being written; what was there before still holds
        self.drafts.again()

    def places(self, draft: Draft) -> Places:
        """The places of a draft, in the encoding that the client wants."""
        return Places(draft.text, types.PositionEncodingKind(self.workspace.position_encoding or "utf-16"))

    def _draft(self, document: TextDocument) -> Draft:
        path = to_fs_path(document.uri)
        name = path or str(Path(self.workspace.root_path or ".") / _UNSAVED)
        plain = path is None and document.language_id == "plaintext"
        return Draft(document.uri, name, document.version, document.source, "text" if plain else format_of(name))

    def _analyze(self, draft: Draft) -> Analysis:
        """Judge a draft, in the thread of :class:`.drafts.Drafts`; a fault of ours costs no more than this analysis."""
        try:
            task = self._projects.task(draft.name, None, named=True)
            if task is None or not draft.text.strip():
                return Analysis(draft)
            if len(draft.text.encode("utf-8", "surrogatepass")) > task.config.max_bytes:
                return Analysis(
                    draft, problem=f"too large: more than the {task.config.max_bytes / 1e6:g} MB of max-bytes"
                )
            found = self._checker.analyzer(task.config).outcomes([draft.text], draft.format)[0]
        except BlamelessError as error:
            return Analysis(draft, problem=str(error))
        except Exception as error:
            return Analysis(draft, problem=f"cannot be judged: {type(error).__name__}: {error}")
        return Analysis(draft, problem=found.reason) if isinstance(found, Unjudged) else Analysis(draft, found)

    def _publish(self, analysis: Analysis) -> None:
        draft = analysis.draft
        found = diagnostics(analysis, self.places(draft))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(draft.uri, found, draft.version))

    def can(self, capability: str) -> Any:
        """What the client says of a capability of its own, ``None`` where it does not say."""
        return get_capability(self.client_capabilities, capability)  # type: ignore[call-overload]


def serve(config: Path | None = None) -> None:
    """Serve one editor until it says goodbye or is gone.

    Args:
        config: a configuration file to use instead of the one nearest each document.

    Raises:
        ConfigError: where it says something unknown.
    """
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever else is printed would break the protocol
    make(config).start_io(sys.stdin.buffer, out)


def make(config: Path | None = None) -> Server:
    """A server with all that it answers."""
    server = Server(config)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        with suppress(BlamelessError):  # told of with the first document
            await server.drafts.work(server.warm_up)
        if server.can("workspace.did_change_watched_files.dynamic_registration"):
            await server.client_register_capability_async(_watching())

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        server.read_configuration()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.take(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.take(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.read_configuration()  # for editors that watch no files

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.drafts.close(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        found = await server.drafts.newest(params.text_document.uri)
        if found is None:
            return None
        places = server.places(found.draft)
        offset = places.offset(params.position)
        kinds = server.can("text_document.hover.content_format") or ()
        return hover(list(_at(found, offset, offset)), places, types.MarkupKind.Markdown in kinds)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def asked(params: types.CodeActionParams) -> list[types.CodeAction]:
        only = params.context.only
        if only is not None and not any(_covers(kind, types.CodeActionKind.QuickFix.value) for kind in only):
            return []
        found = await server.drafts.newest(params.text_document.uri)
        if found is None:
            return []
        places = server.places(found.draft)
        touched = _at(found, places.offset(params.range.start), places.offset(params.range.end))
        offered = await server.drafts.work(lambda: [*changes(found.draft, list(touched), places)])
        return [_action(server, found.draft, change, places) for change in offered]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        found = await server.drafts.newest(params.text_document.uri)
        if found is None or found.report is None:
            return []
        return symbols(found.report.sections, server.places(found.draft))

    @server.feature(types.SHUTDOWN)
    def shut(*_: object) -> None:
        server.drafts.stop()

    return server


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


def _action(server: Server, draft: Draft, change: Change, places: Places) -> types.CodeAction:
    written = change.replacement
    edit = types.TextEdit(places.range(written.start, written.end), written.text)
    if server.can("workspace.workspace_edit.document_changes"):
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
