"""A sentence is written anew only where no fact is lost and the judge finds no blame in it any more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blameless import Analyzer, Config
from blameless.lexicon import load
from blameless.read.document import read_postmortem

BEFORE, AFTER = "# Outage\n\n", "\n\nThe rest.\n"


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    """One that tells what is told on request, too."""
    return Analyzer(Config(all_rules=True))


def rewritten(analyzer, sentence: str) -> list[str]:
    """What becomes of a sentence by each replacement that is offered."""
    text = BEFORE + sentence + AFTER
    offered = {finding.replacement for finding in analyzer.analyze(text).findings} - {None}
    whole = [text[: each.start] + each.text + text[each.end :] for each in offered]
    assert all(each.startswith(BEFORE) and each.endswith(AFTER) for each in whole)
    return [each[len(BEFORE) : -len(AFTER)] for each in whole]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("An engineer accidentally deleted the production bucket.", "The production bucket was deleted."),
        ("Kofi accidentally deleted the two buckets at 09:10.", "The two buckets were deleted at 09:10."),
        ("On Friday an engineer accidentally deleted the bucket.", "On Friday the bucket was deleted."),
        ("09:10 - Dave accidentally deleted `prod-db` in eu-west-1.", "09:10 - `prod-db` was deleted in eu-west-1."),
        (
            "At 09:10 UTC, Dave Miller mistakenly disabled the alert, causing a second outage.",
            "At 09:10 UTC, the alert was disabled, causing a second outage.",
        ),
        ("Dave forgot to drain the node before the upgrade.", "The node was not drained before the upgrade."),
        ("The on-call engineer failed to acknowledge the page.", "The page was not acknowledged."),
        ("Sara had forgotten to rotate the keys.", "The keys had not been rotated."),
        ("Nobody tested the rollback.", "The rollback was not tested."),
        ("Failed to review access to the repository.", "Access to the repository was not reviewed."),
        ("The developer failed to write a test for the parser.", "No test was written for the parser."),
        ("An SRE misconfigured the load balancer.", "The load balancer was misconfigured."),
        ("@kofi ran the wrong command against production.", "The wrong command was run against production."),
        ("Dave carelessly pushed an untested\nchange to production.", "An untested\nchange was pushed to production."),
        ("We accidentally deleted the index and the cache.", "The index and the cache were deleted."),
        ("Root cause: an engineer deployed the wrong image.", "Root cause: the wrong image was deployed."),
        ("**Dave forgot to drain the node.**", "**The node was not drained.**"),
        ("In hindsight, Dave forgot to check the logs.", "The logs were not checked."),
        ("In hindsight, our team's alert was far too noisy.", "Our team's alert was far too noisy."),
        ("Our alert, in hindsight, was far too noisy.", "Our alert was far too noisy."),
        ("Nothing worked!!", "Nothing worked."),
        ("The queue was on fire <!-- blameless: ignore action/overdue -->", "The queue was on fire"),
    ],
)
def test_what_a_program_can_write_it_offers(analyzer, sentence: str, expected: str) -> None:
    assert rewritten(analyzer, sentence) == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "An engineer accidentally deleted the bucket and left the desk.",
        "An engineer did not accidentally delete the bucket.",
        "**An engineer** accidentally deleted the bucket.",
        "An engineer accidentally deleted the [bucket](https://example.org/b) and more.",
        "An engineer accidentally deleted `prod-1` while restoring another bucket.",
        "The engineer accidentally deleted the bucket because he was tired.",
        "The engineer accidentally deleted the bucket. He then left.",
        "The engineer from payments accidentally deleted the table.",
        "A GitHub engineer accidentally deleted the runner.",
        "Two engineers accidentally deleted the runner.",
        "The operator did not check the logs before restarting the node.",
        "Dave forgot to check all the hosts.",
        "We never opened a ticket.",
        "Dave forgot to tell Kim about the change.",
        "The vendor forgot to renew the certificate.",
        "Dave should have drained the node.",
        "The root cause was human error.",
        'Kim wrote "Dave forgot to drain the node" in the channel.',
        "Obviously, on Friday an engineer accidentally deleted the bucket.",
        "In hindsight, the alert was obvious.",
        "A build engineer fat-fingered the region name.",
        "We dropped the ball on the handover.",
        "The operator had lost sight of the recall notice.",
        "In hindsight, the on-call SRE failed to renew `prod-7` and left.",
        "In hindsight, we should have tested the restore.",
        "It was a nightmare!! again",
    ],
)
def test_where_more_would_change_it_offers_nothing(analyzer, sentence: str) -> None:
    assert rewritten(analyzer, sentence) == []


def test_line_ends_stay_as_they_are(analyzer) -> None:
    text = "# Outage\r\n\r\nDave carelessly pushed an untested\r\nchange to production.\r\n"
    [one] = {finding.replacement for finding in analyzer.analyze(text).findings} - {None}
    assert text[: one.start] + one.text + text[one.end :] == (
        "# Outage\r\n\r\nAn untested\r\nchange was pushed to production.\r\n"
    )


# --- no fact is lost, and no blame is left ---------------------------------------------------------------------------

WHO = ["Dave", "Sara Miller", "@kofi", "An engineer", "The on-call SRE", "We", "Our intern", "Nobody"]
DID = [
    "accidentally deleted",
    "forgot to check",
    "failed to renew",
    "did not test",
    "misconfigured",
    "incorrectly set",
    "ran",
]
WHAT = [
    "the wrong script",
    "`prod-7`",
    "the two replicas of Orion",
    "a canary for API v2",
    "our TLS certificates",
    "all 12 hosts",
]
WHEN = [
    "",
    " at 09:10 UTC",
    " on 3 May 2024",
    " in eu-west-1",
    " because `ttl` was 300",
    ", causing an outage of Atlas",
    " and left",
]
OPENING = ["", "In hindsight, ", "At 10:05, ", "During INC-42, ", "Obviously "]
FACT = re.compile(r"`[^`]*`|\S*\d[\w:-]*|\b(?:UTC|Orion|Atlas|API|TLS|May)\b")


@settings(max_examples=120, deadline=None)
@given(*map(st.sampled_from, (OPENING, WHO, DID, WHAT, WHEN)))
def test_facts_stay_and_blame_goes(analyzer, opening: str, who: str, did: str, what: str, when: str) -> None:
    who = who if not opening or who[0] == "@" or who.split()[0] in ("Dave", "Sara") else who[0].lower() + who[1:]
    sentence = f"{opening}{who} {did} {what}{when}."
    for each in rewritten(analyzer, sentence):
        assert sorted(FACT.findall(each)) == sorted(FACT.findall(sentence))
        report = analyzer.analyze(BEFORE + each + AFTER)
        assert not [finding for finding in report.findings if finding.rule.startswith("blame/")], each
        assert len(read_postmortem(BEFORE + each + AFTER).sentences) == len(
            read_postmortem(BEFORE + sentence + AFTER).sentences
        )
        assert not re.search(r"\b(?:Dave|Sara|Miller|kofi|engineer|SRE|intern)\b|  ", each)
        assert not each.endswith("..") and (each[0].isupper() or each[0] in "`0123456789")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("Dave forgot to drain the `node`, *and* [a](b)\n|>_#\r1."), max_size=60))
def test_any_text_is_read_without_a_fault(analyzer, text: str) -> None:
    for sentence in (text, f"Dave forgot to drain {text}", f"{text} Dave accidentally deleted the bucket."):
        rewritten_text = BEFORE + sentence + AFTER
        for finding in analyzer.analyze(rewritten_text).findings:
            if finding.replacement:
                assert 0 <= finding.replacement.start <= finding.replacement.end <= len(rewritten_text)


def test_nothing_is_judged_twice_without_a_candidate(analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    assessor = analyzer._assessor()
    judged: list[str] = []
    whole = assessor.verdicts

    def verdicts(sentences):
        judged.extend(each.text for each in sentences)
        return whole(sentences)

    monkeypatch.setattr(assessor, "verdicts", verdicts)
    analyzer.analyze("# Outage\n\nDave should have drained the node.\n\nThe disk was full.\n")
    assert judged == []
    analyzer.analyze("# Outage\n\nDave forgot to drain the node.\n\nThe disk was full.\n")
    assert judged == ["The node was not drained."]


def test_a_way_with_blame_in_it_is_not_offered(analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    assessor = analyzer._assessor()
    [blamed] = assessor.verdicts(read_postmortem("# Outage\n\nDave forgot to drain the node.\n").sentences[-1:])
    monkeypatch.setattr(assessor, "verdicts", lambda sentences: [replace(blamed) for _ in sentences])
    assert rewritten(analyzer, "Dave forgot to renew the certificate.") == []


def test_lists_hold_what_they_say() -> None:
    words = load("rewriting")
    assert not set(words["adverbs"]["dropped"]) & set(words["adverbs"]["kept"])
    assert all("be" in each or "{was}" in each for each in words["auxiliaries"].values())
    assert set(words["verbs"]["particled"]) <= set(words["verbs"]["personal"])
