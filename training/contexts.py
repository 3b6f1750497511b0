"""Turn the treebank's pronouns into slots for names: its verbs show what people do and what things do.

"He missed the meeting" becomes "{PERSON} missed the meeting", "It crashed twice" becomes "{PRODUCT} crashed twice".
Only sentences without proper names are taken, as the treebank's training part does not say which names are people's.
"""

from __future__ import annotations

from collections.abc import Iterable

from training.conllu import Sentence, Word

SHORTEST, LONGEST = 4, 30
PEOPLE = {"he", "she", "him"}
ROLES = {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "obl:agent"}
THING_ROLES = {"nsubj", "nsubj:pass"}
THING_VERBS = {"VERB"}


def slot_of(word: Word, words: list[Word]) -> str | None:
    """The slot that a pronoun turns into, if any."""
    lowered = word.text.lower()
    if word.tag == "PRP$" and lowered in {"his", "her"}:
        return "{PERSON}'s"
    if word.tag == "PRP" and word.dep in ROLES and (lowered in PEOPLE or lowered == "her"):
        return "{PERSON}"
    if word.tag == "PRP" and lowered == "it" and word.dep in THING_ROLES and words[word.head].pos in THING_VERBS:
        return "{PRODUCT}"
    return None


def template_of(sentence: Sentence) -> str | None:
    """The sentence as a template, or ``None`` where it has no slot or holds proper names."""
    words = sentence.words
    if not SHORTEST <= len(words) <= LONGEST or any(word.pos in {"PROPN", "X"} for word in words):
        return None
    slots = [slot_of(word, words) for word in words]
    if not any(slots) or any("{" in word.text or "}" in word.text for word in words):
        return None
    pieces = zip(words, slots, strict=True)
    return "".join((slot or word.text) + " " * word.space for word, slot in pieces).strip()


def templates(sentences: Iterable[Sentence]) -> list[str]:
    """All templates of a treebank."""
    return [template for template in map(template_of, sentences) if template is not None]


def common_nouns(sentences: Iterable[Sentence]) -> list[str]:
    """Plain nouns of a treebank, which products are often called by."""
    return sorted(
        {
            word.text.lower()
            for sentence in sentences
            for word in sentence.words
            if word.tag == "NN" and word.text.isascii() and word.text.isalpha() and 3 < len(word.text) < 10
        }
    )
