"""The passive of a clause that says who did what: the same, without who did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ..lexicon import load

if TYPE_CHECKING:
    from ..read import Act, Evidence

Piece = str | tuple[int, int]
"""Words of our own, or a range of a sentence that stays as it is."""
_WORD = re.compile(r"[\w'’-]+")
_NAME = re.compile(r"@[\w.-]+|(?:[A-Z]\.?){1,3}|[A-Z][\w'’-]*")
_NOT_PLAIN = ("counterfactual", "modal", "future", "passive", "gerund", "concession", "if-had", "nominal", "instead")
"""How the marks begin of acts that say more, or something else, than that somebody did something."""
_LABEL = r"(?:[A-Z][\w ]{2,30}:|\[?(?:\d{4}-\d\d-\d\d[ T])?\d\d?:\d\d(?::\d\d)?(?: ?[ap]m)?(?-i: ?[A-Z]{1,4})?\]?(?: ?[:,–—-]+)?)\s+"


_NONE, _ANY, _WHOSE = ("No", "no"), ("a", "an", "any"), ("his", "her", "their", "my")
_ROLE = re.compile(r"(?:[A-Z]?[a-z'’-]+ )*(?:[a-z'’-]+|[A-Z]+|[A-Z][a-z]+)")
_JOINED = re.compile(r"\b(?:and|or|but|then)\s+(?:\w+ly\s+)?(\w+)")
_MOST_WORDS = 5
_DANGLING = re.compile(r"\b(?:after|before|by|for|from|of|when|while|without)\s+\w+ing\b")
"""What somebody did besides, who would be missed."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """From ``text[start:]`` on it is said who did what to ``text[what]``, one thing or several; ``rest`` stands behind that."""

    text: str
    act: Act
    actor: str
    opening: int
    start: int
    what: tuple[int, int]
    plural: bool

    @property
    def rest(self) -> str:
        return self.text[self.what[1] :]

    @property
    def goes_on(self) -> bool:
        """Whether it stands behind the first words of a sentence, and begins with no capital because of them."""
        before = self.text[self.opening : self.start].rstrip()[-1:]
        return bool(before) and (self.text[self.start].islower() or before not in ":-–—]")


def passive(evidence: Evidence, opening: int, after: str) -> Iterator[tuple[int, int, tuple[Piece, ...]]]:
    """The sentence without who acted, as a range and the pieces to write there; nothing where more would be lost.

    Args:
        evidence: of the sentence.
        opening: where it begins but for words that go.
        after: what stands behind it, which may speak of who acted.
    """
    clause = _clause(evidence, opening)
    if clause is None or not _stands_alone(clause, evidence, after):
        return
    said = _before_the_verb(clause.text[clause.start : clause.act.at].split())
    if said is None or not (_is_actor(said.who, clause.actor) or _is_left_out(said, clause)):
        return
    what, verb = _object(clause, evidence, said.negated), _verb(clause)
    if what is None or verb is None:
        return
    be = said.be.format(was="were" if clause.plural else "was")
    if what[0] in _NONE:
        if " not" not in be:  # "no ticket was never opened"
            return
        be = be.replace(" not", "", 1)
    end = clause.what[1] + len(_behind(clause.rest))
    adverbs = "".join(f" {each}" for each in said.adverbs)
    yield (0 if opening else clause.start), end, (*what, f" {be}{adverbs} {verb}")


def _clause(evidence: Evidence, opening: int) -> _Clause | None:
    """The clause that a sentence opens with, where what it says is plain."""
    text = evidence.sentence.text
    act = next((act for act in evidence.acts if act.object is not None), None)
    if act is None or act.object is None or act.at >= act.object[0] or not act.participle:
        return None
    if text[act.at - 1 : act.at].strip() or _is_idiom(text[slice(*act.object)]):  # a part of "fat-fingered"
        return None
    duties = [each for each in evidence.acts if each.at < act.at]
    if len(duties) > 1 or any(each.verb not in _duties() for each in duties):
        return None
    marks = {mark for each in (act, *duties) for mark in each.marks}
    if any(mark.startswith(_NOT_PLAIN) for mark in marks) or "past" not in marks:
        return None
    found = _openings().match(text, opening)
    start = found.end() if found else opening
    if opening < start and opening:  # what goes and what stays would have to change places
        return None
    actor = duties[0].actor if duties else act.actor
    return _widened(_Clause(text, act, actor, opening, start, _cut(text, act), act.plural), evidence)


def _is_idiom(what: str) -> bool:
    """Whether something is done to nothing there is: "lost sight", "dropped the ball"."""
    words = [word for word in _WORD.findall(what.lower()) if word not in ("the", "no", "a", "any")]
    return words[:1] == [] or words[0] in load("rewriting")["words"]["idioms"]


def _cut(text: str, act: Act) -> tuple[int, int]:
    """The object without what a parser takes for a part of it though it says where the act was aimed: "an untested change to production"."""
    start, end = act.object or (0, 0)
    known = load("rewriting")
    aims = known["words"]["aims"] if act.verb in known["verbs"]["moving"] else ["against"]
    found = re.search(rf"\s(?:{'|'.join(aims)})\s", text[start:end])
    return start, start + found.start() if found else end


def _widened(clause: _Clause, evidence: Evidence) -> _Clause:
    """With the second of two things that something was done to."""
    found = re.match(
        rf"\sand\s(?:(?:the|an?|its|our)\s)?(?:(?!(?:{_one_of('following')})\b)[\w-]+\s?\b){{1,3}}(?=\s(?:{_one_of('following')})\b|[.!]*\s*$)",
        clause.rest,
    )
    alone = all(act.at <= clause.act.at for act in evidence.acts)
    if found is None or not alone or "negated" in clause.act.marks or "of-failed-duty" in clause.act.marks:
        return clause
    return replace(clause, what=(clause.what[0], clause.what[1] + found.end()), plural=True)


@cache
def _duties() -> frozenset[str]:
    return frozenset(load("acts")["verbs"]["fail"])


@cache
def _openings() -> re.Pattern[str]:
    """What may stand before who acts: a time, a label, a connective, a phrase of when and where."""
    words = load("rewriting")["words"]
    when, joined = ("|".join(map(re.escape, words[name])) for name in ("opening_with", "connectives"))
    ends = r"(?:,|(?<=\d)(?: ?(?:(?-i:[A-Z]{2,4})|[ap]m)\b,?)?|(?<=day))"
    return re.compile(
        rf"(?:{_LABEL})?(?:(?:{joined}),?\s+)?(?:(?:{when})\s(?:[^,;:.!()]|:\d){{1,60}}?{ends}\s+)?", re.I
    )


def _stands_alone(clause: _Clause, evidence: Evidence, after: str) -> bool:
    """Whether nothing else in the sentence, or behind it, hangs on who acted."""
    rest = clause.rest
    led_to = re.match(rf",\s(?:{_one_of('led_to')})\b", rest, re.I)
    others = [act for act in evidence.acts if act.at > clause.act.at][1 if led_to else 0 :]
    if any(act.start < clause.what[1] or "gerund" in act.marks for act in others):
        return False
    if any(name in clause.text[clause.what[0] :] for name in evidence.people) or _speaks_of_who_acted(clause, after):
        return False
    if any(word.endswith("ed") or word in _forms_of_past() for word in _JOINED.findall(rest.lower())):
        return False
    follows = re.match(rf"\s+(?:{_one_of('following')}|{_one_of('particles')})\b", rest, re.I)
    return bool(led_to or follows or _behind(rest) or not rest.strip(" .!\n"))


def _speaks_of_who_acted(clause: _Clause, after: str) -> bool:
    """Whether a pronoun, or what somebody did besides, would stand for nobody."""
    of_us = clause.actor in ("we", "bare")
    pronouns = frozenset(load("rewriting")["words"]["first_person" if of_us else "third_person"])
    spoken = _lower(re.sub(r"^(?:his|her|their|my)\b", "", clause.text[clause.what[0] :], flags=re.I))
    behind = set() if of_us else _lower(after)
    return bool(_DANGLING.search(clause.rest)) or not pronouns.isdisjoint(spoken | behind)


@cache
def _forms_of_past() -> frozenset[str]:
    return frozenset(load("acts")["participles"]) | {"did", "was", "were", "had"}


@cache
def _one_of(name: str) -> str:
    return "|".join(map(re.escape, load("rewriting")["words"][name]))


def _lower(text: str) -> set[str]:
    return {word.lower().replace("’", "'") for word in _WORD.findall(text)}


def _behind(rest: str) -> str:
    """What says, behind the object, that it was not meant."""
    found = re.match(rf"\s+(?:{'|'.join(map(re.escape, load('rewriting')['adverbs']['behind']))})\b", rest, re.I)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands before a verb: who, what the passive says for the auxiliaries, and the adverbs that stay."""

    who: tuple[str, ...]
    be: str
    adverbs: tuple[str, ...]

    @property
    def negated(self) -> bool:
        return " n" in self.be


