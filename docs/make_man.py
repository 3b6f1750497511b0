"""Write the manual page ``man/blameless.1`` from the commands: ``make man``.

click-man writes such pages for click, but knows nothing of the options of Typer. The signs of roff are those of man(7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from blameless import __version__, links
from blameless.cli import app

PAGE = Path(__file__).resolve().parent.parent / "man" / "blameless.1"


def escaped(text: str) -> str:
    """Text as roff shows it: a line that begins with a dot or an apostrophe is no request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"^(?=[.'])", r"\\&", text, flags=re.M)
    return "".join(sign if sign.isascii() else f"\\[u{ord(sign):04X}]" for sign in text)


def unbroken(text: str) -> str:
    """Roff with its addresses kept from being hyphenated, which nobody could follow."""
    return re.sub(r"(?=https://)", r"\\%", text)


def page() -> str:
    """The manual page."""
    command: Any = get_command(app)
    lines = [
        f'.TH BLAMELESS 1 "" "blameless {__version__}" "User Commands"',
        ".SH NAME",
        "blameless \\- read incident postmortems and say what to change in them",
        ".SH SYNOPSIS",
        ".B blameless",
        ".I COMMAND",
        "[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...",
        ".SH DESCRIPTION",
        escaped(command.help),
        ".PP",
        "The commands are described below; each tells the same with \\fB\\-\\-help\\fR.",
        ".SH OPTIONS",
        *_described(command, command.make_context("blameless", [], resilient_parsing=True)),
        ".SH COMMANDS",
    ]
    for name, each in command.commands.items():
        if not each.hidden:
            lines += _command(name, each)
    lines += [".SH SEE ALSO", unbroken(escaped(links.DOCS))]
    return "\n".join(lines) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    context = command.make_context(name, [], resilient_parsing=True)
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    shown = " ".join(f"\\fI{escaped(each.make_metavar(context).strip('{}'))}\\fR" for each in arguments)
    yield from (
        f'.SS "blameless {escaped(name)}"',
        f"\\fBblameless {escaped(name)}\\fR [\\fIOPTION\\fR]... {shown}".rstrip(),
    )
    for paragraph in (command.help or "").split("\n\n"):
        yield from (".PP", escaped(" ".join(paragraph.split())))
    yield from _described(command, context)
    if command.epilog:
        yield from (".PP", unbroken(escaped(" ".join(command.epilog.replace("\b", "").split()))))


def _described(command: Any, context: Any) -> Iterator[str]:
    """The options and arguments of a command, each with what it means."""
    for each in command.params:
        record = each.get_help_record(context)
        if record is not None:
            yield from (".TP", f"\\fB{escaped(record[0].strip('{}'))}\\fR", escaped(" ".join(record[1].split())))


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
