"""Make training documents for the names of people: the project's sentences, filled with names of many cultures."""

from __future__ import annotations

import json
import random
import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from faker import Faker
from faker.config import AVAILABLE_LOCALES
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from blameless.lexicon import load
from training.conllu import PERSON
from training.sources import read_jsonl

# Faker's locales that give names in Latin letters, and romanised names of cultures that Faker writes in other scripts.
CULTURES = json.loads((Path(__file__).parent / "cultures.json").read_text(encoding="utf-8"))

# Products, codenames, places and days besides those in the data's own list: whatever has a capital and is no person.
MORE_PRODUCTS = Path(__file__).parent / "products.txt"
# What people do and what machines do, in postmortems.
PREDICATES = Path(__file__).parent.parent / "data" / "nlp" / "predicates.json"
LINKS = (" while ", " after ", " because ", " and then ", ", so ", ", but ", "; ", " before ")
# Sentences with slots for what surrounds names: places, months, teams, companies, headings.
SURROUNDINGS = Path(__file__).parent / "slots.txt"
PLACES = Path(__file__).parent / "places.txt"
WORDS = json.loads((Path(__file__).parent / "fillers.json").read_text(encoding="utf-8"))
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
SLOT = re.compile(r"\{([A-Z]+)(?::([^{}]*))?\}")
PEOPLE_SLOTS = {"PERSON", "FIRST", "LAST", "HANDLE", "INITIALS"}
# How often a slot gets a name where the template also says what stood there.
FILLED = 0.6
CHAIN_NAMES = 4000
INVENTED = 0.15
TITLE = re.compile(r"^(?:[A-Z][\w.-]{0,5}\.|Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sir|Lady|Pan|Puan|Encik)$")


_WITHOUT_TREES = {"templates": [], "nouns": load("actors")["system"]}
"""What stands for the treebank where it is not at hand: no templates, and nouns of machines."""


class LetterChain:
    """Invents words that look like those of a list: each letter is drawn by the three before it."""

    ORDER = 3

    def __init__(self, rng: random.Random, words: Iterable[str]) -> None:
        self.rng = rng
        self.next: dict[str, list[str]] = {}
        for word in words:
            padded = "^" * self.ORDER + word + "$"
            for index in range(self.ORDER, len(padded)):
                self.next.setdefault(padded[index - self.ORDER : index], []).append(padded[index])

    def word(self) -> str:
        """A new word of 4 to 12 letters."""
        while True:
            text = "^" * self.ORDER
            while not text.endswith("$") and len(text) < 20:
                text += self.rng.choice(self.next[text[-self.ORDER :]])
            text = text.strip("^$")
            if 4 <= len(text) <= 12 and text.isalpha():
                return text


class NameMaker:
    """Random names, handles and initials, none with a word of the test's names."""

    def __init__(self, rng: random.Random, forbidden: set[str]) -> None:
        self.rng = rng
        self.forbidden = forbidden
        self.fakers = [Faker(locale) for locale in locales()]
        for number, faker in enumerate(self.fakers):
            faker.seed_instance(rng.randrange(2**32) + number)
        self.chains: dict[str, LetterChain] = {}
        for method, kind in (("first_name", "first"), ("last_name", "last")):
            known = [self._listed(method, kind) for _ in range(CHAIN_NAMES)]
            self.chains[kind] = LetterChain(rng, known)

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
        """A first or last name, listed or, so that no list is trusted too far, invented."""
        if self.rng.random() < INVENTED:
            return self._usable(self.chains[kind].word)
        return self._listed(method, kind)

    def _listed(self, method: str, kind: str) -> str:
        """A first or last name of a list."""
        if self.rng.random() < 0.15:
            return self._usable(lambda: self.rng.choice(CULTURES[kind]))
        return self._usable(lambda: getattr(self.rng.choice(self.fakers), method)())

    def _usable(self, draw: Callable[[], str]) -> str:
        """A name without title, in Latin letters, and with no word of the test's names."""
        while True:
            name = " ".join(word for word in draw().split() if not TITLE.match(word))
            words = re.findall(r"\w+", name.lower())
            if words and is_latin(name) and not self.forbidden.intersection([*words, *name.lower().split()]):
                return name


def locales() -> list[str]:
    """Faker's locales that are drawn from."""
    return [locale for locale in CULTURES["locales"] if locale in AVAILABLE_LOCALES]