def _before_the_verb(words: list[str]) -> _Said | None:
    known = load("rewriting")
    auxiliaries, kept, dropped = (known["auxiliaries"], set(known["adverbs"]["kept"]), set(known["adverbs"]["dropped"]))
    parts = {part for each in auxiliaries for part in each.split()}
    plain = [word.lower().replace("’", "'") for word in words]
    at = len(words)
    while at and plain[at - 1] in parts | kept | dropped:
        at -= 1
    said = " ".join(word for word in plain[at:] if word in parts)
    who = tuple(words[:at])
    adverbs = tuple(word for word in plain[at:] if word in kept)
    if " ".join(plain[:at]) in known["words"]["nobody"]:
        said = "did not" if not said else "?"
    if said not in auxiliaries or (said and not dropped.isdisjoint(plain[at:])):  # "did not accidentally delete" it
        return None
    return _Said(who, auxiliaries[said], adverbs)


def _is_actor(who: tuple[str, ...], kind: str) -> bool:
    """Whether that is all that is said of who acted: a name, a pronoun, an article and a role."""
    known = load("rewriting")
    low = [word.lower() for word in who]
    if " ".join(low) in known["words"]["nobody"]:
        return True
    if kind not in known["actors"] or not 1 <= len(who) <= _MOST_WORDS:
        return False
    if kind == "person":
        return all(_NAME.fullmatch(word) for word in who)
    if kind != "role":
        return len(who) == 1 and low[0] in ("we", *known["words"]["first_person"], *known["words"]["third_person"])
    if low[0] in known["words"]["counted"] or not _ROLE.fullmatch(" ".join(who)):
        return False
    place = " ".join(low).removesuffix(" on call").split()  # the engineer from another team: which is lost
    return not any(word != word.lower() for word in who[1:-1]) and {
        *known["words"]["following"],
        "from",
        "of",
    }.isdisjoint(place)


