"""What to ask for where a document lacks something: a text of ``lexicon/asking.toml``, with what the document itself holds filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from ..lexicon import load, words

if TYPE_CHECKING:
    from .rule import Context

_LONGEST_QUOTE, _LONGEST_TITLE = 90, 50


def ask(name: str, facts: Mapping[str, str]) -> str | None:
    """The first text of that name whose needs are met; ``None`` where there is none."""
    return worded(load("asking")[name], facts)


def worded(entries: Iterable[Mapping[str, Any]], facts: Mapping[str, str]) -> str | None:
    """The first text whose needs are met, with what is known filled in."""
    for entry in entries:
        if all(facts.get(need) for need in entry.get("needs", ())):
            return str(entry["text"].format_map(facts))
    return None


def quote(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """A piece of text on one line, without the marks it ends with; the end of a long one is left out."""
    return shorten(text.strip(" |\n").lstrip("-*• ").rstrip(".:;, "), longest, placeholder="…")


def where(context: Context, *kinds: str) -> dict[str, str]:
    """The title of the first part of one of some kinds that has a heading, as ``part``."""
    for kind in kinds:
        for part in context.postmortem.parts:
            if kind in part.kinds and part.body > part.start and 0 < len(part.title) <= _LONGEST_TITLE:
                return {"part": part.title.strip(" *_:")}
    return {}


def opening(context: Context, kind: str) -> dict[str, str]:
    """The first sentence of a part as ``said``, with the title of that part."""
    for sentence in context.postmortem.sentences:
        title = sentence.heading.strip(" *_:")
        text = sentence.text.removeprefix(f"{title}:")
        said = text.split()
        if kind in sentence.sections[:1] and not sentence.quoted and len(said) > _FEWEST_WORDS:
            broken_off = said[-1] in words("function_words")  # what it goes on with is set as code, or a list
            return {} if broken_off else {"said": quote(text), "part": title}
    return {}


_FEWEST_WORDS = 3


def evidence(context: Context, name: str) -> dict[str, str]:
    """The place that tells a fact of the incident, as ``said`` and ``line``."""
    place = context.postmortem.evidence.get(name)
    if place is None:
        return {}
    source = context.postmortem.source
    return {"said": quote(source.text[slice(*place)]), "line": str(source.line_of(place[0]))}
