"""The figures of the judge: each verdict and each item is counted against its label."""

from __future__ import annotations

from conftest import ROOT

from blameless.judge.assess import Assessor
from blameless.models import load_models
from blameless.read import Reader
from blameless.read.document import read_postmortem
from training.judge.measure import count, figures
from training.judge.real import Document, ItemLabel, SentenceLabel

TEXT = """# Outage

## What happened

Dave carelessly deleted the index. The queue filled within four minutes.

## Action items

- Add an alert on disk usage to the storage dashboard
- Improve monitoring
"""


def test_a_document_is_counted_against_its_labels() -> None:
    postmortem = read_postmortem(TEXT)
    blame = tuple(SentenceLabel(1.0, 2, "J") if "Dave" in s.text else SentenceLabel() for s in postmortem.sentences)
    items = tuple(
        ItemLabel(c.heading == "Action items", "Improve" in c.text, vigilance=False) for c in postmortem.candidates
    )
    document = Document("a.md", "a", 0, postmortem, tuple(postmortem.sentences), blame, items)
    found = count(document, Assessor(load_models(ROOT / "models"), Reader()).assess([postmortem])[0])
    assert (found["blame hit"], found["blame false"], found["blame missed"], found["degree right"]) == (1, 0, 0, 1)
    assert (found["action hit"], found["action false"], found["action missed"]) == (2, 0, 0)
    assert (found["vague hit"], found["vague clean"]) == (1, 1)
    assert figures(found)["blame f1"] == figures(found)["vague f1"] == 1.0
