"""Mail (.eml) and web archives (.mht): the page in it, or the text where there is no page.

The subject becomes its heading, so that offsets refer to what was made of it.
"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape

from ...errors import InputError
from ..format import Decoded, Format

_MOST_PARTS = 10_000
"""Lines that could begin a part, at most: reading one takes a quarter of a millisecond."""


def _decode(data: bytes) -> Decoded:
    if data.count(b"\n--") > _MOST_PARTS:
        raise InputError("no mail, or one of more parts than anybody writes")
    try:
        message = message_from_bytes(data, policy=policy.default)
        body = message.get_body(("html", "related", "plain")) if isinstance(message, EmailMessage) else None
        text = "" if body is None else str(body.get_content()).replace("\r\n", "\n")
        subject = " ".join(str(message.get("subject") or "").split())
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
