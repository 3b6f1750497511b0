"""Make training documents for the names of people: the project's sentences, filled with names of many cultures."""

from __future__ import annotations

import json
import random
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from faker import Faker
from faker.config import AVAILABLE_LOCALES
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from training.conllu import PERSON

# Faker's locales that give names in Latin letters, and romanised names of cultures that Faker writes in other scripts.
CULTURES = json.loads((Path(__file__).parent / "cultures.json").read_text(encoding="utf-8"))

# Products, codenames, places and days besides those in the data's own list: whatever has a capital and is no person.
MORE_PRODUCTS = Path(__file__).parent / "products.txt"
# What people do and what machines do, in postmortems.
PREDICATES = Path(__file__).parent.parent / "data" / "nlp" / "predicates.json"
LINKS = (" while ", " after ", " because ", " and then ", ", so ", ", but ", "; ", " before ")
OPENINGS = (
    "",
    "",
    "",
    "",
    "- ",
    "* ",
    "14:02 ",
    "09:15 UTC - ",
    "At 03:40 ",
    "Then ",
    "Later ",
    "On Friday ",
    "[22:10] ",
)
SYLLABLES = ("ka", "lo", "ri", "ven", "to", "ser", "mi", "dra", "qu", "or", "zen", "fi", "bal")
PRODUCT_ENDINGS = ("", "", "DB", "MQ", "CD", "Hub", "Ops", "ly", "is", "us", "a", "o", "x")
SLOT = re.compile(r"\{([A-Z]+)\}")
TITLE = re.compile(r"^(?:[A-Z][\w.-]{0,5}\.|Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sir|Lady|Pan|Puan|Encik)$")


class NameMaker:
    """Random names, handles and initials, none with a word of the test's names."""

    def __init__(self, rng: random.Random, forbidden: set[str]) -> None:
        self.rng = rng
        self.forbidden = forbidden
        self.fakers = [Faker(locale) for locale in CULTURES["locales"] if locale in AVAILABLE_LOCALES]
        for number, faker in enumerate(self.fakers):
            faker.seed_instance(rng.randrange(2**32) + number)

    def first(self) -> str:
        """A first name."""
        return self._draw("first_name", "first")

    def last(self) -> str:
        """A last name."""
        return self._draw("last_name", "last")

    def full(self) -> str:
        """A full name in one of many shapes: as its culture orders it, with initials, double-barrelled, one word."""
        draw = self.rng.random()
        if draw < 0.25:
            return self._usable(lambda: self.rng.choice(self.fakers).name())
        if draw < 0.35:
            return self.first()
        first, last = self.first(), self.last()
        shapes = (
            f"{first[0]}. {last}",
            f"{first} {last[0]}.",
            f"{first} {self.rng.choice(string.ascii_uppercase)}. {last}",
            f"{first} {self.first()} {last}",
            f"{first} {last}-{self.last()}",
            f"{first}-{self.first()} {last}",
            f"{last} {first}-{self.first().lower()}",
        )
        return self.rng.choice(shapes) if draw < 0.6 else f"{first} {last}"

    def handle(self) -> str:
        """A handle as chat and code hosting write it."""
        first, last = (_ascii(name) for name in (self.first(), self.last()))
        forms = (
            first,
            f"{first[0]}{last}",
            f"{first}{last[0]}",
            f"{first}.{last}",
            f"{first}-{last}",
            f"{first}_{last[0]}",
            f"{first}{self.rng.randrange(1, 100)}",
        )
        return "@" + self.rng.choice(forms)

    def initials(self) -> str:
        """Initials with full stops."""
        return "".join(f"{self.rng.choice('ABCDEFGHIJKLMNOPRSTVWYZ')}." for _ in range(self.rng.choice((2, 2, 2, 3))))

    def _draw(self, method: str, kind: str) -> str:
        """A first or last name."""
        if self.rng.random() < 0.3:
            return self._usable(lambda: self.rng.choice(CULTURES[kind]))
        return self._usable(lambda: getattr(self.rng.choice(self.fakers), method)())

    def _usable(self, draw: Callable[[], str]) -> str:
        """A name without title, in Latin letters, and with no word of the test's names."""
        while True:
            name = " ".join(word for word in draw().split() if not TITLE.match(word))
            words = re.findall(r"\w+", name.lower())
            if words and _latin(name) and not self.forbidden.intersection([*words, *name.lower().split()]):
                return name


def _latin(text: str) -> bool:
    return all(not char.isalpha() or "LATIN" in unicodedata.name(char, "") for char in text)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[^a-z]", "", plain) or "x"