def is_latin(text: str) -> bool:
    """Whether all letters are Latin."""
    return all(not char.isalpha() or "LATIN" in unicodedata.name(char, "") for char in text)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[^a-z]", "", plain) or "x"


def read_lines(path: Path) -> list[str]:
    """The non-empty lines of a file."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class NameSentences:
    """An endless source of gold documents with people (and products, which are none) from sentences with slots.

    ``folder`` holds the sentences written for the project; ``extra`` those that ``contexts`` made of the treebank, if any.
    """

    def __init__(self, folder: Path, rng: random.Random, extra: Path | None = None) -> None:
        self.rng = rng
        tests = ("", "_ordinary")
        forbidden = {
            word.lstrip("@")
            for test in tests
            for word in read_lines(folder / f"test{test}_name_tokens.txt")
            if len(word) > 2
        }
        unseen = {product.lower() for test in tests for product in read_lines(folder / f"products_test{test}.txt")}
        self.sentences = [
            record for record in read_jsonl(folder / "train.jsonl") if not _mentions(record, forbidden, unseen)
        ]
        from_trees = json.loads(extra.read_text(encoding="utf-8")) if extra else _WITHOUT_TREES
        trees: list[str] = from_trees["templates"]
        # What a template is drawn from, and how often; the rest is composed.
        self.sources: list[tuple[list[str], float]] = [
            ([record["text"] for record in read_jsonl(folder / "templates_train.jsonl")], 0.22),
            ([record["text"] for record in read_jsonl(folder / "templates_own.jsonl")], 0.33),
            (read_lines(SURROUNDINGS), 0.1),
            ([template for template in trees if "{PERSON" in template], 0.1),
            ([template for template in trees if "{PRODUCT" in template], 0.08),
            ([template for template in trees if "{" not in template], 0.05),
        ]
        self.sources = [(templates, share) for templates, share in self.sources if templates]
        self.predicates: dict[str, list[str]] = json.loads(PREDICATES.read_text(encoding="utf-8"))
        self.nouns = [noun for noun in from_trees["nouns"] if noun not in unseen]
        listed = [*read_lines(folder / "products_train.txt"), *read_lines(MORE_PRODUCTS)]
        self.products = [product for product in listed if product.lower() not in unseen]
        self.places = read_lines(PLACES)
        self.names = NameMaker(rng, forbidden)
        self.chain = LetterChain(rng, [product for product in self.products if product.isalpha()])

    def docs(self, nlp: Language, fills: int) -> Iterator[Doc]:
        """The written sentences once, then ``fills`` templates with fresh names."""
        for text, persons in self.texts(fills):
            yield mark(nlp, text, persons)

    def texts(self, fills: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """As ``docs``, each as its text and where the people stand."""
        for record in self.sentences:
            yield self._recased(record["text"], [tuple(span) for span in record["persons"]])
        for _ in range(fills):
            yield self._recased(*self.fill(self._template()))

    def _template(self) -> str:
        """A sentence with slots."""
        draw = self.rng.random()
        for templates, share in self.sources:
            if draw < share:
                return self.rng.choice(templates)
            draw -= share
        return self._composed()

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
        lower_names = literal == literal.lower() and self.rng.random() < 0.5
        text, persons, position = "", [], 0
        for slot in SLOT.finditer(template):
            text += template[position : slot.start()]
            position = slot.end()
            kind, alternative = slot[1], slot[2]
            if alternative is not None and self.rng.random() >= FILLED:
                text += alternative
                continue
            filler = self._filler(kind)
            if kind == "PRODUCT":
                filler = self._in_code(filler, alternative or "")
            filler = filler.lower() if lower_names else filler
            if kind in PEOPLE_SLOTS:
                persons.append((len(text), len(text) + len(filler)))
            text += filler
        return text + template[position:], persons

    def _filler(self, slot: str) -> str:
        """Something to stand in a slot."""
        makers = {
            "PERSON": self._person,
            "FIRST": self._first,
            "LAST": self.names.last,
            "HANDLE": self.names.handle,
            "INITIALS": self.names.initials,
            "PRODUCT": self._decorated,
            "PLACE": lambda: self.rng.choice(self.places),
            "NOUN": lambda: self.rng.choice(self.nouns).capitalize(),
            "NUMBER": lambda: str(self.rng.randrange(2, 9999)),
            "TIME": lambda: f"{self.rng.randrange(24):02}:{self.rng.randrange(60):02}",
            "HEADING": self._heading,
        }
        return makers[slot]() if slot in makers else self.rng.choice(WORDS[slot])

    def _first(self) -> str:
        """What people call each other by: mostly a first name, now and then initials or a first name with one."""
        draw = self.rng.random()
        if draw < 0.03:
            return self.names.initials()
        return self.names.full() if draw < 0.08 else self.names.first()

    def _person(self) -> str:
        """Mostly a full name, often a first name alone, now and then a handle."""
        draw = self.rng.random()
        if draw < 0.4:
            return self._first()
        return self.names.handle() if draw < 0.43 else self.names.full()

    def _heading(self) -> str:
        """Some words with capitals each."""
        words = [self.rng.choice(WORDS["HEADING"]) for _ in range(self.rng.choice((1, 1, 2, 3)))]
        return " ".join(words)

    def _decorated(self) -> str:
        """A product, in some cases with what follows or precedes the names of systems."""
        draw = self.rng.random()
        if draw < 0.72:
            return self._product()
        # What is called like a person is told from one by such company alone.
        product = self.names.first() if self.rng.random() < 0.12 else self._product()
        if draw < 0.88:
            return f"{self.rng.choice(WORDS['ARTICLE'])} {product} {self.rng.choice(WORDS['SYSTEM'])}"
        if draw < 0.92:
            return f"{self.rng.choice(WORDS['SYSTEM'])} {product}"
        if draw < 0.96:
            return f"{product}'s {self.rng.choice(WORDS['SYSTEM'])}"
        return f"{product} {self.rng.randrange(1, 20)}.{self.rng.randrange(30)}"

    def _product(self) -> str:
        """A product's name: listed, invented, a common noun, a compound or a host, so that no list is learnt by heart."""
        draw = self.rng.random()
        if draw < 0.45:
            return self.rng.choice(self.products)
        if draw < 0.75:
            invented = self.chain.word()
            return invented if draw < 0.71 else f"{invented} {self.rng.choice(WORDS['EDITION'])}"
        if draw < 0.85:
            return self._host()
        noun, other = (self.rng.choice(self.nouns).capitalize() for _ in "12")
        if draw < 0.94:
            return noun
        return self.rng.choice((f"{noun}{other.lower()}", f"{noun}{other}", f"Project {noun}"))

    def _host(self) -> str:
        """A host, service or identifier."""
        first, second = self.rng.choice(WORDS["PART"]), self.rng.choice(WORDS["PART"])
        number = self.rng.randrange(1, 40)
        forms = (
            f"{first}-{second}",
            f"{first}-{second}-{number:02}",
            f"{first}-{number}",
            f"{first}{number:02}",
            f"{first}_{second}",
            f"{self.chain.word().lower()}-{number}",
            f"{first}-bot",
            f"{self.chain.word().lower()}bot",
        )
        return self.rng.choice(forms)

    def _in_code(self, filler: str, alternative: str) -> str:
        """The filler as code where it replaces code, in half of the cases."""
        return f"`{filler}`" if alternative.startswith("`") and self.rng.random() < 0.5 else filler

    def _recased(self, text: str, persons: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
        """Now and then the whole sentence in capitals or lower case, or each word with a capital."""
        draw = self.rng.random()
        if draw < 0.03:
            changed = text.upper()
        elif draw < 0.08:
            changed = text.lower()
        elif draw < 0.1:
            changed = re.sub(r"(?<![\w'’])[a-z]", lambda letter: letter[0].upper(), text)
        else:
            return text, persons
        return (changed, persons) if len(changed) == len(text) else (text, persons)


def _mentions(record: dict, names: set[str], products: set[str]) -> bool:
    """Whether a written sentence has a name or a product of a test."""
    people = {
        word for start, end in record["persons"] for word in re.findall(r"\w+", record["text"][start:end].lower())
    }
    things = {record["text"][start:end].lower() for start, end in record["products"]}
    return bool(people & names or things & products)


def mark(nlp: Language, text: str, persons: list[tuple[int, int]]) -> Doc:
    """A document with people as its only entities; a span that cuts a token takes all of it."""
    doc = nlp.make_doc(text)
    spans = [doc.char_span(start, end, label=PERSON, alignment_mode="expand") for start, end in persons]
    doc.set_ents(filter_spans([span for span in spans if span is not None]), default="outside")
    return doc
