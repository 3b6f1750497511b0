"""``nlp.add_pipe("blameless")``, found by the entry point as spaCy finds any component."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from conftest import ROOT
from spacy.tokens import Doc, DocBin

import blameless.spacy as component
from blameless import BlamelessError
from blameless._toml import tomllib
from blameless.errors import ConfigError, DocumentError

TEXT = "# Outage 😀\n\nDave forgot to drain the node before the upgrade. It was over at **10:00**.\n"


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    made = spacy.blank("en")
    made.add_pipe("blameless", config={"settings": {"ignore": ["section"]}})
    return made


def test_a_document_has_its_report_and_its_spans(nlp, analyzer) -> None:
    doc = nlp(TEXT)
    expected = analyzer.analyze(TEXT)
    kept = [each for each in expected.findings if not each.rule.startswith("section/")]
    assert list(doc._.blameless.findings) == kept and doc._.blameless.timeline == expected.timeline
    spans = {span.label_: span.text for span in doc.spans["blameless"]}
    assert spans["blame/person"] == "Dave forgot to drain"


def test_displacy_shows_them(nlp) -> None:
    page = spacy.displacy.render(nlp(TEXT), style="span", options={"spans_key": "blameless"}, page=True, jupyter=False)
    assert "blame/person" in page


def test_documents_and_pipelines_can_be_written_down(nlp, tmp_path: Path) -> None:
    doc = nlp(TEXT)
    read = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert read._.blameless == doc._.blameless
    assert [span.text for span in read.spans["blameless"]] == [span.text for span in doc.spans["blameless"]]
    [binned] = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert binned._.blameless == doc._.blameless and len(binned.spans["blameless"]) == len(doc.spans["blameless"])
    nlp.to_disk(tmp_path / "pipeline")
    assert spacy.load(tmp_path / "pipeline")(TEXT)._.blameless == doc._.blameless


def test_a_stream_is_judged_and_keeps_its_order(nlp) -> None:
    texts = [f"# Outage {number}\n\nDave forgot to drain node {number}.\n" for number in range(5)]
    docs = list(nlp.pipe(texts, batch_size=2))
    assert [doc.text for doc in docs] == texts and all(doc._.blameless.findings for doc in docs)
    assert Doc(nlp.vocab, ["unseen"])._.blameless is None


@pytest.mark.slow
def test_several_processes_give_the_same(nlp) -> None:
    texts = [f"# Outage {number}\n\nDave forgot to drain node {number}.\n" for number in range(4)]
    shared = [doc._.blameless for doc in nlp.pipe(texts, n_process=2, batch_size=2)]
    assert shared == [nlp(text)._.blameless for text in texts]


def test_what_cannot_be_judged_goes_to_the_error_handler() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("blameless")
    analyzer = nlp.get_pipe("blameless")._analyzer
    outcomes = analyzer.outcomes
    analyzer.outcomes = lambda texts, format: list(outcomes([*texts, "\ud800"], format)[1:])
    with pytest.raises(DocumentError):
        nlp("Dave forgot it.")
    seen = []
    nlp.set_error_handler(lambda name, proc, docs, error: seen.append((name, docs[0].text, error)))
    assert list(nlp.pipe(["Dave forgot it."])) == [] and seen[0][0] == "blameless"


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"settings": {"ignore": ["bla"]}}, ConfigError),
        ({"format": "pdf"}, ValueError),
        ({"today": "soon"}, ValueError),
    ],
)
def test_a_wrong_setting_is_told_at_once(config, error) -> None:
    with pytest.raises(error):
        spacy.blank("en").add_pipe("blameless", config=config)


def test_only_english() -> None:
    with pytest.raises(BlamelessError, match='"de"'):
        component.make(spacy.blank("de"), "blameless", {}, "markdown", None, None)


def test_the_entry_point_of_the_package_leads_here(tmp_path: Path) -> None:
    """As installed: with the entry points as a wheel has them, and nothing imported before."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    place = tmp_path / "blameless-0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text("Metadata-Version: 2.1\nName: blameless\nVersion: 0\n", encoding="utf-8")
    groups = [f"[{name}]\n" + "".join(f"{k} = {v}\n" for k, v in group.items()) for name, group in told.items()]
    (place / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")
    script = (
        "import spacy, json; nlp = spacy.blank('en'); nlp.add_pipe('blameless');"
        "print(json.dumps([f.rule for f in nlp('Dave forgot to drain the node.')._.blameless.findings]))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert "blame/person" in json.loads(done.stdout)
