"""Bring spaCy's English tokenizer closer to the treebank's words, and keep technical names in one piece.

Everything here becomes plain patterns and exceptions inside the saved tokenizer, so the finished pipeline loads
without this module.
"""

from __future__ import annotations

import re

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

# The treebank keeps a prefix and its word together ("non-human"), and parts every other hyphenated compound.
BOUND_PREFIXES = [
    "e",
    "E",
    "x",
    "X",
    "co",
    "Co",
    "re",
    "Re",
    "ex",
    "Ex",
    "non",
    "Non",
    "NON",
    "pre",
    "Pre",
    "mid",
    "Mid",
    "pro",
    "Pro",
    "anti",
    "Anti",
    "post",
    "Post",
    "neo",
    "Neo",
    "semi",
    "Semi",
    "multi",
    "Multi",
    "intra",
    "Intra",
    "inter",
    "Inter",
    "sub",
    "Sub",
    "counter",
    "over",
    "Over",
    "socio",
    "psycho",
    "micro",
    "Micro",
]

# Runs of one mark are one word: rulers ("=====", "***"), ellipses, "!!", "<<".
RUNS = [
    r"\.\.+",
    r"[!?][!?]+",
    r"--+",
    r"==+",
    r"__+",
    r"\*\*+",
    r"~~+",
    r"\#\#+",
    r"<<+",
    r">>+",
    r"\$\$+",
    r"``+",
    r"''+",
]

# A path, a file, a call, an option, a version, a date, a telephone number or an identifier stays whole.
WHOLE = (
    r"~?\.{0,2}/[\w.@%+:-]+(?:/[\w.@%+:*-]*)*",
    r"[\w.@-]+(?:/[\w.@%+:*-]+)+/?\.[A-Za-z]{1,5}",
    r"(?=\S*[._\d:@])[\w.@-]+(?:/[\w.@%+:*-]+){2,}/?",
    r"[A-Za-z_][\w.:]*\(\)",
    r"--[A-Za-z][\w-]*(?:=\S*\w)?|-[A-Za-z]",
    r"v?\d+(?:\.\d+)+(?:-[\w.]+)?|\d+(?:\.\d+){3}[:/]\d+",
    r"\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?",
    r"\d{1,2}[-/]\d{1,2}[-/]\d{2,4}",
    r"(?:\d-)?(?:\d{3}[-/.])?\d{3}[-.]\d{4}",
    r"[A-Z][A-Z0-9]+-\d+",
    r"[A-Za-z][\w-]*_[\w-]+",
    r"[wWbBlLIi]/[oOcC]",
)

SPLITS = {
    "wanna": "wan na",
    "gimme": "gim me",
    "dunno": "du n no",
    "outta": "out ta",
    "alot": "a lot",
    "cant": "ca nt",
    "dont": "do nt",
    "didnt": "did nt",
    "doesnt": "does nt",
    "isnt": "is nt",
    "wasnt": "was nt",
    "wont": "wo nt",
    "wouldnt": "would nt",
    "couldnt": "could nt",
    "havent": "have nt",
}

# Exceptions of spaCy's that the treebank does not share.
DROPPED = ("and/or",)

KEPT = ("Ft.", "a.k.a.", "approx.", "i.e.", "e.g.", "vs.", "Fri.", "Thurs.", "Tues.", "Sat.", "Sun.", "Wed.")


def prefix_patterns(defaults: type[Language.Defaults]) -> list[str]:
    """What may be cut off the front of a chunk."""
    return [*RUNS, *defaults.prefixes, r"~(?=\w)", r"-(?=[\w$(\"'])", r"@(?=\d)", r"/(?=$)"]


def suffix_patterns(defaults: type[Language.Defaults]) -> list[str]:
    """What may be cut off the end of a chunk."""
    units = r"(?<=\d)(?:am|pm|AM|PM|a\.m\.|p\.m\.|k|K|th)(?<!th)"
    return [*RUNS, *defaults.suffixes, r"(?<=\w)-", r"(?<=\w)/", r"(?<=\w)=", r"(?<=[A-Z])\+", units]


def infix_patterns(defaults: type[Language.Defaults]) -> list[str]:
    """What may part a chunk in the middle."""
    kept = [infix for infix in defaults.infixes if r"[+\-\*^]" not in infix and "(?:-" not in infix]
    bound = "".join(rf"(?<!\b{prefix})" for prefix in BOUND_PREFIXES)
    return [
        *RUNS,
        *kept,
        r"(?<=[0-9])[+*^](?=[0-9-])",
        rf"(?<=[^\W_]){bound}-(?=[^\W\d_])",
        r"(?<=[^\W\d_])-(?=\d)",
        r"(?<=\d)-(?=\d)",
        r"(?<=[A-Za-z])–(?=[A-Za-z])|(?<=\d)[–—](?=\d)",
        r"(?<=[^\W_])/(?=[^\W_])",
        r"(?<=[^\W_])[\])}]+(?=[\w(\[<\".])",
        r"(?<=[\w).])[(\[{](?=[\w\"$'-])",
        r"(?<=[\w.,!?])[\"<>](?=[\w<\"(.-])",
        r"(?<=[A-Za-z])[?!;](?=[A-Za-z])",
        r"(?<=[A-Za-z])[:;](?=[\d<\"(])",
        r"(?<=[A-Za-z])&(?=[A-Za-z])",
        r"(?<=\d)[xX](?=\d)",
    ]


def _variants(word: str, parts: str) -> list[tuple[str, list[str]]]:
    """An exception in lower case, with a capital and in capitals."""
    forms = [(word, parts), (word.capitalize(), parts.capitalize()), (word.upper(), parts.upper())]
    return [(form, pieces.split()) for form, pieces in forms]


def make_tokenizer(nlp: Language) -> Tokenizer:
    """A tokenizer for English technical prose along the lines of the treebank."""
    defaults = nlp.Defaults
    rules = {text: rule for text, rule in defaults.tokenizer_exceptions.items() if text not in DROPPED}
    for word, parts in SPLITS.items():
        for form, pieces in _variants(word, parts):
            rules[form] = [{"ORTH": piece} for piece in pieces]
    for word in KEPT:
        rules[word] = [{"ORTH": word}]
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefix_patterns(defaults)).search,
        suffix_search=compile_suffix_regex(suffix_patterns(defaults)).search,
        infix_finditer=compile_infix_regex(infix_patterns(defaults)).finditer,
        # A saved tokenizer calls ``match``, so the pattern itself has to reach to the end.
        token_match=re.compile(rf"(?:{'|'.join(WHOLE)})\Z").match,
        url_match=defaults.url_match,
    )


@registry.callbacks("blameless.tokenizer.v1")
def tokenizer_callback():
    """The config's hook: swap the tokenizer of a freshly made pipeline."""

    def swap(nlp: Language) -> Language:
        nlp.tokenizer = make_tokenizer(nlp)
        return nlp

    return swap


def blank() -> Language:
    """An English pipeline with no components and this tokenizer."""
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    return nlp
