"""Candidates for the owner of an item: names, handles, roles and teams wherever they stand, and what fills the place of one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache

from ...language.en.known import NOTHING, Known
from ...language.en.labels import values
from ...language.en.people import (
    CAPITAL,
    base_forms,
    is_department,
    is_given_name,
    is_known_person,
    is_name_like,
    is_ordinary,
    is_role,
    is_strange_name,
    is_team,
)
from ...language.en.verbs import is_bidding, verbs
from ...lexicon import fold, load
from .candidate import Candidate, crossed, extent_of, is_told, segment_at, surroundings
from .segments import Place, Segment
from .spans import without_edges

_TITLE = r"(?:(?:Dr|Mr|Mrs|Ms|Sr|Prof|Frau|Herr)\.?\s+)*"
_MORE = rf"(?:\s+(?:(?:of|the|for|and|&|\+|van|de|der|von)\s+){{0,2}}{CAPITAL}[\w.'’&/-]*)"
_NAME = re.compile(
    rf"(?<![\w@/.-]){_TITLE}{CAPITAL}[\w.'’&/-]*{_MORE}{{0,5}}(?:\s+(?:team|group|squad|crew|guild|unit|office|lead|manager)\b)?"
)
_HANDLE = re.compile(r"(?<![\w@./`])@[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*(?:/[\w-]+)?(?![\w@-]|(?:\.\w+)*@)")
_MARKED = re.compile(
    r"\[~[\w.:-]{1,60}\]|<@[\w.|-]{1,60}>|(?<![\w@./`+-])@?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}\b"
)
"""Somebody as Jira and Slack write them, and by their address; they hold marks that cut segments."""
_MENTION = re.compile(rf"(?<![\w@])@(?={CAPITAL})(?P<name>[\w'’.-]+(?: {CAPITAL}[\w'’-]*){{1,3}})")
"""Somebody by their full name, as Notion and Google Docs write them."""
_LEAD = re.compile(
    r"(?:(?:owner|owned by|assigned to|assignee|dri|by|with|for|to|the|our|cc|from|lead|led by|action(?: by| on)?|poc|who|attn?|resp|responsible|task for|ask of|in the hands of|lies with|goes to|falls to|over to|done by|reviewed by)[.:]?\s+)+",
    re.I,
)
_MODAL = re.compile(
    r"(?:,? who [^,]{3,60},| \([^()]{2,40}\))?,?\s+(?:to|will|would|shall|must|should|is|are|needs|has|have|intends|plans|wants|please|takes?|took|volunteer\w*|agreed|offered|promised|committed|proposed|does|do|want|need|intend|plan)\b"
)
_THIRD = re.compile(r"\s+(?=[a-z]{3,}(?:s|ed)\b)")
_OF_TEAM = re.compile(r"(?:team|squad|crew|guild|group|chapter|taskforce|unit)$", re.I)
_STOPS = frozenset(
    [
        "a",
        "an",
        "the",
        "our",
        "we",
        "i",
        "you",
        "it",
        "this",
        "that",
        "these",
        "those",
        "to",
        "by",
        "with",
        "for",
        "from",
        "of",
        "on",
        "in",
        "at",
        "and",
        "or",
        "so",
        "as",
        "is",
        "are",
        "be",
        "was",
        "were",
        "will",
        "would",
        "should",
        "shall",
        "must",
        "can",
        "could",
        "may",
        "all",
        "each",
        "every",
        "any",
        "no",
        "not",
        "if",
        "when",
        "then",
        "than",
        "so",
        "but",
        "who",
        "which",
        "what",
        "where",
        "how",
        "their",
        "its",
        "his",
        "her",
        "my",
        "your",
    ]
)
_GENERIC = re.compile(
    r"\b(?:teams|sres|engineers|developers|operators|staff|users|dbas|everyone|people|managers|analysts|nurses|scientists|maintainers|contributors|supervisors|leaders|heads|departments|members|shifters)$|^(?:team|department|colleagues)$"
)
_MOST = 40
"""Candidates of one place."""


def owner_candidates(place: Place, known: Known = NOTHING) -> list[Candidate]:
    """The candidates of one place, each with its evidence.

    Args:
        known: what the configuration says of names.
    """
    found: dict[tuple[int, int], None] = {}
    for start, end in _ranges(place, known):
        start, end = without_edges(place.text, start, end, " \t\n,;:*_`\"'()", ".", _ABBREVIATION)
        if start < end and end - start <= 80:
            found[start, end] = None
        if len(found) >= _MOST:
            break
    candidates = (_candidate(place, start, end, known) for start, end in found)
    return [candidate for candidate in candidates if candidate is not None]


def add_spelling(candidates: Iterable[Candidate], common: Collection[str]) -> None:
    """Tell of each candidate with a capital whether its first word stands elsewhere in the document without one.

    Args:
        common: words of the document that stand in it in lower case.
    """
    for each in candidates:
        if each.value[0].isupper() and not is_told(each):
            first = _LATIN.match(fold(each.value))
            name = "also in lower case" if first and first[0] in common else "never in lower case"
            each.evidence += crossed((name,), _class(each.kind))


_ABBREVIATION = re.compile(r"(?:[rf]|(?<![^\W_])[A-Z])\.$")
"""What a name may end in with a stop: "Ana R.", "Sammy Davis Jr."."""


def _ranges(place: Place, known: Known) -> Iterator[tuple[int, int]]:
    for index, segment in enumerate(place.segments):
        if segment.kind in ("due", "ticket") and place.kind != "cell":
            continue
        yield from _whole(segment)
        yield from _joined(place, index)
        yield from _acting(segment)
        for pattern in (_HANDLE, _NAME):
            for match in pattern.finditer(segment.text):
                yield segment.start + match.start(), segment.start + match.end()
                yield from _shorter(segment.start + match.start(), match[0])
        for match in _MENTION.finditer(segment.text):
            yield from _mentioned(segment.start + match.start("name"), match["name"])
        yield from _offices(segment)
    for match in _MARKED.finditer(place.text):
        yield match.span()
    if place.kind == "cell":
        yield 0, len(place.text)
    yield from known.find(place.text)


def _mentioned(start: int, name: str) -> Iterator[tuple[int, int]]:
    """The full name behind a sign, which ends where a verb or nothing with a capital follows: "@Ana Ruiz Add an alert"."""
    words = list(re.finditer(r"\S+", name))
    last = next((place for place, word in enumerate(words) if place and is_bidding(fold(word[0]))), len(words))
    yield start, start + words[last - 1].end()


def _whole(segment: Segment) -> Iterator[tuple[int, int]]:
    """A whole segment of a few words, and what is left of it without the words that lead to a name."""
    if len(segment.text.split()) > 7:
        return
    lead = _LEAD.match(segment.text)
    for start in {0, lead.end() if lead else 0}:
        if len(segment.text[start:].split()) <= 5:
            yield segment.start + start, segment.end
            if due := re.search(r"\s+(?:by|until|till|before|due|on|in|from)\s", segment.text[start:]):
                yield segment.start + start, segment.start + start + due.start()


def _joined(place: Place, index: int) -> Iterator[tuple[int, int]]:
    """Names that commas, slashes or signs join: "Ana Ruiz / Tom Bell", "@aruiz + @tbell"."""
    first = last = place.segments[index]
    for other in place.segments[index + 1 : index + 4]:
        gap = place.text[last.end : other.start].strip(" *_`")
        if gap not in (",", "/", "&", "+") or len(other.text.split()) > 4 or len(first.text.split()) > 5:
            return
        if other.kind or last.kind or other.bracketed != first.bracketed:
            return
        if owner_form(other.text) in ("nobody", "generic", "state") or owner_form(first.text) in ("nobody", "generic"):
            return
        lead = _LEAD.match(first.text)
        yield first.start + (lead.end() if lead else 0), other.end
        last = other


_OPENING = re.compile(r"(?:the|our|then|so|and|but|also|for|on \w+)\s+", re.I)


def _acting(segment: Segment) -> Iterator[tuple[int, int]]:
    """The few words before "to", "will", or a verb in the third person, which a segment begins with."""
    lead = _OPENING.match(segment.text)
    begin = lead.end() if lead else 0
    for pattern in (_MODAL, _THIRD):
        match = pattern.search(segment.text, begin, begin + 80)
        if match and 0 < len(segment.text[begin : match.start()].split()) <= 6:
            yield segment.start + begin, segment.start + match.start()
    if segment.text[:1].islower() and (match := re.match(r"[\w-]+", segment.text)):
        yield segment.start, segment.start + match.end()


def _shorter(start: int, name: str) -> Iterator[tuple[int, int]]:
    """Parts of a capitalised run: its first words and its last, where something else may be glued to a name."""
    if name[:1] in "@[<":
        return
    words = list(re.finditer(r"\S+", name))
    if len(words) > 1:
        yield start, start + words[0].end()
        yield start + words[-1].start(), start + len(name)
    if len(words) > 2:
        yield start, start + words[1].end()
        yield start + words[-2].start(), start + len(name)


_OWNS = re.compile(
    r"\b(?:owner|owned by|assigned to|assignee|dri|led by|responsible|lead|action on|in the hands of)\s+(?:is\s+)?(?:the\s+)?$",
    re.I,
)
_AFTER_NAME = re.compile(rf"(?:{CAPITAL}|@)[\w.'’-]*\s*(?:\band\b|&|\+|/)\s*$")
_JOINED_BEHIND = re.compile(rf"(?:{CAPITAL}|@)[\w.'’-]*\s*(?:\band\b|&|\+|/|,)\s*$")
_BEFORE_NAME = re.compile(rf"\s*(?:\band\b|&|\+|/)\s*(?:{CAPITAL}|@)")
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|\d)\s(?:\w+ )?(?:people|persons|members|colleagues|engineers|admins|operators|of us)\b[^.;()]*[(\[][^()]*$"
)
"""What makes the names in brackets a list of those it counts: "two people (Ana and Ben) hold the key"."""


@cache
def _office_nouns() -> re.Pattern[str]:
    nouns = (*load("actions")["team"]["nouns"], *load("actions")["roles"]["nouns"], "owner", "operator", "developer")
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, nouns), key=len, reverse=True))})\b")


def _offices(segment: Segment) -> Iterator[tuple[int, int]]:
    """Phrases that end in a noun for a team or a role, back to the first word that can be no part of its name."""
    text = segment.text
    for match in _office_nouns().finditer(fold(text)):
        words = list(re.finditer(r"\S+", text[max(0, match.start() - 60) : match.start()]))
        base = max(0, match.start() - 60)
        start = match.start()
        for word in reversed(words[-4:]):
            if fold(word[0]) in _STOPS or word[0][-1] in ",.;:)":
                break
            start = base + word.start()
            if start < match.start():
                yield segment.start + start, segment.start + match.end()
        yield segment.start + match.start(), segment.start + match.end()


@lru_cache(maxsize=8192)
def owner_form(text: str) -> str:
    """What a text looks like as the name of an owner: one of some dozen forms."""
    plain = fold(text).strip(" .")
    return _plain_form(text, plain) or _form_of_several(text) or _form_of_name(text, plain)


def _plain_form(text: str, plain: str) -> str | None:
    """The form of what is no name, and of handles."""
    if plain in values("nobody") or plain.removesuffix(" yet") in values("nobody") or not re.search(r"\w", plain):
        return "nobody"
    if plain in values("done") or plain in values("open") or re.match(r"(?:done|open|closed|completed)\b", plain):
        return "state"
    if plain.startswith(("a ", "an ", "the ")):
        return "article"
    if _HANDLE.fullmatch(text):
        return "team" if "/" in text else "handle"
    if _MARKED.fullmatch(text):
        return "handle" if text[0] in "[<" else "address"
    if re.match(r"(?:all|every|any|each)\b", plain) or _GENERIC.search(plain):
        return "generic"
    if plain in ("me", "myself"):
        return "handle"
    if plain in ("i", "we", "us", "it", "they", "you", "he", "she", "who", "this", "that"):
        return f"pronoun {plain}"
    return None


def _form_of_several(text: str) -> str | None:
    """The form of names that commas and the like join."""
    parts = _parts(text)
    if len(parts) > 1 and all(parts):
        forms = {owner_form(part) for part in parts}
        if forms <= NAMED:
            return "several named"
        if forms & _SIGNED:
            return "several mixed"
        if "," in text:
            return "several other"
    return None


def _form_of_name(text: str, plain: str) -> str:
    """The form of one name, or of words that are none."""
    if is_known_person(text):
        return "person"
    if is_role(text):
        return "role" if text != plain else "role lower"
    if is_team(text):
        if " " not in text and not text.startswith("@"):
            return "team name" if text[:1].isupper() else "team lower"
        return "team" if text[:1].isupper() or _OF_TEAM.search(text) else "team lower"
    if is_department(text):
        return "department"
    if re.fullmatch(r"[A-Z]{2,4}", text):
        return "acronym thing" if text in load("dates")["due"]["means"] else "acronym"
    if is_strange_name(text):
        return "strange"
    if is_name_like(text):
        return "office" if " & " in text else "capitals" if " " in text else "capital"
    if re.fullmatch(r"[a-zà-ÿ][\w.-]+", text):
        return _lone_form(text)
    return "words lower" if text == plain else "words"


_SIGNED = frozenset(("person", "handle"))
_MAYBE = frozenset(
    (
        "acronym",
        "address",
        "capital",
        "capitals",
        "given lower",
        "strange lower",
        "login",
        "role lower",
        "team lower",
        "several mixed",
    )
)


def _class(form: str) -> str:
    """Whether a form is that of a name, may be one, is nobody's or something else."""
    if form in NAMED:
        return "named"
    if form in _MAYBE:
        return "maybe"
    return form if form in ("nobody", "generic", "state") else "other"


