"""Mail (.eml) and web archives (.mht): the page in it, or the text where there is no page.

The subject becomes its heading, so that offsets refer to what was made of it.
"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from html import escape
from typing import Any

from ...errors import InputError
from ..format import Decoded, Format

_MOST_PARTS = 10_000
"""Lines that could begin a part, at most: reading one takes a quarter of a millisecond."""


_LONGEST = 1_000
"""Characters of a header that are parsed: the standard library takes time with the square of its length, or worse."""


class _Bounded(policy.EmailPolicy):
    """How headers are read; every one that is looked at comes through here, of the mail and of its parts, and no other."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """The parsed header, of no more than anybody writes: a subject is cut, what says how to read a part refused."""
        if len(value) > _LONGEST:
            if name.lower() != "subject":
                raise InputError(f"a damaged mail: its header {name} has {len(value):,} characters")
            value = _cut(str(value))
        return _parsed(name, str(value)) if isinstance(value, str) and not hasattr(value, "name") else value


_POLICY = _Bounded()


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> Any:
    """A header as the standard library reads it, once and not each time that it is asked for."""
    return policy.EmailPolicy.header_fetch_parse(_POLICY, name, value)


def _cut(subject: str) -> str:
    """The beginning of a subject, up to the last word that is whole, be it written in words or encoded; and a sign of it."""
    return f"{subject[:_LONGEST].rpartition(' ')[0] or subject[:_LONGEST]} …"


def _decode(data: bytes) -> Decoded:
    if data.count(b"\n--") > _MOST_PARTS:
        raise InputError("no mail, or one of more parts than anybody writes")
    try:
        message = message_from_bytes(data, policy=_POLICY)
        body = message.get_body(("html", "related", "plain")) if isinstance(message, EmailMessage) else None
        text = "" if body is None else str(body.get_content()).replace("\r\n", "\n")
        subject = " ".join(str(message.get("subject") or "").split())
    except InputError:
        raise
    except RecursionError:
        raise InputError("nested too deeply to be read") from None
    except Exception as error:  # the parser of the standard library meets mail that no mail program wrote
        raise InputError(f"no mail, or a damaged one ({type(error).__name__})") from None
    if body is None or not message.keys() or not text.strip():
        raise InputError("no mail, or one without text")
    if body.get_content_type() == "text/html":
        heading = f"<h1>{escape(subject, quote=False)}</h1>\n" if subject and "<h1" not in text.lower() else ""
        return Decoded(heading + text, "html", "converted")
    return Decoded(f"{subject}\n\n{text}" if subject else text, "text", "converted")


FORMAT = Format("mail", (".eml", ".mht", ".mhtml"), _decode)