def _is_left_out(said: _Said, clause: _Clause) -> bool:
    """Whether nobody is said to have acted: "Failed to rotate the keys"."""
    return clause.actor == "bare" and not said.who and said.negated


def _verb(clause: _Clause) -> str | None:
    """The participle, with the word behind the verb that belongs to it."""
    known = load("rewriting")
    between = re.sub(r"^[\w-]+", "", clause.text[clause.act.at : clause.what[0]]).split()
    if between and between != [each for each in between[:1] if each in known["words"]["particles"]]:
        return None
    behind = re.match(rf"\s(?:{_one_of('particles')})\b", clause.rest)
    verbs = known["verbs"]
    if clause.act.verb in verbs["personal"] and not ((between or behind) and clause.act.verb in verbs["particled"]):
        return None
    return " ".join([clause.act.participle, *between])


def _object(clause: _Clause, evidence: Evidence, negated: bool) -> tuple[Piece, ...] | None:
    """What it was done to, as the subject that it becomes."""
    text, (start, end), goes_on = clause.text, clause.what, clause.goes_on
    first = _WORD.match(text, start)
    word = first[0].lower() if first else ""
    of_code = any(a <= start < b for a, b in evidence.sentence.code)
    if negated and word in load("rewriting")["words"]["quantifiers"]:
        return None
    if first and not of_code and ((negated and word in _ANY) or word in _WHOSE):
        said = "no" if word in _ANY else "the"
        return (said if goes_on else said.capitalize(), (first.end(), end))
    begins = "" if goes_on or of_code else capital(text, start)
    return None if begins is None else (begins, (start + len(begins), end))


def capital(text: str, at: int) -> str | None:
    """The first letter of what begins there, as it begins a sentence; nothing where that would be another word: "eBay", "io_uring"."""
    word = re.match(r"\S+", text[at:])
    if word is None or not (word[0][0].isalnum() or word[0][0] in "`@"):
        return None
    if not word[0][0].islower():
        return ""
    return word[0][0].upper() if re.fullmatch(r"[a-z]+(?:['’-][a-z]+)*[,:.!]?", word[0]) else None
