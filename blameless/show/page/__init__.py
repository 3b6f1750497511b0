"""Pages: what HTML reports are made of. Text becomes mark-up in the templates only, which escape everything."""

from __future__ import annotations

import base64
import codecs
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment(package: str) -> Environment:
    """The templates of a package: they escape on their own, and a name that is not known is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(package: str, name: str) -> str:
    """A style or script that stands beside the templates of a package."""
    return files(package).joinpath(f"templates/{name}").read_text(encoding="utf-8").strip()


def source_hash(code: str) -> str:
    """A script or style as a Content-Security-Policy allows it, and no other: ``'sha256-…'``."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def encodable(page: str, out: TextIO) -> str:
    """A page for a stream: in letters that it takes, as the page says it is UTF-8 and others would be read wrongly."""
    if codecs.lookup(getattr(out, "encoding", None) or "utf-8").name == "utf-8":
        return page
    return page.encode("ascii", "xmlcharrefreplace").decode("ascii")
