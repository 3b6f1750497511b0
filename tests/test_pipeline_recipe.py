"""The recipe's parts: reading the treebank, rewriting trees, names, lemmas, vectors, figures."""

from __future__ import annotations

import json
import random
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy

from training import augment
from training.conllu import Sentence, Word, add_entities, paragraphs, read_entities, read_sentences, save, to_doc
from training.contexts import common_nouns, template_of
from training.corpus import create_people, people_only, write_people
from training.evaluate import MODEL
from training.gazetteer import NAME, add_gazetteer, classes
from training.lemmas import apply_rules, learn_rules, learn_tables
from training.metrics import NameFigures, compare, relation_counts
from training.names import NameSentences, read_lines
from training.sources import read_jsonl
from training.tokenizer import blank
from training.vectors import bare, read_safetensors, reduce

DATA = Path(__file__).resolve().parent.parent / "data" / "nlp"

CONLLU = """\
# newpar id = p1
# sent_id = s1
# text = We don't test it.
1\tWe\twe\tPRON\tPRP\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\ttest\ttest\tVERB\tVB\t_\t0\troot\t_\t_
4.1\ttest\ttest\tVERB\tVB\t_\t_\t_\t_\t_
5\tit\tit\tPRON\tPRP\t_\t4\tobj\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# sent_id = s2
# text = Ann Lee left
1\tAnn\tAnn\tPROPN\tNNP\t_\t3\tnsubj\t_\t_
2\tLee\tLee\tPROPN\tNNP\t_\t1\tflat\t_\t_
3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_

"""


@pytest.fixture(scope="module")
def nlp():
    return blank()


@pytest.fixture
def sentences(tmp_path: Path) -> list[Sentence]:
    path = tmp_path / "a.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return list(read_sentences(path))


def words_of(text: str) -> list[Word]:
    """Words from lines of form, class, tag, head (from 1, 0 for the root) and label."""
    rows = [line.split() for line in text.strip().splitlines()]
    return [
        Word(form, form.lower(), pos, tag, int(head) - 1 if head != "0" else index, dep)
        for index, (form, pos, tag, head, dep) in enumerate(rows)
    ]


RESTARTED = words_of("""
We PRON PRP 2 nsubj
restarted VERB VBD 0 root
the DET DT 4 det
pod NOUN NN 2 obj
. PUNCT . 2 punct
""")


def test_text_of_multiword_tokens_is_kept(sentences: list[Sentence]) -> None:
    assert [sentence.text for sentence in sentences] == [sentence.comments["text"] for sentence in sentences]
    assert [word.text for word in sentences[0].words] == ["We", "do", "n't", "test", "it", "."]


def test_a_paragraph_is_one_document_with_its_sentences(nlp, sentences: list[Sentence]) -> None:
    (group,) = paragraphs(sentences)
    doc = to_doc(nlp.vocab, group)
    assert doc.text == "We don't test it. Ann Lee left"
    assert [sent.root.text for sent in doc.sents] == ["test", "left"]
    assert [(token.dep_, token.head.text) for token in doc if token.dep_ == "nsubj"] == [
        ("nsubj", "test"),
        ("nsubj", "left"),
    ]


def test_entities_are_aligned_by_characters(nlp, sentences: list[Sentence], tmp_path: Path) -> None:
    path = tmp_path / "a.iob2"
    rows = [
        "1\tWe\tO",
        "2\tdon't\tO",
        "3\ttest\tO",
        "4\tit.\tO",
        "",
        "# sent_id = s2",
        "1\tAnn\tB-PER",
        "2\tLee\tI-PER",
        "3\tleft\tO",
    ]
    path.write_text("\n".join(["# sent_id = s1", *rows]) + "\n", encoding="utf-8")
    add_entities(sentences, read_entities(path))
    doc = to_doc(nlp.vocab, sentences, with_entities=True)
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Ann Lee", "PERSON")]
    only = people_only(doc)
    assert [entity.text for entity in only.ents] == ["Ann Lee"]
    assert not only.has_annotation("DEP")


def test_the_subject_is_dropped_and_the_tree_stays_whole() -> None:
    dropped = augment.drop_subject(RESTARTED, random.Random(0))
    assert [word.text for word in dropped] == ["Restarted", "the", "pod", "."]
    assert [word.head for word in dropped] == [0, 2, 0, 0]


@pytest.mark.parametrize("tag", ["VBP", "NN"])
def test_the_subject_stays_where_the_rest_would_read_otherwise(tag: str) -> None:
    words = [replace(word, tag=tag) if word.dep == "root" else word for word in RESTARTED]
    assert augment.drop_subject(words, random.Random(0)) == words