NAMED = frozenset(("person", "handle", "team", "team name", "role", "department", "office", "strange", "several named"))


def _lone_form(word: str) -> str:
    """What a single word in lower case looks like."""
    if word in load("actors")["role"]:
        return "role lower"
    if is_given_name(word.capitalize()) and not is_ordinary(word):
        return "given lower"
    if "-" in word or "." in word or "_" in word:
        return "login"
    return "word" if is_ordinary(word) or any(map(is_bidding, base_forms(word))) else "strange lower"


_WORDS = re.compile(r"[\w'’-]+")
_DIGIT = re.compile(r"\d")
_ABSTRACT = ("ing", "tion", "ment", "ness", "ity", "ed")


def _wording(text: str, following: str) -> Iterator[str]:
    """What a candidate's words, and those behind it, say."""
    words = _WORDS.findall(fold(text))
    if not words:
        return
    yield f"words {min(len(words), 5)}"
    if is_bidding(words[0]):
        yield "begins with verb"
    if words[0] in load("actions")["verbs"]["not_owner"]:
        yield "begins with no owner"
    if words[-1] in load("actions")["team"]["things"]:
        yield "ends with thing"
    if _DIGIT.search(text):
        yield "digits"
    if words[-1] in ("and", "for", "of", "the", "to", "by", "or"):
        yield "ends open"
    if words[-1].endswith(_ABSTRACT):
        yield "ends abstract"
    if words[-1] in load("actions")["roles"]["machines"] and text != fold(text):
        yield "role of machines"
    if fold(text) in load("actions")["team"]["never_topics"]:
        yield "never topic"
    if len(words) == 1 and is_ordinary(words[0]):
        yield "ordinary"
    if _OF_TEAM.search(text):
        yield "ends with team"
    after = _WORDS.findall(fold(following[:60]))[:4]
    if after and following[:1].isspace():
        yield from _behind(after)


