"""Rewrite gold trees into the shapes that incident postmortems have.

Bullets without a subject, lower case, capitals, missing full stops, times and list marks in front, code in the place
of nouns: each rewrite takes the words of one sentence and gives the words of another, with its tree still correct.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from spacy.tokens import Doc, Token

from training.conllu import Sentence, Word

Words = list[Word]
Rewrite = Callable[[Words, random.Random], Words]

DROPPABLE_TAGS = {"VBD", "VBN", "VB", "VBZ"}
MARKS = ("-", "*", "•", "–")
CLOCKS = ("UTC", "GMT", "CET", "CEST", "PST", "PDT", "EST", "EDT", "BST", "IST")
ENDINGS = {".", "!", "?"}
CODE_WORDS = [
    "nginx",
    "kubectl",
    "redis",
    "etcd",
    "api",
    "db",
    "auth",
    "cache",
    "queue",
    "worker",
    "deploy",
    "config",
    "main",
    "users",
    "payments",
    "orders",
    "billing",
    "search",
    "prod",
    "staging",
    "eu-west-1",
    "us-east-2",
    "node",
    "pod",
    "ingress",
    "gateway",
    "scheduler",
    "broker",
    "primary",
    "replica",
    "shard",
    "index",
    "cron",
]
EXTENSIONS = ("py", "yaml", "yml", "conf", "json", "sh", "sql", "tf", "log", "go", "rb", "toml")


def subtree(words: Words, top: int) -> set[int]:
    """The positions of a word and of everything below it."""
    found = {top}
    grown = True
    while grown:
        below = {index for index, word in enumerate(words) if word.head in found and index not in found}
        found |= below
        grown = bool(below)
    return found


def root_of(words: Words) -> int:
    """The position of the sentence's root."""
    return next(index for index, word in enumerate(words) if word.head == index)


def without(words: Words, dropped: set[int]) -> Words:
    """The sentence without some words, which must have no dependents outside."""
    kept = [index for index in range(len(words)) if index not in dropped]
    place = {old: new for new, old in enumerate(kept)}
    return [replace(words[old], head=place[words[old].head]) for old in kept]


def with_front(words: Words, front: Words) -> Words:
    """The sentence with words before it; heads in ``front`` count in the new sentence."""
    shift = len(front)
    return [*front, *(replace(word, head=word.head + shift) for word in words)]


def capitalised(words: Words) -> Words:
    """The sentence with its first letter in upper case."""
    first = words[0]
    return [replace(first, text=first.text[:1].upper() + first.text[1:]), *words[1:]]


def drop_subject(words: Words, rng: random.Random) -> Words:
    """A note without its subject, "Restarted the pod"; only where the subject opens the sentence."""
    root = root_of(words)
    if words[root].tag not in DROPPABLE_TAGS:
        return words
    subject = next((index for index, word in enumerate(words) if word.head == root and word.dep == "nsubj"), None)
    if subject is None or subject > root:
        return words
    dropped = subtree(words, subject)
    if dropped != set(range(len(dropped))) or len(words) - len(dropped) < 2:
        return words
    # A question or an imperative keeps its form; "is" and "has" left at the front would read as a question.
    following = words[len(dropped)]
    if words[-1].text == "?" or (following.tag in {"VBP", "VBZ"} and following.dep in {"aux", "cop"}):
        return words
    return capitalised(without(words, dropped))


def drop_full_stop(words: Words, rng: random.Random) -> Words:
    """The sentence without its final mark."""
    last = len(words) - 1
    if last < 2 or words[last].text not in ENDINGS or any(word.head == last for word in words):
        return words
    return without(words, {last})


def lower_case(words: Words, rng: random.Random) -> Words:
    """All in lower case."""
    return [replace(word, text=word.text.lower()) for word in words]


def upper_case(words: Words, rng: random.Random) -> Words:
    """All in capitals."""
    return [replace(word, text=word.text.upper()) for word in words]


def lower_first(words: Words, rng: random.Random) -> Words:
    """The first letter in lower case."""
    first = words[0]
    return [replace(first, text=first.text[:1].lower() + first.text[1:]), *words[1:]]


def list_mark(words: Words, rng: random.Random) -> Words:
    """A list mark in front."""
    mark = Word(rng.choice(MARKS), "-", "PUNCT", "NFP", root_of(words) + 1, "punct")
    return with_front(words, [mark])


def clock_text(rng: random.Random) -> str:
    """A time of day as written in timelines."""
    hour, minute = rng.randrange(24), rng.randrange(60)
    second = f":{rng.randrange(60):02}" if rng.random() < 0.15 else ""
    return f"{hour:02}:{minute:02}{second}" if rng.random() < 0.85 else f"{hour}:{minute:02}{second}"


