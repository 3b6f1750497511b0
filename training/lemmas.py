"""Learn small tables for spaCy's rule lemmatizer from the treebank: suffix rules, and exceptions for the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from spacy.language import Language
from spacy.lookups import Lookups

from training.conllu import Sentence

LONGEST_SUFFIX = 6
LEAST_SUPPORT = 3
# Words of these classes are their own lemma, but for case; foreign words, numbers and marks need no table.
UNCHANGED = {"PROPN", "PUNCT", "SYM", "NUM", "X", "INTJ"}

Forms = dict[str, str]
Rules = list[list[str]]


def observed(sentences: Iterable[Sentence]) -> dict[str, Forms]:
    """For each class the most frequent lemma of each lower-cased form."""
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for sentence in sentences:
        for word in sentence.words:
            if word.pos not in UNCHANGED and word.lemma != "_":
                counts[word.pos][word.text.lower()][word.lemma] += 1
    return {
        pos: {form: lemmas.most_common(1)[0][0] for form, lemmas in sorted(forms.items())}
        for pos, forms in sorted(counts.items())
    }


def learn_rules(forms: Forms) -> Rules:
    """A decision list on suffixes, the longest first: a longer suffix is kept where it corrects the shorter ones."""
    changes: dict[str, Counter[str]] = defaultdict(Counter)
    for form, lemma in forms.items():
        if not form.isalpha():
            continue
        for size in range(1, min(LONGEST_SUFFIX, len(form) - 1) + 1):
            stem = form[:-size]
            if lemma.startswith(stem):
                changes[form[-size:]][lemma[len(stem) :]] += 1
    rules: dict[str, str] = {}
    for suffix in sorted(changes, key=lambda suffix: (len(suffix), suffix)):
        ending, support = changes[suffix].most_common(1)[0]
        if support >= LEAST_SUPPORT and ending != apply_rules(suffix, rules):
            rules[suffix] = ending
    return [[old, rules[old]] for old in sorted(rules, key=lambda old: (-len(old), old))]


def apply_rules(form: str, rules: dict[str, str]) -> str:
    """The form after the rule with the longest suffix that fits, as the lemmatizer will do it."""
    for size in range(min(LONGEST_SUFFIX, len(form)), 0, -1):
        ending = rules.get(form[-size:])
        if ending is not None:
            return form[:-size] + ending
    return form


def learn_tables(sentences: Iterable[Sentence]) -> Lookups:
    """The tables of spaCy's rule lemmatizer."""
    rules: dict[str, Rules] = {}
    exceptions: dict[str, dict[str, list[str]]] = {}
    for pos, forms in observed(sentences).items():
        found = learn_rules(forms)
        endings = dict(found)
        # The empty rule comes last and gives the lower-cased form; without it the lemmatizer would keep capitals.
        rules[pos.lower()] = [*found, ["", ""]]
        exceptions[pos.lower()] = {
            form: [lemma] for form, lemma in forms.items() if apply_rules(form, endings) != lemma
        }
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_exc", exceptions)
    return lookups


def add_lemmatizer(nlp: Language, sentences: Iterable[Sentence]) -> None:
    """Append a lemmatizer with tables learnt from the given sentences."""
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=learn_tables(sentences))