_PARTICIPLE = re.compile(r"(?:ed|en|wn|ld|lt|nt|pt|ght|de|put|set)$")


@cache
def _of_people() -> frozenset[str]:
    return frozenset(load("actions")["verbs"]["of_people"])


def _behind(after: list[str]) -> Iterator[str]:
    """What the words behind a name say of its bearer: "to add", "will add", "adds"."""
    first, second = after[0], after[1] if len(after) > 1 else ""
    ahead = first in ("to", "will", "shall", "should", "must")
    if ahead:
        passive = second == "be" and len(after) > 2 and _PARTICIPLE.search(after[2]) is not None
        yield f"ahead {first} {'passive' if passive else 'bidding' if is_bidding(second) else 'other'}"
        if second in _of_people():
            yield "ahead of people"
        if second in ("the", "a", "an", "our", "all", "each", "every"):
            yield "ahead noun"
        return
    if first in ("is", "are") and second.endswith("ing"):
        yield "is doing"
    if first in ("has", "have") and second.endswith("ed"):
        yield "has done"
    forms = base_forms(first)
    if first[-1:] in "sd" and any(is_bidding(form) for form in forms):
        yield f"acts {first[-1]}"
        if forms & _of_people():
            yield f"acts as people {first[-1]}"
    if first in verbs():
        yield "verb behind"