def timestamp(words: Words, rng: random.Random) -> Words:
    """A time in front: "14:02 - ", "[10:15 UTC] ", "2024-03-01 08:15 UTC: "."""
    bracket, dated, zoned = rng.random() < 0.25, rng.random() < 0.2, rng.random() < 0.5
    texts: list[tuple[str, str, str, str]] = []
    if bracket:
        texts.append(("[", "PUNCT", "-LRB-", "punct"))
    time = len(texts)
    if dated:
        date = f"20{rng.randrange(15, 27)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        texts.append((date, "NUM", "CD", "obl:unmarked"))
    texts.append((clock_text(rng), "NUM", "CD", "nmod:unmarked" if dated else "obl:unmarked"))
    if zoned:
        texts.append((rng.choice(CLOCKS), "PROPN", "NNP", "nmod:unmarked"))
    if bracket:
        texts.append(("]", "PUNCT", "-RRB-", "punct"))
    elif rng.random() < 0.8:
        mark = rng.choice("-:–,—")
        texts.append((mark, "PUNCT", "," if mark == "," else ":", "punct"))
    top = root_of(words) + len(texts)
    front = [
        Word(text, text, pos, tag, top if index == time else time, dep)
        for index, (text, pos, tag, dep) in enumerate(texts)
    ]
    glued = {len(front) - 2} if front[-1].text in {":", ",", "]"} else set()
    glued |= {0} if bracket else set()
    return with_front(words, [replace(word, space=index not in glued) for index, word in enumerate(front)])


def code_text(rng: random.Random) -> str:
    """A path, file, identifier, call, version or flag."""
    first, second = rng.sample(CODE_WORDS, 2)
    extension = rng.choice(EXTENSIONS)
    forms = (
        f"/{first}/{second}.{extension}",
        f"{second}.{extension}",
        f"/var/log/{first}.log",
        f"{first}_{second}".replace("-", "_"),
        f"{first}_{second}_{rng.randrange(100)}".replace("-", "_"),
        f"{first}.{second}()".replace("-", "_"),
        f"v{rng.randrange(20)}.{rng.randrange(30)}.{rng.randrange(10)}",
        f"{rng.randrange(10)}.{rng.randrange(30)}.{rng.randrange(10)}",
        f"--{first}-{second}",
        f"{first.upper()[:3].strip('-')}-{rng.randrange(10, 9999)}",
        f"{first}/{second}/{rng.choice(CODE_WORDS)}.{extension}",
    )
    return rng.choice(forms)


def code_nouns(words: Words, rng: random.Random) -> Words:
    """Code in the place of one or two bare nouns."""
    governors = {word.head for index, word in enumerate(words) if word.head != index and word.dep != "punct"}
    places = [
        index
        for index, word in enumerate(words)
        if word.space
        and (
            (word.tag in {"NN", "NNP"} and index not in governors and word.dep in {"obj", "obl", "nsubj"})
            or (word.tag == "NN" and word.dep in {"obj", "nsubj", "nsubj:pass", "obl", "nmod", "compound"})
        )
    ]
    changed = list(words)
    for index in rng.sample(places, min(len(places), rng.choice((1, 1, 2)))):
        text = code_text(rng)
        changed[index] = replace(words[index], text=text, lemma=text, pos="NOUN", tag="NN")
    return changed


# Each rewrite with the share of sentences that get it.
REWRITES: tuple[tuple[Rewrite, float], ...] = (
    (drop_subject, 0.25),
    (code_nouns, 0.15),
    (drop_full_stop, 0.2),
    (lower_first, 0.08),
    (timestamp, 0.1),
    (list_mark, 0.08),
)
CASINGS: tuple[tuple[Rewrite, float], ...] = ((lower_case, 0.12), (upper_case, 0.06))


def rewrite(words: Words, rng: random.Random) -> Words:
    """A sentence after a random choice of rewrites; greetings, rulers and the like stay as they are."""
    if len(words) < 3:
        return words
    for change, share in REWRITES:
        if rng.random() < share:
            words = change(words, rng)
    draw = rng.random()
    for change, share in CASINGS:
        if draw < share:
            return change(words, rng)
        draw -= share
    return words


def sentences_of(doc: Doc) -> list[Sentence]:
    """The sentences of a gold document as plain words."""
    return [Sentence([_word(token, token.i == sent.end - 1) for token in sent]) for sent in doc.sents]


def _word(token: Token, last: bool) -> Word:
    """A gold token as a plain word; nothing follows the last one."""
    head = token.head.i - token.sent.start
    space = bool(token.whitespace_) and not last
    return Word(token.text, token.lemma_, token.pos_, token.tag_, head, token.dep_, space)
