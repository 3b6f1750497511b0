"""What a document is decides what it is asked for; the rest is told on request, and weighs all the same."""

from __future__ import annotations

import pytest
from conftest import SAMPLES

import blameless
from blameless import Analyzer, Config
from blameless.judge.documents import Character, spared, worth
from blameless.models import load_models

TEAM = """# Postmortem: checkout errors on 3 May 2024

## Summary

On 3 May 2024 our checkout returned errors for 42 minutes, and about 1,200 of our customers could not pay. We rolled the release back.

## Timeline (UTC)

- 14:02 we deploy release 212
- 14:09 the error-rate alert pages the engineer on call
- 14:44 we have rolled back, errors stop

## Root cause

The pool limit is read before the configuration file is loaded, so the service ran with four connections. Our staging environment has so
little traffic that nobody could see this there, and the canary takes one request in a hundred.

## What went well

The alert fired after seven minutes, and our team had the rollback ready.

## Action items

- Add an alert on waiting connections at 80 % of the pool
- Load the configuration before the pool is made
- Run the canary with a tenth of the traffic
"""
CATALOGUE = """# Breach of a ticket shop, 2019

| Company | Year | Records | Vector |
| --- | --- | --- | --- |
| Ticket shop | 2019 | 40,000 | Skimming script |

Attackers placed a skimming script on the payment page of the company. Researchers from a security firm found the script. The attackers are
thought to be the group that hit other shops in the same year. The company informed its customers and the data protection authority, which
opened an investigation and later imposed a fine. The script had been loaded from a third party that the attackers had compromised first, and it
sent card numbers, names and addresses to a server that was registered two weeks before. No figure was published for how many of the records were
sold. The security firm sees the breach as one more example of attacks on the supply chain of web shops, which rose by half in that year.

## Lessons

- Use a content security policy
- Monitor third-party scripts

## References

- [Report of the researchers](https://news.example/report)
- [Statement of the company](https://shop.example/statement)
"""


def rules_of(text: str, **config: object) -> set[str]:
    return {finding.rule for finding in Analyzer(Config(**config)).analyze(text).findings}  # type: ignore[arg-type]


def test_the_kind_is_told() -> None:
    assert blameless.analyze((SAMPLES / "checkout-outage.md").read_text(encoding="utf-8")).metrics.kind == "incident"
    assert blameless.analyze(CATALOGUE).metrics.kind in ("catalogue", "outside")
    runbook = "# Runbook: mail queue\n\n## Symptoms\n\nThe queue is long.\n\n## Steps\n\n1. Restart the sender.\n"
    assert blameless.analyze(runbook).metrics.kind == "runbook"


def test_a_team_is_asked_for_owners_and_dates_and_a_catalogue_is_not() -> None:
    assert {"action/no-owner", "action/no-due-date"} <= rules_of(TEAM)
    assert not {rule for rule in rules_of(CATALOGUE) if rule.startswith(("action/no-", "action/missing", "section/"))}


def test_what_is_spared_is_told_on_request() -> None:
    assert "section/timeline" in rules_of(CATALOGUE, all_rules=True)
    assert "section/timeline" in rules_of(CATALOGUE, select=("section/timeline",))


def test_what_is_spared_weighs_all_the_same() -> None:
    told, all_told = (Analyzer(Config(all_rules=all_)).analyze(CATALOGUE) for all_ in (False, True))
    assert told.scores == all_told.scores and told.losses == all_told.losses


def test_a_section_that_is_there_and_empty_is_always_told() -> None:
    assert "section/impact" in rules_of(CATALOGUE.replace("## Lessons", "## Impact\n\nTBD\n\n## Lessons"))


def test_a_comment_that_silences_what_is_spared_is_not_called_useless() -> None:
    assert "ignore/unused" not in rules_of(CATALOGUE + "\n<!-- blameless: ignore section/timeline -->\n")


def test_items_that_are_less_surely_vague_are_vague_in_the_report_and_told_on_request() -> None:
    text = TEAM + "".join(
        f"- {item}\n" for item in ("Look at the pool", "Review alerts for checkout", "Improve the canary")
    )
    told, all_told = (Analyzer(Config(all_rules=all_)).analyze(text) for all_ in (False, True))
    vague = [item.vague for item in told.action_items]
    assert vague == [item.vague for item in all_told.action_items] and any(vague)
    sure = {f.start for f in told.findings if f.rule == "action/vague"}
    assert sure <= {f.start for f in all_told.findings if f.rule == "action/vague"}
    assert all(f.confidence >= 0.8 for f in told.findings if f.rule == "action/vague")


@pytest.mark.parametrize(("incident", "solo", "asked"), [(0.95, 0.05, True), (0.95, 0.95, False), (0.05, 0.05, False)])
def test_owners_are_asked_of_teams(incident: float, solo: float, asked: bool) -> None:
    model = load_models().worth
    character = Character(
        {"incident": incident, "exercise": 0.0, "catalogue": 1 - incident}, solo, dict.fromkeys(model.labels, 0.9)
    )
    assert ("owners" not in spared(character, model)) is asked


def test_the_likelier_something_is_lacking_the_likelier_it_is_worth_saying() -> None:
    model = load_models().worth
    shares = [
        worth(
            Character({"incident": 0.9, "exercise": 0.0, "note": 0.1}, 0.1, dict.fromkeys(model.labels, lacks)), model
        )
        for lacks in (0.1, 0.5, 0.9)
    ]
    for name in model.labels:
        assert shares[0][name] <= shares[1][name] <= shares[2][name] <= 1
