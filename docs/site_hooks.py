"""What the site takes besides ``docs``: pages elsewhere in the repository that it links to, such as the cards of models.

Links between them are written for whoever reads the repository. On the site they lead to the same page there; a link to
what is no page, such as a folder of code, becomes plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

DOCS, OUTSIDE = "docs", "project"
"""The folder of the documentation in the repository, and that of all other pages on the site."""
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^\s()#:]+)(#[^\s()]*)?\)")


def path_of(uri: str) -> str:
    """Where a page of the site lies in the repository: ``faq.md`` is ``docs/faq.md``."""
    return uri.removeprefix(f"{OUTSIDE}/") if uri.startswith(f"{OUTSIDE}/") else f"{DOCS}/{uri}"


def uri_of(path: str) -> str:
    """The inverse of :func:`path_of`."""
    return path.removeprefix(f"{DOCS}/") if path.startswith(f"{DOCS}/") else f"{OUTSIDE}/{path}"


def linked(path: str, text: str) -> Iterator[str]:
    """What a page links to, as paths in the repository."""
    for match in _LINK.finditer(text):
        yield normpath(join(dirname(path), match[2]))


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages outside ``docs`` that a page of the site links to, and those that they link to."""
    root = Path(config.config_file_path).parent
    waiting = [path_of(file.src_uri) for file in files.documentation_pages()]
    while waiting:
        path = waiting.pop()
        for target in linked(path, (root / path).read_text(encoding="utf-8")):
            uri = uri_of(target)
            known = not uri.startswith(f"{OUTSIDE}/") or files.get_file_from_path(uri)
            if not known and target.endswith(".md") and (root / target).is_file():
                files.append(File.generated(config, uri, abs_src_path=str(root / target)))
                waiting.append(target)
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let the links of a page lead to where their targets are on the site."""
    root, uri = Path(config.config_file_path).parent, page.file.src_uri
    path = path_of(uri)

    def moved(match: re.Match[str]) -> str:
        target = normpath(join(dirname(path), match[2]))
        if files.get_file_from_path(uri_of(target)):
            return f"[{match[1]}]({relpath(uri_of(target), dirname(uri) or '.')}{match[3] or ''})"
        return match[1] if (root / target).exists() else match[0]  # a broken one stays, and is told

    return _LINK.sub(moved, markdown)
