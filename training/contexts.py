"""Turn pronouns and plain nouns of the treebank into slots for names: its verbs show what people and things do.

"He missed the meeting" becomes "{PERSON:He} missed the meeting", "We sold the house" "We sold {PRODUCT:the house}".
After the colon stands what the treebank has; it may be put back. Only sentences without proper names are taken, as the
treebank's training part does not say which names are people's. Those without a slot show what is no name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from training.conllu import Sentence, Word

NOUNS = json.loads((Path(__file__).parent / "nouns.json").read_text(encoding="utf-8"))
SHORTEST, LONGEST = 4, 30
PEOPLE = {"he", "she", "him", "someone", "somebody", "nobody", "everyone", "who"}
ROLES = {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "obl:agent", "conj", "appos"}
THING_ROLES = {"nsubj", "nsubj:pass"}
THING_VERBS = {"VERB"}
DETERMINERS = {"the", "a", "an", "my", "our", "this"}
# Nouns for people; any other noun may be the name of a thing.
PERSONS = set(NOUNS["people"])
# Nouns that no name can replace.
OTHERS = set(NOUNS["neither"])


def slot_of(word: Word, words: list[Word]) -> str | None:
    """The slot that a pronoun turns into, if any."""
    lowered = word.text.lower()
    if word.tag == "PRP$" and lowered in {"his", "her"}:
        return "{PERSON}'s"
    if word.tag == "PRP" and word.dep in ROLES and (lowered in PEOPLE or lowered == "her"):
        return f"{{PERSON:{word.text}}}"
    if word.tag == "NN" and word.pos == "PRON" and word.dep in ROLES and lowered in PEOPLE:
        return f"{{PERSON:{word.text}}}"
    if word.tag == "PRP" and lowered == "it" and word.dep in THING_ROLES and words[word.head].pos in THING_VERBS:
        return f"{{PRODUCT:{word.text}}}"
    # "I went": the past tense and modals agree with a name as well.
    if lowered == "i" and word.dep == "nsubj" and words[word.head].tag == "VBD":
        return f"{{PERSON:{word.text}}}"
    return None


def phrase_slot(index: int, words: list[Word], governors: dict[int, list[int]]) -> str | None:
    """The slot for an article and the bare noun that begin at ``index``, if a name can stand there."""
    if index + 1 >= len(words) or words[index].text.lower() not in DETERMINERS:
        return None
    noun = words[index + 1]
    below = [other for other in governors.get(index + 1, ()) if words[other].dep not in {"case", "punct", "cop"}]
    if noun.tag != "NN" or noun.dep not in ROLES or below != [index] or noun.text.lower() in OTHERS:
        return None
    kind = "PERSON" if noun.text.lower() in PERSONS else "PRODUCT"
    return f"{{{kind}:{words[index].text} {noun.text}}}"


def template_of(sentence: Sentence) -> str | None:
    """The sentence as a template, with or without slots, or ``None`` where it holds proper names or braces."""
    words = sentence.words
    if not SHORTEST <= len(words) <= LONGEST or any(word.pos in {"PROPN", "X"} for word in words):
        return None
    if any("{" in word.text or "}" in word.text for word in words):
        return None
    governors: dict[int, list[int]] = {}
    for index, word in enumerate(words):
        if word.head != index:
            governors.setdefault(word.head, []).append(index)
    text, index = "", 0
    while index < len(words):
        phrase = phrase_slot(index, words, governors)
        last = index + 1 if phrase else index
        text += (phrase or slot_of(words[index], words) or words[index].text) + " " * words[last].space
        index = last + 1
    return text.strip()


def templates(sentences: Iterable[Sentence]) -> list[str]:
    """All templates of a treebank."""
    return list(dict.fromkeys(template for template in map(template_of, sentences) if template is not None))


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
