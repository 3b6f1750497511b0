"""``blame/…``: language that looks for the person at fault instead of the conditions.

The verdicts say which sentences blame, how openly and under which rule; a rule here turns them into findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..rule import Context, Hit, Rule, register

if TYPE_CHECKING:
    from ...report import Severity
    from ..verdicts import Verdict

_DEKKER = "S. Dekker, The Field Guide to Understanding ‘Human Error’, 3rd ed., 2014"
_WOODS = "D. Woods, S. Dekker, R. Cook, L. Johannesen, N. Sarter, Behind Human Error, 2nd ed., 2010"
_ALLSPAW = "J. Allspaw, Blameless PostMortems and a Just Culture, 2012 (https://www.etsy.com/codeascraft/blameless-postmortems)"
_FISCHHOFF = "B. Fischhoff, Hindsight ≠ foresight, J. Exp. Psychology 1(3), 1975"
_SRE = "Google SRE Book, chapter 15 (https://sre.google/sre-book/postmortem-culture/)"


def _check(rule: str, severity: Severity, message: str) -> Callable[[Context], Iterator[Hit]]:
    def check(context: Context) -> Iterator[Hit]:
        from ..suggestions import quoted, suggestion  # late, as listing the rules needs no reading room

        for verdict in context.verdicts:
            if verdict.rule == rule:
                sentence = verdict.evidence.sentence
                yield Hit(
                    *sentence.span(verdict.start, verdict.end),
                    message.format(words=quoted(sentence.text[verdict.start : verdict.end])),
                    sentence.text,
                    suggestion(verdict),
                    _severity(verdict, severity),
                    round(verdict.confidence, 2),
                )

    return check


def _severity(verdict: Verdict, usual: Severity) -> Severity:
    """Openly blameful sentences are errors, whatever their rule; no other is."""
    if verdict.open:
        return "error"
    return "warning" if usual == "error" else usual


_RULES: tuple[tuple[str, Severity, str, str, str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "blame/person",
        "error",
        "a named individual tied to an error",
        "People act reasonably on what they knew. A name beside an error ends the search for why it made sense, and the next person keeps quiet.",
        _ALLSPAW,
        "{words} ties a person to an error.",
        "Leave the name out and say what {words} looked like from where that person sat: which guard was missing, what the screen showed, what the instructions said.",
        ("Dave forgot to drain the node before the upgrade.\n", "@kofi accidentally deleted the production bucket.\n"),
        (
            "Dave drained the node before the upgrade.\n",
            "Jenkins forgot the workspace after its restart.\n",
            "Ana restarted the broker at 14:02.\n",
        ),
    ),
    (
        "blame/role",
        "warning",
        "a role or unnamed person tied to an error",
        "“The engineer” is a person too, and everyone knows who was on call. The conditions are what the next engineer will meet as well.",
        _DEKKER,
        "{words} ties a person to an error.",
        "Say what made {words} possible or likely: what the tool allowed, what the prompt showed, which check came too late.",
        (
            "An engineer accidentally deleted the production namespace.\n",
            "The operator failed to follow the procedure.\n",
        ),
        (
            "An engineer restarted the pod.\n",
            "The Kubernetes operator failed to reconcile.\n",
            "The health check failed to fire.\n",
        ),
    ),
    (
        "blame/team",
        "warning",
        "a team, vendor or organisation at fault",
        "Blaming a team moves the fault across a boundary where nobody will mend it. The hand-over between the two is what can be changed.",
        _DEKKER,
        "{words} puts a team at fault.",
        "Describe the hand-over behind {words}: what each side knew, which message or contract was missing between them.",
        ("The network team did not tell us about the change.\n", "The vendor ignored our ticket.\n"),
        ("The network team rolled the change back at 10:40.\n", "The vendor's service was down.\n"),
    ),
    (
        "blame/collective",
        "info",
        "“we” confess a fault",
        "A confession feels honest and explains nothing: what made it easy to overlook is still there.",
        _WOODS,
        "{words} confesses a fault instead of describing a condition.",
        "Turn {words} into what was missing: the signal nobody got, the step no list held, the test that did not exist.",
        ("We forgot to renew the certificate.\n", "We failed to notice the growing queue.\n"),
        ("We renewed the certificate at 15:00.\n", "The reminder for the certificate went to a closed mailbox.\n"),
    ),
    (
        "blame/human-error",
        "warning",
        "human error, oversight or inattention given as the cause",
        "“Human error” is where an investigation should begin: it names the outcome and explains nothing.",
        _WOODS,
        "{words} is given as an explanation.",
        "Go on where {words} stops: what made the slip easy to make and hard to see, and what let it reach production.",
        ("The outage was caused by human error.\n", "Due to an oversight the key was not rotated.\n"),
        ("The outage was caused by an expired key.\n", "The service returned an error for every request.\n"),
    ),
    (
        "blame/counterfactual",
        "warning",
        "what people should or could have done instead",
        "What did not happen cannot explain what did. A counterfactual describes a world that the people involved did not have.",
        _DEKKER,
        "{words} tells what did not happen.",
        "Replace {words} by what happened and why it made sense then; if something is to change, make it an action item.",
        ("We should have tested the failover.\n", "The change should have been reviewed by the storage team.\n"),
        ("The endpoint should have returned 200.\n", "The failover had last been tested in March.\n"),
    ),
    (
        "blame/judgment",
        "error",
        "judgment of conduct, care, effort or competence",
        "A judgment of character cannot be acted on, and it ends the conversation with the people who know most.",
        _SRE,
        "{words} judges people instead of describing what happened.",
        "Delete {words} and describe what was done, on what knowledge, under which pressure.",
        ("It was careless to run this on a Friday.\n", "The migration showed poor judgement.\n"),
        ("The migration ran on a Friday because the maintenance window is on Fridays.\n",),
    ),
    (
        "blame/punishment",
        "error",
        "a sanction or a threat",
        "Where accounts are punished, the next accounts are incomplete, and the risk stays.",
        _ALLSPAW,
        "{words} threatens or reports a sanction.",
        "Leave {words} out of the postmortem; say what will be changed in the system.",
        ("The engineer responsible will be held accountable.\n", "He was reprimanded for the change.\n"),
        ("The change was rolled back and the guard restored.\n",),
    ),
    (
        "blame/hindsight",
        "info",
        "hindsight",
        "After the fact the signs stand out; before it they were some among many. “Obviously” hides what was hard to see.",
        _FISCHHOFF,
        "{words} speaks from hindsight.",
        "Instead of {words}, say what could be seen at the time, by whom, and among what else.",
        ("The outage was easily avoidable, had the team read the runbook.\n",),
        ("The disk was full; the dashboard showed it on its third page.\n",),
    ),
)

for _id, _severity_of, _summary, _why, _source, _message, _advice, _bad, _good in _RULES:
    register(
        Rule(
            id=_id,
            summary=_summary,
            rationale=_why,
            source=_source,
            severity=_severity_of,
            dimension="blamelessness",
            suggestion=_advice.format(words="the words found"),
            bad=_bad,
            good=_good,
            check=_check(_id, _severity_of, _message),
            evidence=("blame", "gravest", "second", "open", "openly", "found", "found open"),
        )
    )
