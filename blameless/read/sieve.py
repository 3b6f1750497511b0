"""The first pass: which sentences are worth a parse, by their words alone.

Parsing costs a hundred times as much as looking words up. A ground of blame needs certain words (a form of an error
verb, a modal with "have", somebody who acts), so a sentence without them cannot give it. ``tests/test_sieve.py`` holds
the findings with and without this pass against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ..lexicon import load, words

_WORD = re.compile(r"@?[^\W_]+(?:[-'’][^\W_]+)*")
_INITIALS = re.compile(r"\b[A-Z]\.(?:[A-Z]\.)+")
# Irregular forms of the verbs in the lexicon.
_IRREGULAR = {
    "forget": "forgot forgotten", "break": "broke broken", "let": "let", "leave": "left", "lose": "lost", "blow": "blew blown", "sink": "sank sunk",
    "sit": "sat", "sleep": "slept", "drag": "dragged", "burn": "burnt burned", "spoil": "spoilt", "mistake": "mistook mistaken", "take": "took taken",
    "bring": "brought", "cut": "cut", "read": "read", "tell": "told", "think": "thought", "understand": "understood", "misunderstand": "misunderstood",
    "misread": "misread", "catch": "caught", "see": "saw seen", "give": "gave given", "do": "did done", "have": "had", "get": "got gotten", "set": "set",
    "hide": "hid hidden", "withhold": "withheld", "cheat": "cheated", "lie": "lied lay", "mislay": "mislaid", "oversee": "oversaw overseen", "hold": "held",
    "wake": "woke", "seek": "sought", "undertake": "undertook", "overstep": "overstepped", "override": "overrode overridden", "shrug": "shrugged",
    "foresee": "foresaw foreseen", "know": "knew known", "run": "ran", "make": "made", "miskey": "miskeyed", "half-read": "half-read", "force-push": "force-pushed",
}  # fmt: skip


def forms(verb: str) -> set[str]:
    """The forms of a verb: as it stands, and with every ending a regular verb can have."""
    found = {verb, verb + "s", verb + "es", verb + "ed", verb + "ing", *_IRREGULAR.get(verb, "").split()}
    if verb.endswith("e"):
        found |= {verb + "d", verb[:-1] + "ing"}
    elif verb.endswith("y"):
        found |= {verb[:-1] + "ied", verb[:-1] + "ies"}
    elif verb[-1:] not in "aeiouwxy":
        found |= {verb + verb[-1] + "ed", verb + verb[-1] + "ing"}
    return found


# What a ground of blame needs at least, as kinds of word. One whole combination must be there.
_NEEDED = tuple(
    frozenset(combination.split())
    for combination in (
        "error-verb",
        "lapse actor",
        "weak-lapse individual",
        "weak-lapse group",
        "fail omission",
        "negated omission actor",
        "omission bare",
        "negated never actor",
        "lapse bare",
        "dropped",
        "counterfactual have actor",
        "counterfactual have been",
        "if had actor",
        "supposed actor",
        "error-noun",
        "common-noun human",
        "common-noun actor",
        "failure to",
        "reproach",
        "judgment actor",
        "error-adverb actor",
        "sanction individual",
        "harm individual",
        "wrong individual",
        "wrong we",
        "instead",
        "conduct too-little",
        "without",
        "bothered",
        "hindsight",
        "phrase",
        "negated enough actor",
    )
)
_WEAK_LAPSES = {
    "fail",
    "miss",
    "lose",
    "break",
    "leave",
    "drop",
    "cut",
    "push",
    "hide",
    "let",
    "blow",
    "sink",
    "burn",
    "stall",
    "override",
    "refuse",
}
_ACTED = {"lapse", "weak-lapse", "harm", "error-adverb", "sanction", "wrong"}
_COMMON_NOUNS = {
    "error", "failure", "fault", "decision", "assumption", "absence", "lack", "inability", "typo", "misconfiguration", "breach", "violation", "habit", "misuse",
    "judgment", "judgement",
}  # fmt: skip
_COMMON_WORDS = frozenset(
    [
        "to",
        "the",
        "a",
        "an",
        "of",
        "by",
        "be",
        "is",
        "are",
        "was",
        "were",
        "has",
        "been",
        "did",
        "will",
        "it",
        "in",
        "on",
        "for",
        "or",
        "with",
        "up",
        "go",
        "no",
        "one",
        "any",
        "as",
        "if",
        "do",
        "made",
        "from",
        "and",
        "took",
        "got",
        "you",
        "this",
        "not",
        "never",
        "have",
        "had",
        "should",
        "could",
        "would",
        "we",
        "i",
        "they",
        "them",
        "us",
        "who",
        "which",
        "what",
        "that",
        "at",
        "make",
        "need",
        "error",
        "errors",
        "failure",
        "failures",
        "fault",
        "check",
        "test",
        "review",
        "work",
        "team",
        "time",
        "own",
        "let",
        "go",
        "also",
        "too",
        "much",
        "long",
        "well",
        "way",
        "data",
        "user",
        "did",
        "was",
    ]
)


@cache
def _kinds() -> dict[str, frozenset[str]]:
    """Every word of the lexicon with its kinds, lower-cased, as the forms it takes in running text."""
    found: dict[str, set[str]] = {}

    def add(kind: str, surface: Iterable[str]) -> None:
        for word in surface:
            found.setdefault(word.lower(), set()).add(kind)

    acts, actors = load("acts"), load("actors")
    for verb in acts["verbs"]["lapse"]:
        add("weak-lapse" if verb in _WEAK_LAPSES else "lapse", forms(verb))
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
        add("common-noun" if noun in _COMMON_NOUNS else "error-noun", _plurals(noun))
    for noun in acts["words"]["conduct"]:
        add("conduct", _plurals(noun))
    for kind in ("role", "team", "organisation", "user"):
        add("actor", (form for noun in actors[kind] for form in _plurals(noun)))
    for noun in actors["role"]:
        add("individual", _plurals(noun))
    add(
        "actor",
        [
            *actors["we"],
            *actors["pronoun"],
            *actors["they"],
            *actors["you"],
            *actors["organisation_names"],
            *actors["team_names"],
        ],
    )
    add("individual", actors["pronoun"])
    add("group", (form for kind in ("team", "organisation") for form in _plurals_of(actors[kind])))
    add("error-adverb", ["accident", "mistake"])
    add("we", actors["we"])
    add("negated", ["not", "never", "no", "nobody", "none", "neither", "nor", "hardly", "barely"])
    add("never", ["never"])
    add("past", ["had", "was", "were"])
    add("counterfactual", ["should", "could", "ought", "might", "would", "need"])
    for word in ("have", "been", "if", "had", "supposed", "instead", "without", "failure", "to"):
        add(word, [word])
    add("have", ["ve", "of"])
    add("bothered", ["bothered"])
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


@cache
def _phrases() -> dict[str, tuple[frozenset[str], ...]]:
    """The words each fixed phrase needs, by the rarest of them (the longest)."""
    lexicon, found = load("blame"), {}
    for group in lexicon["patterns"]:
        for pattern in group["any"]:
            literal = {
                part.strip("^").lower()
                for part in pattern.split()
                if part.strip("^") not in (*lexicon["classes"], "NAME", "HANDLE", "DONE")
                and not part.startswith("..")
                and part[-1] not in "?*"
            }
            rare = literal - _COMMON_WORDS
            if rare:  # others are made of classes of words, which the combinations above cover
                found.setdefault(max(rare, key=len), []).append(frozenset(literal))
    for name in ("JUDGE", "PUNISH"):
        for word in lexicon["classes"][name]:
            found.setdefault(word, []).append(frozenset([word]))
    return {word: tuple(sets) for word, sets in found.items()}


class Sieve:
    """Lets through the sentences that can give a ground.

    Args: as for :class:`blameless.read.evidence.Reader`.
    """

    def __init__(
        self,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
    ) -> None:
        known = [*roles, *teams, *(part for name in people for part in name.split())]
        self._own = {part for word in known for part in re.split(r"[-\s]", word.lower())}

    def passes(self, text: str) -> bool:
        """Whether a sentence has the words that some ground needs."""
        tokens = _WORD.findall(text)
        kinds = self._kinds_in(text, tokens)
        return any(needed <= kinds for needed in _NEEDED) or _has_phrase(tokens)

    def _kinds_in(self, text: str, tokens: Sequence[str]) -> set[str]:
        known, names = _kinds(), words("given_names")
        found: set[str] = set()
        first = True
        if _INITIALS.search(text) or (len(tokens) > 1 and not _ACTED.isdisjoint(known.get(tokens[1].lower(), ()))):
            found |= {"actor", "individual"}  # "Wei-Ling caused": the first word acts, whatever it is
        for word in tokens:
            low = word.lower().replace("’", "'")
            if "'" in low:
                low, _, ending = low.partition("'")
                if ending == "t":
                    found.add("negated")
                    low = low.removesuffix("n")
            kinds = known.get(low)
            if kinds is not None:
                found |= kinds
            elif low.startswith("mis") and len(low) > 6:
                found.add("error-verb")
            if first and (low in ("did", "didn", "never") or (kinds and "lapse" in kinds)):
                found.add("bare")
            if word[0] == "@" or word in names or low in self._own:
                found |= {"actor", "individual"}
            elif not first and word[0].isupper() and not word.isupper():
                found.add("actor")
            first = False
        return found


def _has_phrase(tokens: Sequence[str]) -> bool:
    phrases = _phrases()
    low = {token.lower() for token in tokens}
    return any(needed <= low for word in low & phrases.keys() for needed in phrases[word])
