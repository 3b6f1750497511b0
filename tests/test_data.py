"""The labelled data: well-formed, written once, and split so that nothing leaks."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from functools import cache

import pytest
from conftest import ROOT, Judged

from blameless.catalogue import catalogue

DATA = ROOT / "data"


@cache
def load(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def test_blame_sentences_are_well_formed() -> None:
    rows = load("blame/sentences.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) >= 9900
    for row in rows:
        assert row["text"].strip() and "\n" not in row["text"]
        assert row["b"] in (0, 1, 2) and set(row["t"]) <= set("PHCJXS")
        assert bool(row["t"]) == bool(row["b"])
        assert row["kind"] in {"summary", "timeline", "bullet", "narrative", "action", "chat", "table", "lesson"}
        assert row["source"] in {"pair", "negative", "implicit", "plain"} and row["split"] in {"train", "dev", "test"}
        assert len(row["labels"]) == 2
        if row.get("rule"):
            assert row["rule"] in catalogue() and row["b"]


def test_blame_sentences_cover_what_they_should() -> None:
    rows = load("blame/sentences.jsonl")
    blameful = [row for row in rows if row["b"]]
    assert len(blameful) >= 3700
    assert {row["rule"] for row in blameful} == {rule for rule in catalogue() if rule.startswith("blame/")}
    halves = defaultdict(set)
    for row in rows:
        if row["source"] == "pair":
            halves[row["id"][:-1]].add(row["b"] > 0)
    assert sum(sides == {True, False} for sides in halves.values()) >= 3000
    assert sum(row["source"] == "negative" and row["b"] == 0 for row in rows) >= 2500


def test_sentences_of_documents_are_well_formed() -> None:
    rows = load("blame/documents.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) >= 4500
    assert 0.01 <= sum(row["b"] > 0 for row in rows) / len(rows) <= 0.02  # the rate of published postmortems
    for row in rows:
        assert row["text"].strip() and row["b"] in (0, 1, 2) and bool(row["t"]) == bool(row["b"])
        assert row["group"] == row["id"].split("-")[0] and (DATA / "postmortems" / f"{row['group']}.md").exists()
    sides = {(row["group"], row["split"]) for row in rows}
    assert len(sides) == len({group for group, _ in sides})


@pytest.mark.parametrize(("name", "least"), [("contrast", 500), ("transposed", 2400)])
def test_sentences_written_by_kind_are_well_formed(name: str, least: int) -> None:
    rows = load(f"blame/{name}.jsonl")
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows) >= least
    assert 0.45 <= sum(row["b"] > 0 for row in rows) / len(rows) <= 0.55
    for row in rows:
        assert row["text"].strip() and row["source"] == name and row["split"] in {"train", "dev", "test"}
        assert bool(row["t"]) <= bool(row["b"]) and set(row["t"]) <= set("PHCJXS")
        assert len(row["labels"]) == 3 and sorted(row["labels"])[1] == row["b"]
    sides = {(row["group"], row["split"]) for row in rows}
    assert len(sides) == len({group for group, _ in sides})


def test_sentences_of_known_weaknesses_are_for_measuring_alone() -> None:
    rows = load("blame/phenomena.jsonl")
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows) >= 900
    assert len({row["phenomenon"] for row in rows}) == 10
    for row in rows:
        assert row["split"] == "test" and row["source"] == "phenomena" and len(row["labels"]) == 2
        assert bool(row["t"]) <= bool(row["b"]) and all((label > 0) == (row["b"] > 0) for label in row["labels"])


@pytest.mark.parametrize("name", ["blame", "actions", "names"])
def test_labels_of_real_sentences_are_references_without_text(name: str) -> None:
    rows = load(f"real/{name}.jsonl")
    assert len({(row["hash"], row.get("heading"), row.get("line")) for row in rows}) == len(rows) >= 1000
    for row in rows:
        assert not {"text", "sentence"} & set(row) and re.fullmatch("[0-9a-f]{32}", row["hash"]) and "/" in row["repo"]


def test_labels_of_changelogs_are_references_without_text() -> None:
    rows = load("real/changelogs.jsonl")
    assert len({(row["package"], row["file"], row["hash"]) for row in rows}) == len(rows) >= 5000
    for row in rows:
        assert set(row) == {"package", "version", "file", "hash", "labels", "t", "split"} and len(row["labels"]) == 2
        assert re.fullmatch("[0-9a-f]{32}", row["hash"]) and set(row["t"]) <= set("PHCJXS")
        assert bool(row["t"]) <= any(row["labels"]) and row["split"] in {"train", "test"}
    sides = {(row["package"], row["split"]) for row in rows}
    assert len(sides) == len({package for package, _ in sides})


@pytest.mark.parametrize("name", ["blame/sentences.jsonl", "actions/items.jsonl"])
def test_nothing_is_written_twice(name: str) -> None:
    counts = Counter(" ".join(tokens(row["text"])) for row in load(name))
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", ["blame/sentences.jsonl", "actions/items.jsonl"])
def test_a_group_and_its_near_duplicates_lie_on_one_side(name: str) -> None:
    rows = load(name)
    sides = defaultdict(set)
    for row in rows:
        sides[row["group"]].add(row["split"])
    assert all(len(found) == 1 for found in sides.values())
    grams, index = {}, defaultdict(list)
    for number, row in enumerate(rows):
        words = tokens(row["text"])
        grams[number] = {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))}
        for gram in grams[number]:
            index[gram].append(number)
    for number, row in enumerate(rows):
        shared = Counter(other for gram in grams[number] for other in index[gram] if other > number)
        for other, count in shared.items():
            alike = count / len(grams[number] | grams[other])
            assert alike < 0.4 or row["split"] == rows[other]["split"], (row["text"], rows[other]["text"])


def test_action_items_are_well_formed() -> None:
    rows = load("actions/items.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) >= 2500
    assert 0.45 < sum(row["v"] for row in rows) / len(rows) < 0.55
    for row in rows:
        assert row["text"].strip() and row["v"] in (0, 1) and row["vigilance"] in (0, 1)
        assert row["source"] in {"written", "round2"} and row["split"] in {"train", "dev", "test"}
        assert len(row["labels"]) == (3 if row["source"] == "written" else 2)
        assert sum(reader["v"] == row["v"] for reader in row["labels"]) >= len(row["labels"]) - 1
        assert row["layout"] in {"bullet", "task", "numbered", "prose", "table", "headline", "lesson"}
        assert row["owner_kind"] in ("person", "team", None) and bool(row["owner"]) == bool(row["owner_kind"])
        assert isinstance(row["done"], bool) and ("header" in row) == (row["layout"] == "table")
        assert not row["vigilance"] or row["v"]
        for name in ("owner", "due"):
            assert not row[name] or row[name] in row["text"], row


def test_postmortems_are_read(postmortems: dict[str, Judged]) -> None:
    assert len(postmortems) == 64
    for text, report, _ in postmortems.values():
        assert report.metrics.sentences > 10
        assert all(text[f.start : f.end] == f.text for f in report.findings)


def test_natural_action_items_are_well_formed() -> None:
    rows = load("actions/natural.jsonl")
    texts = {
        path.stem: " ".join(path.read_text(encoding="utf-8").split()) for path in (DATA / "postmortems").glob("*.md")
    }
    sides = defaultdict(set)
    for row in rows:
        assert row["text"] in texts[row["group"].removeprefix("p-")]
        assert row["v"] in (0, 1) and row["vigilance"] in (0, 1) and row["vigilance"] <= row["v"]
        sides[row["group"]].add(row["split"])
    assert len(rows) > 300 and all(len(found) == 1 for found in sides.values())


def test_action_lists_are_well_formed() -> None:
    rows = load("actions/lists.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) > 4000
    sides = defaultdict(set)
    for row in rows:
        assert row["text"].strip() and row["v"] in (0, 1) and row["vigilance"] in (0, 1, None)
        assert not row["vigilance"] or row["v"]
        assert row["source"] == "list" and ("header" in row) == (row["layout"] == "table")
        assert len(row["labels"]) >= 2 and row["v"] in row["labels"]
        assert row.get("unsure") or set(row["labels"]) == {row["v"]}
        sides[row["group"]].add(row["split"])
    assert all(len(found) == 1 for found in sides.values())
    assert 0.25 < sum(row["v"] for row in rows) / len(rows) < 0.4


def test_passages_are_well_formed() -> None:
    rows = load("blame/passages.jsonl")
    assert len({row["id"] for row in rows}) == len(rows) > 3000
    sides = defaultdict(set)
    for row in rows:
        assert row["text"].strip() and row["source"] == "passage" and row["kind"] in {"sentence", "item", "row"}
        assert row["b"] == min(row["labels"]) and len({label > 0 for label in row["labels"]}) == 1
        sides[row["group"]].add(row["split"])
    assert all(len(found) == 1 for found in sides.values())
    assert 0.2 < sum(row["b"] > 0 for row in rows) / len(rows) < 0.3
