"""The questions of who did what, in both schemes, and which pipelines are taken."""

from __future__ import annotations

import pytest
import spacy
from clearnlp import clearnlp_pipeline, rewritten

from blameless import Analyzer
from blameless.errors import BlamelessError
from blameless.models import model_path
from blameless.read import scheme
from blameless.read.pipeline import check_pipeline, default_pipeline


@pytest.fixture(scope="module", params=["ud", "clearnlp"])
def parse(request):
    nlp = default_pipeline()
    return nlp if request.param == "ud" else lambda text: rewritten(nlp(text))


def token(doc, word):
    return next(t for t in doc if t.text == word)


def text(found):
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("sentence", "verb", "subject"),
    [
        ("Maria deleted the volume.", "deleted", "Maria"),
        ("The volume was deleted by the operator.", "deleted", "operator"),
        ("The volume was deleted.", "deleted", None),
        ("The engineer restarted the node and forgot the disk.", "forgot", "engineer"),
        ("The engineer tried to restart the node.", "restart", "engineer"),
        ("The engineer who deleted the volume left.", "deleted", "engineer"),
        ("The operator was careless.", "careless", "operator"),
        ("The team should have tested the change.", "tested", "team"),
        ("We asked the vendor to restart the service.", "restart", "vendor"),
    ],
)
def test_who_acts(parse, sentence, verb, subject) -> None:
    assert text(scheme.subject(token(parse(sentence), verb))) == subject


def test_what_was_done_to_what(parse) -> None:
    doc = parse("The volume was deleted by the operator.")
    verb = token(doc, "deleted")
    assert scheme.is_passive(verb)
    assert text(scheme.passive_subject(verb)) == "volume"
    assert text(scheme.agent(verb)) == "operator"
    assert text(scheme.object_(token(parse("Maria deleted the volume."), "deleted"))) == "volume"


def test_negation_and_auxiliaries(parse) -> None:
    doc = parse("The team should not have merged the change.")
    verb = token(doc, "merged")
    assert text(scheme.negation(verb)) == "not"
    assert [t.text for t in scheme.auxiliaries(verb)] == ["should", "have"]
    doc = parse("She should have been careful.")
    assert [t.text for t in scheme.auxiliaries(token(doc, "careful"))] == ["should", "have", "been"]


def test_whose_a_noun_is(parse) -> None:
    assert text(scheme.possessor(token(parse("Maria's mistake cost us an hour."), "mistake"))) == "Maria"
    assert text(scheme.possessor(token(parse("It was the mistake of the operator."), "mistake"))) == "operator"


def test_prepositions(parse) -> None:
    doc = parse("The outage was caused by an oversight of the team.")
    assert text(scheme.oblique(token(doc, "oversight"), "of")) == "team"
    assert scheme.preposition(token(doc, "team")) == "of"


def test_a_pipeline_without_parser_is_refused() -> None:
    with pytest.raises(BlamelessError, match="lacks a tagger and a parser"):
        Analyzer(nlp=spacy.blank("en"))


def test_a_pipeline_for_another_language_is_refused() -> None:
    with pytest.raises(BlamelessError, match='language "de"'):
        Analyzer(nlp=spacy.blank("de"))


def test_an_unknown_scheme_is_refused() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("tagger")
    nlp.add_pipe("parser").add_label("SB")
    with pytest.raises(BlamelessError, match="unknown scheme"):
        Analyzer(nlp=nlp)


def test_no_pipeline_at_all_is_refused() -> None:
    with pytest.raises(TypeError, match="not str"):
        Analyzer(nlp="en_core_web_sm")


def test_both_schemes_are_taken() -> None:
    assert check_pipeline(default_pipeline()) is default_pipeline()
    other = clearnlp_pipeline(spacy.load(model_path("en_blameless")))
    assert check_pipeline(other) is other
    assert Analyzer(nlp=other).analyze("# Outage\n\nDave forgot to drain the node.\n").findings