_LATIN = re.compile(r"[a-z][a-z0-9]+")


def _form(text: str, known: Known) -> str:
    """What a text looks like as an owner, or is by the configuration."""
    if not known:
        return owner_form(text)
    kind = known.kind(text)
    if kind is not None:
        return kind
    parts = _parts(text)
    if len(parts) > 1 and any(map(known.kind, parts)):
        forms = {known.kind(part) or owner_form(part) for part in parts}
        return "several named" if forms <= NAMED else "several other"
    return owner_form(text)


_JOINTS = re.compile(r"\s*(?:,|&|\+|/|\band\b)\s*")


def _parts(text: str) -> list[str]:
    """What commas, signs and "and" join."""
    return _JOINTS.split(text)


def _may_be_anything(place: Place, segment: Segment | None, start: int, end: int) -> bool:
    """Whether what looks like no name can be an owner where it stands: under a column or label of owners, or as a whole segment."""
    if place.column == "owner":
        return True
    if segment is None:
        return False
    whole = extent_of(place.text[segment.start : start], place.text[end : segment.end]) == "whole"
    return whole or segment.label == "owner"


def _told(candidate: Candidate, segment: Segment | None, names: list[str]) -> list[str]:
    """The evidence of a candidate that a column or a label names."""
    place, start, end, form = candidate.place, candidate.start, candidate.end, candidate.kind
    if segment is not None and segment.end < end:
        names = [*names, "told over segments"]
    elif _JOINED_BEHIND.search(place.text, max(0, start - 40), start) or _BEFORE_NAME.match(place.text, end):
        names = [*names, "told beside a name"]
    spoken = form if form == "generic" else "said"
    spoken = "dated" if any(span.start < end and span.end > start for span in place.dates) else spoken
    marked = " marked" if re.search(r"[,;:|\n]|\d{3}", candidate.value) else ""
    return [*names, f"{spoken}: {names[0]}", f"{spoken}{marked}: {names[0]}", f"told {form}"]


