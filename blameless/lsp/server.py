"""The server (pygls speaks the protocol and keeps the texts): documents to analyses, by the configuration of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import FeatureNotificationError, JsonRpcException, JsonRpcParseError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from .. import __version__
from ..check import Checker, Projects, Settings
from ..config import Config
from ..errors import BlamelessError, too_large
from ..intake.documents import format_of
from ..run import Unjudged
from .diagnostics import diagnostics
from .drafts import Analysis, Draft, Drafts
from .messages import Malformed, Protocol
from .places import Places

if TYPE_CHECKING:
    from pygls.server import ServerErrors
    from pygls.workspace import TextDocument

_UNSAVED = "unsaved.md"
"""What a document without a file is called: its configuration is that of the workspace."""


class Server(LanguageServer):
    """A language server for postmortems.

    The whole text is asked for at each change: pygls counts lines of changes otherwise than the protocol does (see
    :class:`.places.Places`), and to send a postmortem costs nothing beside reading it.

    Args:
        config: a configuration file to use instead of the one nearest each document.
        tell: is told, in a line each, of what is wrong with messages and of faults of ours.

    Raises:
        ConfigError: where the configuration that was named says something unknown.
    """

    def __init__(self, config: Path | None = None, tell: Callable[[str], None] = lambda message: None) -> None:
        sync = types.TextDocumentSyncKind.Full
        super().__init__("blameless", __version__, text_document_sync_kind=sync, protocol_cls=Protocol)
        self._tell = tell
        self._settings = Settings(config, None, {}, force_exclude=True)
        self._projects = Projects(self._settings)
        self._checker = Checker()
        self.drafts = Drafts(self._analyze, self._publish)
        self.shut = False
        self.exit_code = 0

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
                return Analysis(draft, problem=too_large(task.config.max_bytes))
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

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Tell of what went wrong in a line; of a fault of ours in what nobody waits for, the user as well."""
        if source is JsonRpcException and isinstance(self.protocol, Protocol):  # a body that is no JSON
            self.protocol.refuse(Malformed(JsonRpcParseError(f"{JsonRpcParseError.MESSAGE}: {error}")))
            return
        self._tell(str(error))
        if source is FeatureNotificationError:
            super().report_server_error(error, source)

    def can(self, capability: str) -> Any:
        """What the client says of a capability of its own, ``None`` where it does not say."""
        return get_capability(self.client_capabilities, capability)  # type: ignore[call-overload]
