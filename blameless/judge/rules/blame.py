"""``blame/…``: language that looks for the person at fault instead of the conditions.

The verdicts say which sentences blame and how openly; a rule here says which of them it claims, and turns them into findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..claims import ANYONE, Claim, add_blame

if TYPE_CHECKING:
    from ...report import Severity

_DEKKER = "S. Dekker, The Field Guide to Understanding ‘Human Error’, 3rd ed., 2014"
_WOODS = "D. Woods, S. Dekker, R. Cook, L. Johannesen, N. Sarter, Behind Human Error, 2nd ed., 2010"
_ALLSPAW = "J. Allspaw, Blameless PostMortems and a Just Culture, 2012 (https://www.etsy.com/codeascraft/blameless-postmortems)"
_FISCHHOFF = "B. Fischhoff, Hindsight ≠ foresight, J. Exp. Psychology 1(3), 1975"
_SRE = "Google SRE Book, chapter 15 (https://sre.google/sre-book/postmortem-culture/)"


_RULES: tuple[tuple[str, Claim, Severity, str, str, str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "blame/person",
        Claim(20, grounds=("person-phrase",), actors=("person",), open=True),
        "error",
        "a named person next to a mistake",
        "People act reasonably on what they know. A name next to a mistake ends the search for why it made sense at the time, and the next person keeps quiet.",
        _ALLSPAW,
        "{words} puts a name next to a mistake.",
        "Leave the name out. What made this a reasonable thing to do at the time, and which safeguard was missing?",
        ("Dave forgot to drain the node before the upgrade.\n", "@kofi accidentally deleted the production bucket.\n"),
        (
            "Dave drained the node before the upgrade.\n",
            "Jenkins forgot the workspace after its restart.\n",
            "Ana restarted the broker at 14:02.\n",
        ),
    ),
    (
        "blame/role",
        Claim(50, grounds=("instead-of-duty", "role-phrase"), actors=("pronoun", "role", "they", ANYONE)),
        "warning",
        "a person blamed by role",
        "“The engineer” is a person too, and everyone knows who was on call. The next engineer will face the same conditions.",
        _DEKKER,
        "{words} blames a person by role.",
        "What made this possible or likely: what did the tool allow, what did the screen show, which check was missing?",
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
        Claim(60, grounds=("their-silence", "team-phrase"), actors=("name", "team", "organisation")),
        "warning",
        "a team, vendor or organisation at fault",
        "Blaming a team moves the fault to a place where you cannot fix it. What you can change is the hand-off between the two.",
        _DEKKER,
        "{words} blames a team or a supplier.",
        "Describe the hand-off instead: what did each side know, and which message or agreement was missing?",
        ("The network team did not tell us about the change.\n", "The vendor ignored our ticket.\n"),
        ("The network team rolled the change back at 10:40.\n", "The vendor's service was down.\n"),
    ),
    (
        "blame/collective",
        Claim(
            70,
            grounds=("own-error", "own-omission", "bare-omission", "own-lapse", "collective-phrase"),
            actors=("we", "bare"),
        ),
        "info",
        "“we” admit a fault",
        "Admitting a fault feels honest but explains nothing: whatever made it easy to miss is still there.",
        _WOODS,
        "{words} admits a fault without explaining it.",
        "Say what was missing: a signal, a checklist step, a test?",
        ("We forgot to renew the certificate.\n", "We failed to notice the growing queue.\n"),
        ("We renewed the certificate at 15:00.\n", "The reminder for the certificate went to a closed mailbox.\n"),
    ),
    (
        "blame/human-error",
        Claim(80, grounds=("human-error", "oversight", "is-an-error", "overlooked", "human-error-phrase"), type="H"),
        "warning",
        "human error, oversight or inattention given as the cause",
        "“Human error” is where an investigation starts, not where it ends: it names the outcome and explains nothing.",
        _WOODS,
        "{words} is given as the cause.",
        "Keep asking: what made the slip easy to make and hard to spot, and what let it reach production?",
        ("The outage was caused by human error.\n", "Due to an oversight the key was not rotated.\n"),
        ("The outage was caused by an expired key.\n", "The service returned an error for every request.\n"),
    ),
    (
        "blame/counterfactual",
        Claim(
            40,
            grounds=(
                "counterfactual",
                "counterfactual-could",
                "counterfactual-passive",
                "counterfactual-avoided",
                "if-had",
                "supposed-to",
                "failure-to",
                "counterfactual-phrase",
            ),
            type="C",
        ),
        "warning",
        "what people should or could have done instead",
        "What did not happen cannot explain what did. A counterfactual describes a world the people involved never had.",
        _DEKKER,
        "{words} says what people ought to have done, not what happened.",
        "Say what happened and why it made sense at the time. If something should change, make it an action item.",
        ("We should have tested the failover.\n", "The change should have been reviewed by the storage team.\n"),
        ("The endpoint should have returned 200.\n", "The failover had last been tested in March.\n"),
    ),
    (
        "blame/judgment",
        Claim(
            30,
            grounds=(
                "judged-noun",
                "brushed-aside",
                "wanting",
                "wanting-nobody",
                "reproached",
                "without-care",
                "conduct-failure",
                "judgment-phrase",
            ),
            type="J",
        ),
        "error",
        "judgment of conduct, care, effort or competence",
        "Nobody can act on a judgment of character, and it ends the conversation with the people who know most.",
        _SRE,
        "{words} judges people rather than describing what happened.",
        "Describe what was done, what people knew at the time, and what pressure they were under.",
        ("It was careless to run this on a Friday.\n", "The migration showed poor judgement.\n"),
        ("The migration ran on a Friday because the maintenance window is on Fridays.\n",),
    ),
    (
        "blame/punishment",
        Claim(10, grounds=("sanction", "punishment-phrase"), type="X"),
        "error",
        "a sanction or a threat",
        "Where people are punished for what they report, the next report is incomplete and the risk stays.",
        _ALLSPAW,
        "{words} reports or threatens a sanction.",
        "Leave the sanction out. What will change in the system, so that the next person is stopped in time?",
        ("The engineer responsible will be held accountable.\n", "He was reprimanded for the change.\n"),
        ("The change was rolled back and the guard restored.\n",),
    ),
    (
        "blame/hindsight",
        Claim(90, grounds=("hindsight-phrase",), type="S"),
        "info",
        "wording that only makes sense in hindsight",
        "Afterwards the signs stand out; at the time they were a few among many. “Obviously” hides what was hard to see.",
        _FISCHHOFF,
        "{words} is hindsight.",
        "What could people see at the time, and what else competed for their attention?",
        ("Obviously, nobody had read the runbook.\n",),
        ("The disk was full; the dashboard showed it on its third page.\n",),
    ),
)

for _id, _claim, _severity, _summary, _why, _source, _message, _advice, _bad, _good in _RULES:
    add_blame(
        _claim,
        _message,
        id=_id,
        summary=_summary,
        rationale=_why,
        source=_source,
        severity=_severity,
        suggestion=_advice,
        bad=_bad,
        good=_good,
        evidence=("blame", "gravest", "second", "open", "openly", "found", "found open"),
    )