def _candidate(place: Place, start: int, end: int, known: Known) -> Candidate | None:
    value = place.text[start:end]
    form = _form(value, known)
    if form in ("nobody", "state", "product"):
        return None
    class_ = _class(form)
    _, segment = segment_at(place, start, end)
    if class_ == "other" and not _may_be_anything(place, segment, start, end):
        return None
    candidate = Candidate(value, place, start, end, form)
    names = list(surroundings(candidate, "owner"))
    if names[0].startswith("told"):
        candidate.evidence = _told(candidate, segment, names)
        return candidate
    if place.kind == "above":
        if not names[0].endswith(" whole"):
            return None
        names.append(f"above {min(place.level, 2)}")
    if segment is not None and end > segment.end:
        names.append("over segments")
    if place.text[start - 1 : start] == "@":
        names.append("mentioned")
    if _OWNS.search(place.text[segment.start if segment else 0 : start]):
        names.append("led by owner")
    if _AFTER_NAME.search(place.text[max(0, start - 40) : start]) or _BEFORE_NAME.match(place.text[end : end + 12]):
        names.append("joined to a name")
    if _LEAD.match(value):
        names.append("begins with lead")
    if _COUNTED.search(place.text[max(0, start - 60) : start]):
        names.append("counted")
    following = place.text[end : max(end, segment.end if segment else end)]
    wording = list(_wording(value, following))
    if place.prose is not None:
        wording += ["code"] if place.prose.code_between(start, end) else []
        wording += ["bold"] if place.prose.bold_from(start, start + 1) else []
    candidate.evidence = [
        f"form {form}",
        *crossed(names, class_),
        *(f"{form}: {name}" for name in names[:4]),
        *crossed(wording, class_),
    ]
    return candidate
