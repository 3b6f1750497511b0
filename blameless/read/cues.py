"""Cues of blame: the words of a sentence with the kinds of word they are, looked up without any parse."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ..lexicon import load, words

_WORD = re.compile(r"@?[^\W_]+(?:[-'’][^\W_]+)*")
_INITIALS = re.compile(r"\b[A-Z]\.(?:[A-Z]\.)+")
_ACTED = frozenset(("lapse", "weak-lapse", "harm", "error-adverb", "sanction", "wrong"))
_NOBODY: frozenset[str] = frozenset()
_ACTING = frozenset(("actor", "individual"))
_FIRST_WORDS_LEFT_BARE = frozenset(("did", "didn", "never"))

Cue = tuple[str, frozenset[str]]
"""A word in lower case, and its kinds; most words are of none."""


def forms(verb: str) -> set[str]:
    """The forms of a verb: as it stands, and with every ending a regular verb can have."""
    irregular: dict[str, str] = load("cues")["irregular"]
    found = {verb, verb + "s", verb + "es", verb + "ed", verb + "ing", *irregular.get(verb, "").split()}
    if verb.endswith("e"):
        found |= {verb + "d", verb[:-1] + "ing"}
    elif verb.endswith("y"):
        found |= {verb[:-1] + "ied", verb[:-1] + "ies"}
    elif verb[-1:] not in "aeiouwxy":
        found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return found


class Cues:
    """Finds the cues of sentences.

    Args: as for :class:`blameless.read.evidence.Reader`.
    """

    def __init__(self, people: Iterable[str] = (), roles: Iterable[str] = (), teams: Iterable[str] = ()) -> None:
        known = [*roles, *teams, *(part for name in people for part in name.split())]
        self._own = {part for word in known for part in re.split(r"[-\s]", word.lower())}

    def of(self, text: str) -> list[Cue]:
        """The words of a sentence with their kinds, in order."""
        known, names, own = kinds_of_words(), words("given_names"), self._own
        found: list[Cue] = []
        for word in _WORD.findall(text):
            low = word.lower()
            negated = False
            if "'" in low or "’" in low:
                low, _, ending = low.replace("’", "'").partition("'")
                if ending == "t":
                    negated, low = True, low.removesuffix("n")
            kinds = known.get(low, _NOBODY)
            if not kinds and low.startswith("mis") and len(low) > 6:
                kinds = frozenset(("error-verb",))
            if negated:
                kinds |= {"negated"}
            if word[0] == "@" or word in names or low in own:
                kinds |= _ACTING
            elif found and word[0].isupper() and not word.isupper():
                kinds |= {"actor", "capital"}
            found.append((low, kinds))
        if found:
            _mark_first(found, _INITIALS.search(text) is not None)
        return found


def _mark_first(found: list[Cue], initials: bool) -> None:
    """What only holds of the first word: it may act whatever it is, and a verb there has nobody before it."""
    word, kinds = found[0]
    if initials or (len(found) > 1 and not _ACTED.isdisjoint(found[1][1])):
        kinds |= _ACTING  # "Wei-Ling caused"
    if word in _FIRST_WORDS_LEFT_BARE or "lapse" in kinds:
        kinds |= {"bare"}
    found[0] = word, kinds


@cache
def kinds_of_words() -> dict[str, frozenset[str]]:
    """Every word of the lexicon with its kinds, lower-cased, as the forms it takes in running text."""
    found: dict[str, set[str]] = {}

    def add(kind: str, surface: Iterable[str]) -> None:
        for word in surface:
            found.setdefault(word.lower(), set()).add(kind)

    acts, actors, cues = load("acts"), load("actors"), load("cues")
    for verb in acts["verbs"]["lapse"]:
        add("weak-lapse" if verb in cues["weak_lapses"] else "lapse", forms(verb))
    for kind, name in (
        ("error-verb", "error"),
        ("lapse", "lapse"),
        ("fail", "fail"),
        ("harm", "harm"),
        ("omission", "omission"),
        ("sanction", "sanction"),
    ):
        add(kind, (form for verb in acts["verbs"][name] for form in forms(verb)))
    for kind, name in (
        ("error-adverb", "error_adverb"), ("hindsight", "hindsight"), ("reproach", "reproach"), ("judgment", "judgment"), ("human", "human"),
        ("wrong", "wrong"), ("too-little", "too_little"), ("enough", "enough"),
    ):  # fmt: skip
        add(kind, acts["words"][name])
    add("too-little", ["lack", "lacked", "lacking", "absence"])
    for noun in acts["words"]["error_noun"]:
        add("common-noun" if noun in cues["common_nouns"] else "error-noun", _plurals(noun))
    for noun in acts["words"]["conduct"]:
        add("conduct", _plurals(noun))
    for kind in ("role", "team", "organisation", "user"):
        add("actor", _plurals_of(actors[kind]))
    add("individual", _plurals_of(actors["role"]))
    for name in ("we", "pronoun", "they", "you", "organisation_names", "team_names"):
        add("actor", actors[name])
    add("individual", actors["pronoun"])
    add("group", (form for kind in ("team", "organisation") for form in _plurals_of(actors[kind])))
    add("error-adverb", ["accident", "mistake"])
    add("we", actors["we"])
    add("negated", ["not", "never", "no", "nobody", "none", "neither", "nor", "hardly", "barely"])
    add("counterfactual", ["should", "could", "ought", "might", "would", "need"])
    for word in ("have", "been", "if", "had", "supposed", "instead", "without", "failure", "to", "never", "bothered"):
        add(word, [word])
    add("have", ["ve", "of"])
    add("dropped", (form for verb in ("ignore", "dismiss", "brush", "overrule") for form in forms(verb)))
    return {word: frozenset(kinds) for word, kinds in found.items()}


def _plurals(noun: str) -> set[str]:
    return {
        noun,
        noun + "s",
        noun + "es",
        *([noun[:-1] + "ies"] if noun.endswith("y") else []),
        *([noun[:-2] + "en"] if noun.endswith("man") else []),
    }


def _plurals_of(nouns: Iterable[str]) -> Iterator[str]:
    return (form for noun in nouns for form in _plurals(noun))