def test_a_timestamp_hangs_on_the_verb() -> None:
    for seed in range(50):
        words = augment.timestamp(RESTARTED, random.Random(seed))
        root = augment.root_of(words)
        times = [word for word in words if word.dep == "obl:unmarked"]
        assert words[root].text == "restarted"
        assert [words[time.head].text for time in times] == ["restarted"]


def test_full_stop_list_mark_and_case() -> None:
    rng = random.Random(0)
    assert augment.drop_full_stop(RESTARTED, rng)[-1].text == "pod"
    assert augment.list_mark(RESTARTED, rng)[0].dep == "punct"
    assert augment.upper_case(RESTARTED, rng)[1].text == "RESTARTED"
    assert augment.lower_case(RESTARTED, rng)[0].text == "we"
    assert augment.lower_first(RESTARTED, rng)[0].text == "we"


def test_code_takes_the_place_of_a_noun_and_stays_one_token(nlp) -> None:
    for seed in range(200):
        text = augment.code_text(random.Random(seed))
        assert [token.text for token in nlp.make_doc(f"Restarted {text} again.")] == ["Restarted", text, "again", "."]
    assert augment.code_nouns(RESTARTED, random.Random(1))[3].text != "pod"


def test_every_rewrite_gives_a_tree(nlp) -> None:
    rng = random.Random(7)
    for sentence in read_sentences(DATA / "relations" / "test.conllu"):
        doc = to_doc(nlp.vocab, [Sentence(augment.rewrite(sentence.words, rng))])
        assert sum(token.head == token for token in doc) == 1
        assert all(token in list(doc) and token.dep_ for token in doc)
        (back,) = augment.sentences_of(doc)
        assert [word.text for word in back.words] == [token.text for token in doc]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It didn't restart, and/or nobody looked!!", "It did n't restart , and / or nobody looked !!"),
        ("a well-known non-issue at 14:02", "a well - known non-issue at 14:02"),
        ("Edit /etc/nginx/nginx.conf (v1.2.3).", "Edit /etc/nginx/nginx.conf ( v1.2.3 ) ."),
        ("main() broke payments_api in src/app/main.py", "main() broke payments_api in src/app/main.py"),
        ("===== at 7:30PM on 2024-03-01", "===== at 7:30 PM on 2024-03-01"),
        ("@amy ran kubectl --dry-run on 10.2.0.0/16", "@amy ran kubectl --dry-run on 10.2.0.0/16"),
        ("We cannot ship INC-1234", "We can not ship INC-1234"),
    ],
)
def test_tokens(nlp, text: str, tokens: str) -> None:
    assert [token.text for token in nlp(text)] == tokens.split()


