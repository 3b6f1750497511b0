"""A list of words that are known as given names, family names or products, as a feature for the names component.

It is spaCy's own attribute ruler: it writes the class of a known word into ``ENT_ID``, which nothing else reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from faker import Faker
from spacy.language import Language
from spacy.pipeline import AttributeRuler

from training.names import MORE_PRODUCTS, is_latin, locales, read_lines

NAME = "gazetteer"
GIVEN = Path(__file__).parent.parent / "blameless" / "lexicon" / "given_names.txt"
SHORTEST = 3


def given_names(plain: set[str]) -> set[str]:
    """Given names in lower case: the library's own list, and Faker's that are no ``plain`` words."""
    listed = {line.lower() for line in read_lines(GIVEN) if not line.startswith("#")}
    return listed | (_words("first_name") - plain)


def _words(kind: str) -> set[str]:
    """The words of Faker's first or last names in lower case."""
    names: set[str] = set()
    for locale in locales():
        for provider in Faker(locale).get_providers():
            for attribute in (key for key in dir(provider) if key.startswith(kind)):
                values = getattr(provider, attribute)
                if isinstance(values, dict | list | tuple | set):
                    names.update(value for value in values if isinstance(value, str))
    words = {word for name in names for word in name.split() if is_latin(word) and word[:1].isupper()}
    return {word.lower() for word in words if len(word) >= SHORTEST}


def product_words(folder: Path) -> set[str]:
    """Products of one word, without those of the tests; ``folder`` holds the data on names."""
    tests = {name.lower() for path in folder.glob("products_test*.txt") for name in read_lines(path)}
    listed = [*read_lines(folder / "products_train.txt"), *read_lines(MORE_PRODUCTS)]
    return {name.lower() for name in listed if re.fullmatch(r"\w+", name)} - tests


def classes(folder: Path, ordinary: Iterable[str]) -> dict[str, list[str]]:
    """The words of each class; family names and products that are also ``ordinary`` words say nothing."""
    plain = set(ordinary)
    given = given_names(plain)
    families = _words("last_name") - plain - given
    products = product_words(folder) - plain - given - families
    return {label: sorted(words) for label, words in (("given", given), ("family", families), ("product", products))}


def add_gazetteer(nlp: Language, words: dict[str, list[str]], before: str | None = None) -> AttributeRuler:
    """Add the list to a pipeline."""
    ruler = nlp.add_pipe("attribute_ruler", name=NAME, before=before)
    assert isinstance(ruler, AttributeRuler)
    for label, members in words.items():
        ruler.add([[{"LOWER": {"IN": members}}]], {"ENT_ID": label})
    return ruler