def read_jsonl(path: Path) -> list[dict]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_lines(path: Path) -> list[str]:
    """The non-empty lines of a file."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class NameSentences:
    """An endless source of gold documents with people (and products, which are none) from sentences with slots.

    ``folder`` holds the sentences written for the project; ``extra`` those that ``contexts`` made of the treebank.
    """

    def __init__(self, folder: Path, rng: random.Random, extra: Path) -> None:
        self.rng = rng
        self.written = [record["text"] for record in read_jsonl(folder / "templates_train.jsonl")]
        self.sentences = read_jsonl(folder / "train.jsonl")
        from_trees = json.loads(extra.read_text(encoding="utf-8"))
        self.from_trees: list[str] = from_trees["templates"]
        unseen = {product.lower() for product in read_lines(folder / "products_test.txt")}
        self.predicates: dict[str, list[str]] = json.loads(PREDICATES.read_text(encoding="utf-8"))
        self.nouns = [noun for noun in from_trees["nouns"] if noun not in unseen]
        more = (product for product in read_lines(MORE_PRODUCTS) if product.lower() not in unseen)
        self.products = [*read_lines(folder / "products_train.txt"), *more]
        forbidden = {word.lstrip("@") for word in read_lines(folder / "test_name_tokens.txt") if len(word) > 2}
        self.names = NameMaker(rng, forbidden)

    def docs(self, nlp: Language, fills: int) -> Iterator[Doc]:
        """The written sentences once, then ``fills`` templates with fresh names."""
        for record in self.sentences:
            yield mark(nlp, *self._recased(record["text"], [tuple(span) for span in record["persons"]]))
        for _ in range(fills):
            yield mark(nlp, *self._recased(*self.fill(self._template())))

    def _template(self) -> str:
        """A sentence with slots: half of them written as they are, the rest from the treebank or composed."""
        draw = self.rng.random()
        if draw < 0.5:
            return self.rng.choice(self.written)
        return self.rng.choice(self.from_trees) if draw < 0.7 else self._composed()

    def _composed(self) -> str:
        """One or two clauses of a predicate each, so that only spelling and predicate tell people from products."""
        clauses = self._clause()
        if self.rng.random() < 0.4:
            clauses += self.rng.choice(LINKS) + self._clause()
        return self.rng.choice(OPENINGS) + clauses + self.rng.choice((".", ".", ""))

    def _clause(self) -> str:
        """A subject or two, and what they did."""
        slot, kind = self.rng.choice((("{PERSON}", "people"), ("{PRODUCT}", "products")))
        predicate = self.rng.choice(self.predicates[kind])
        plural = self.rng.random() < 0.12 and not predicate.startswith(
            ("was ", "has ", "is ", "does ", "needs ", "uses ")
        )
        return f"{slot} and {slot} {predicate}" if plural else f"{slot} {predicate}"

    def fill(self, template: str) -> tuple[str, list[tuple[int, int]]]:
        """A template with its slots filled, and where the people stand."""
        literal = SLOT.sub("", template)
        lower_names = literal == literal.lower() and self.rng.random() < 0.6
        text, persons, position = "", [], 0
        for slot in SLOT.finditer(template):
            text += template[position : slot.start()]
            filler = self._filler(slot[1])
            filler = filler.lower() if lower_names else filler
            if slot[1] != "PRODUCT":
                persons.append((len(text), len(text) + len(filler)))
            text += filler
            position = slot.end()
        return text + template[position:], persons

    def _filler(self, slot: str) -> str:
        """Something to stand in a slot."""
        makers = {
            "PERSON": self._person,
            "FIRST": self.names.first,
            "LAST": self.names.last,
            "HANDLE": self.names.handle,
            "INITIALS": self.names.initials,
            "PRODUCT": self._product,
        }
        return makers[slot]()

    def _person(self) -> str:
        """Mostly a full name, often a first name alone, now and then a handle."""
        draw = self.rng.random()
        if draw < 0.3:
            return self.names.first()
        return self.names.handle() if draw < 0.33 else self.names.full()

    def _product(self) -> str:
        """A product's name: listed, a common noun, a compound or invented, so that no list is learnt by heart."""
        draw = self.rng.random()
        if draw < 0.5:
            return self.rng.choice(self.products)
        noun, other = (self.rng.choice(self.nouns).capitalize() for _ in "12")
        if draw < 0.75:
            return noun
        if draw < 0.85:
            return self.rng.choice((f"{noun}{other.lower()}", f"{noun}{other}", f"Project {noun}"))
        stem = self.rng.choice((noun, noun[:4], self.rng.choice(SYLLABLES) + self.rng.choice(SYLLABLES)))
        return stem.capitalize() + self.rng.choice(PRODUCT_ENDINGS)

    def _recased(self, text: str, persons: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
        """Now and then the whole sentence in capitals or lower case."""
        draw = self.rng.random()
        changed = text.upper() if draw < 0.04 else text.lower() if draw < 0.09 else text
        return (changed, persons) if len(changed) == len(text) else (text, persons)


def mark(nlp: Language, text: str, persons: list[tuple[int, int]]) -> Doc:
    """A document with people as its only entities; a span that cuts a token takes all of it."""
    doc = nlp.make_doc(text)
    spans = [doc.char_span(start, end, label=PERSON, alignment_mode="expand") for start, end in persons]
    doc.set_ents(filter_spans([span for span in spans if span is not None]), default="outside")
    return doc