def test_the_tokenizer_survives_storage(nlp, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    text = "Edit /etc/nginx/nginx.conf, and/or call main() (see INC-1234)!!"
    assert [token.text for token in spacy.load(tmp_path)(text)] == [token.text for token in nlp(text)]


def test_lemma_rules_prefer_the_longer_suffix() -> None:
    forms = {
        "walks": "walk",
        "talks": "talk",
        "jumps": "jump",
        "bus": "bus",
        "plus": "plus",
        "thus": "thus",
        "flies": "fly",
    }
    rules = dict(learn_rules(forms))
    assert apply_rules("restarts", rules) == "restart"
    assert apply_rules("virus", rules) == "virus"


def test_lemma_tables_hold_the_irregular(sentences: list[Sentence]) -> None:
    tables = learn_tables(sentences)
    assert tables.get_table("lemma_exc")["verb"]["left"] == ["leave"]
    assert tables.get_table("lemma_rules")["verb"][-1] == ["", ""]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> NameSentences:
    extra = tmp_path_factory.mktemp("names") / "templates.json"
    extra.write_text(
        json.dumps(
            {"templates": ["{PERSON} left.", "{PRODUCT} stopped.", "It rained."], "nouns": ["harness", "ladder"]}
        )
    )
    return NameSentences(DATA / "names", random.Random(5), extra)


def test_people_are_marked_where_they_stand(nlp, names: NameSentences) -> None:
    docs = list(names.docs(nlp, 300))
    assert len(docs) == len(names.sentences) + 300
    assert any(doc.ents for doc in docs) and any(not doc.ents for doc in docs)
    text, persons = names.fill("{PRODUCT} paged {PERSON} and {HANDLE}.")
    assert len(persons) == 2 and text[persons[1][0]] == "@"


@pytest.mark.parametrize("test", ["", "_ordinary"])
def test_training_names_share_no_word_with_the_tests(names: NameSentences, test: str) -> None:
    forbidden = {word for word in read_lines(DATA / "names" / f"test{test}_name_tokens.txt") if len(word) > 2}
    drawn = {word.lower() for _ in range(500) for word in names.names.full().split()}
    assert not drawn & forbidden
    written = {
        word.lower()
        for record in names.sentences
        for start, end in record["persons"]
        for word in record["text"][start:end].split()
    }
    assert not written & forbidden
    products = {product.lower() for product in products_of(test)}
    assert not {product.lower() for product in names.products} & products


@pytest.mark.parametrize("test", ["test", "test_ordinary"])
def test_name_tests_hold_well_formed_spans(test: str) -> None:
    for record in read_jsonl(DATA / "names" / f"{test}.jsonl"):
        spans = sorted(record["persons"] + record["products"])
        assert all(record["text"][start:end].strip() == record["text"][start:end] != "" for start, end in spans)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_a_slot_may_keep_what_stood_there(names: NameSentences) -> None:
    filled = {names.fill("{PERSON:The operator} left.")[0] == "The operator left." for _ in range(100)}
    assert filled == {True, False}


def test_tags_and_classes_are_kept_and_people_hidden(nlp, tmp_path: Path, names: NameSentences) -> None:
    people, output = tmp_path / "people.spacy", tmp_path / "names.spacy"
    tagger = spacy.load(MODEL, exclude=["morphologizer", "parser", "ner", "lemmatizer", NAME])
    add_gazetteer(tagger, {"given": ["ann"], "product": ["jenkins"]})
    save([people_only(nlp.make_doc("Ann left Jenkins."))], people)
    write_people(tagger, people, names, 20, output)
    examples = list(create_people(str(output), 0)(tagger))
    assert len(examples) == 1 + len(names.sentences) + 20
    assert all(example.predicted.has_annotation("TAG") and not example.predicted.ents for example in examples)
    assert any(example.reference.ents for example in examples)
    (ann,) = (example.predicted for example in examples if example.text == "Ann left Jenkins.")
    # Classes are hidden at random.
    assert ann[0].ent_id_ in {"", "given"} and ann[2].ent_id_ in {"", "product"}
    assert ann[1].ent_id_ == ann[3].ent_id_ == ""


def test_the_list_of_words_holds_no_product_of_a_test() -> None:
    words = classes(DATA / "names", ["storm"])
    tests = {product.lower() for test in ("", "_ordinary") for product in products_of(test)}
    assert not tests & set(words["product"])
    assert {"maria", "tomasz"} <= set(words["given"])
    assert "storm" not in words["family"]
    assert not set(words["product"]) & (set(words["given"]) | set(words["family"]))


def products_of(test: str) -> list[str]:
    return read_lines(DATA / "names" / f"products_test{test}.txt")


def test_pronouns_become_slots() -> None:
    words = [replace(word, text="He") if index == 0 else word for index, word in enumerate(RESTARTED)]
    assert template_of(Sentence(words)) == "{PERSON:He} restarted {PRODUCT:the pod} ."
    words = [replace(word, text="It") if index == 0 else word for index, word in enumerate(RESTARTED)]
    assert template_of(Sentence(words)) == "{PRODUCT:It} restarted {PRODUCT:the pod} ."
    named = [replace(word, pos="PROPN") if word.text == "pod" else word for word in words]
    assert template_of(Sentence(named)) is None
    assert common_nouns([Sentence(words)]) == []


def test_figures_count_a_wrong_word_as_an_error(nlp, sentences: list[Sentence]) -> None:
    gold = to_doc(nlp.vocab, sentences)
    perfect = compare([gold], [gold])
    assert perfect.las.f == perfect.sentences.f == perfect.tokens.f == 100
    wrong = to_doc(nlp.vocab, sentences)
    wrong[0].dep_ = "obj"
    figures = compare([wrong], [gold])
    assert figures.uas.f == 100 and figures.las.f == pytest.approx(100 * 8 / 9)
    assert figures.labels["nsubj"].recall == 50
    assert relation_counts([wrong], [gold])["subject"].f == pytest.approx(100 * 2 / 3)


def test_name_figures(nlp) -> None:
    doc = people_only(nlp.make_doc("Ann met Jenkins"))
    doc.set_ents([doc.char_span(8, 15, label="PERSON")])
    figures = NameFigures()
    figures.add(doc, [(0, 3)], [(8, 15)])
    assert (figures.people.precision, figures.people.recall, figures.mistaken_share) == (0, 0, 100)


def test_safetensors_and_components(tmp_path: Path) -> None:
    table = np.arange(12, dtype=np.float32).reshape(3, 4)
    header = json.dumps({"a": {"dtype": "F32", "shape": [3, 4], "data_offsets": [0, 48]}}).encode()
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + table.tobytes())
    assert np.array_equal(read_safetensors(path)["a"], table)
    reduced = reduce(np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32), 3)
    assert reduced.shape == (50, 3) and reduced.dtype == np.float32
    assert np.linalg.norm(reduced, axis=1).mean() == pytest.approx(1, rel=1e-5)


def test_the_encoder_sees_words_in_lower_case_without_accents() -> None:
    assert bare("Élan") == "elan"
