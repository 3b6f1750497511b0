"""Read CoNLL-U treebanks as spaCy documents, one document a paragraph, with the raw text kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

PERSON = "PERSON"


@dataclass
class Word:
    """One syntactic word of the treebank; ``head`` counts from 0 within the sentence, the root points to itself."""

    text: str
    lemma: str
    pos: str
    tag: str
    head: int
    dep: str
    space: bool = True
    entity: str = "O"


@dataclass
class Sentence:
    """One sentence, its words and the comments above it."""

    words: list[Word]
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def starts_paragraph(self) -> bool:
        """Whether the treebank marks a new paragraph or document here."""
        return "newpar id" in self.comments or "newdoc id" in self.comments or "newpar" in self.comments

    @property
    def text(self) -> str:
        """The words with the white space the treebank records between them."""
        return "".join(word.text + " " * word.space for word in self.words).rstrip()


def read_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a CoNLL-U file in order; empty nodes are left out, multiword tokens give only the spacing."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("#"):
                key, _, value = line[1:].partition("=")
                comments[key.strip()] = value.strip()
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                yield Sentence(_words(rows), comments)
                comments, rows = {}, []
    if rows:
        yield Sentence(_words(rows), comments)


def _words(rows: list[list[str]]) -> list[Word]:
    """Turn the rows of one sentence into words."""
    words: list[Word] = []
    last, glued, after = 0, "", True
    for row in rows:
        identifier, form, lemma, pos, tag, _, head, dep, _, misc = row[:10]
        space = "SpaceAfter=No" not in misc
        if "-" in identifier:
            last, after, glued = int(identifier.split("-")[1]), space, form
            continue
        if "." in identifier:
            continue
        index = int(identifier)
        if index <= last:
            space = after if index == last else False
            form, glued = _part(form, glued, index == last)
        words.append(Word(form, lemma, pos, tag, int(head) - 1, dep, space))
    for index, word in enumerate(words):
        word.head = index if word.head < 0 else word.head
    return words


def _part(form: str, glued: str, final: bool) -> tuple[str, str]:
    """The characters of a multiword token that belong to one of its words, and those left for the rest.

    The syntactic word may be normalised (``wo`` + ``n't`` for ``wont``); the text must stay as it was written.
    """
    if final:
        return glued, ""
    return glued[: len(form)], glued[len(form) :]


def read_entities(path: Path) -> dict[str, list[tuple[str, str]]]:
    """The words and tags of a Universal NER file (IOB2) by sentence; its documents stand in another order."""
    tags: dict[str, list[tuple[str, str]]] = {}
    identifier = ""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# sent_id"):
                identifier = line.partition("=")[2].strip()
            elif line[:1].isdigit():
                _, form, tag = line.rstrip("\n").split("\t")[:3]
                tags.setdefault(identifier, []).append((form, tag))
    return tags


def add_entities(sentences: list[Sentence], tags: dict[str, list[tuple[str, str]]]) -> None:
    """Put the people of a Universal NER file on the words of the same sentences; all other classes become ``O``.

    The two are aligned by characters, as the treebank has parted a few words anew since the names were marked.
    """
    for sentence in sentences:
        by_char: list[str] = []
        for form, tag in tags.get(sentence.comments["sent_id"], []):
            inside = f"I{tag[1:]}" if tag != "O" else tag
            by_char.extend([tag, *[inside] * (len(form) - 1)])
        position = 0
        for word in sentence.words:
            label = by_char[position] if position < len(by_char) else "O"
            word.entity = f"{label[0]}-{PERSON}" if label.endswith("-PER") else "O"
            position += len(word.text)


def paragraphs(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Group sentences by the paragraph they stand in."""
    group: list[Sentence] = []
    for sentence in sentences:
        if group and sentence.starts_paragraph:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def to_doc(vocab: Vocab, group: list[Sentence], *, with_entities: bool = False) -> Doc:
    """One gold document of a group of sentences; without entities their layer stays unset, not empty."""
    words = [word for sentence in group for word in sentence.words]
    offsets = [start for sentence, start in zip(group, _starts(group), strict=True) for _ in sentence.words]
    spaces = [word.space for word in words]
    spaces[-1] = False
    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=spaces,
        lemmas=[word.lemma for word in words],
        pos=[word.pos for word in words],
        tags=[word.tag for word in words],
        heads=[word.head + offset for word, offset in zip(words, offsets, strict=True)],
        deps=["ROOT" if word.dep == "root" else word.dep for word in words],
        sent_starts=[index == 0 for sentence in group for index in range(len(sentence.words))],
        ents=[word.entity for word in words] if with_entities else None,
    )


def _starts(group: list[Sentence]) -> list[int]:
    """The index of each sentence's first word in the group."""
    starts, position = [], 0
    for sentence in group:
        starts.append(position)
        position += len(sentence.words)
    return starts


def convert(path: Path, vocab: Vocab, entities: Path | None = None) -> list[Doc]:
    """Read a treebank file as gold documents, one a paragraph."""
    sentences = list(read_sentences(path))
    if entities is not None:
        add_entities(sentences, read_entities(entities))
    return [to_doc(vocab, group, with_entities=entities is not None) for group in paragraphs(sentences)]


def save(docs: Iterable[Doc], path: Path) -> None:
    """Store documents in spaCy's binary form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs, store_user_data=False).to_disk(path)
