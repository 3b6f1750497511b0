"""The models' part of judging, for several documents at once: which sentences blame, which candidates are action items.

Steps of rising cost, each for what the one before lets through: words only (:mod:`.cascade`), then the parse of what is at all
likely, then the decision on all evidence (:mod:`.verdicts`, :mod:`.items`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from ..read import Postmortem
from ..read.incident import Incident, read_incident, with_facts
from ..read.items import with_actions
from .cascade import Cascade, Said, passage_of
from .items import Choice, choose
from .rewriting import rewritings
from .rule import Context, Scope
from .verdicts import Likelihood, Verdict, likelihoods

if TYPE_CHECKING:
    from datetime import date

    from ..models import Models
    from ..parse import Sentence
    from ..read import Candidate, Evidence, Reader
    from ..report import Past


@dataclass(frozen=True)
class Assessment:
    """A document with its action items, what was chosen for them, the sentences that may blame, and the course of the incident.

    ``likelihoods`` are of the sentences that the encoder finds at all likely to blame; of the others it is next to nothing.
    """

    postmortem: Postmortem
    choice: Choice
    likelihoods: tuple[Likelihood, ...]
    incident: Incident

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """On the sentences that blame."""
        return tuple(likely.verdict for likely in self.likelihoods if likely.verdict is not None)

    def context(self, scope: Scope | None = None, today: date | None = None, past: tuple[Past, ...] = ()) -> Context:
        """What rules may look at.

        Args:
            scope: how much is asked of the document; what its length says where ``None``.
            today: the day to hold due dates against; none where ``None``.
            past: earlier incidents that it repeats.
        """
        return Context(
            self.postmortem,
            self.verdicts,
            Scope.of(self.postmortem.metrics.words) if scope is None else scope,
            today,
            self.choice,
            past,
            self.likelihoods,
            self.incident,
        )


class Assessor:
    """Assesses documents; safe to use from several threads.

    Args:
        models: what decides.
        reader: finds evidence in parsed sentences.
    """

    def __init__(self, models: Models, reader: Reader) -> None:
        self._models = models
        self._cascade = Cascade(models.gate, models.student, models.encoder)
        self._reader = reader

    def assess(self, postmortems: Sequence[Postmortem]) -> list[Assessment]:
        """The assessment of each document; all of them go through each step together, which is faster."""
        sentences = [[s for s in postmortem.sentences if not s.quoted] for postmortem in postmortems]
        found = iter(self._with_rewritings(self.likelihoods([*chain.from_iterable(sentences)])))
        said = iter(self.hear([*chain.from_iterable(postmortem.candidates for postmortem in postmortems)]))
        return [
            self._assessment(
                postmortem,
                [likely for likely in islice(found, len(own)) if likely is not None],
                list(islice(said, len(postmortem.candidates))),
            )
            for postmortem, own in zip(postmortems, sentences, strict=True)
        ]

    def hear(self, candidates: Sequence[Candidate]) -> list[Said | None]:
        """What the student says of each candidate, all that is asked of it; ``None`` where the gate is shut."""
        return self._cascade.screen([passage_of(each) for each in candidates])

    def evidence(self, sentences: Sequence[Sentence]) -> list[tuple[Evidence, Said] | None]:
        """The evidence of each sentence, with what the encoder says of it; ``None`` where it finds blame unlikely."""
        said_of = self._cascade.read([passage_of(each) for each in sentences])
        heard = [said if self._cascade.may_blame(said) else None for said in said_of]
        read = iter(self._reader.read([s for s, said in zip(sentences, heard, strict=True) if said is not None]))
        return [None if said is None else (next(read), said) for said in heard]

    def likelihoods(self, sentences: Sequence[Sentence]) -> list[Likelihood | None]:
        """How likely each sentence blames; ``None`` where the encoder finds that it hardly can."""
        pairs = self.evidence(sentences)
        found = likelihoods([pair for pair in pairs if pair is not None], self._models.blame)
        return [None if pair is None else next(found) for pair in pairs]

    def verdicts(self, sentences: Sequence[Sentence]) -> list[Verdict | None]:
        """The verdict on each sentence; ``None`` where it does not blame."""
        return [None if likely is None else likely.verdict for likely in self.likelihoods(sentences)]

    def _with_rewritings(self, found: Sequence[Likelihood | None]) -> list[Likelihood | None]:
        """With the first way to write each blameful sentence anew in which no blame is found; few have any, so little is judged twice."""
        ways = [[*rewritings(each.verdict.evidence)] if each and each.verdict else [] for each in found]
        judged = iter(self.verdicts([way.rewritten() for each in ways for way in each]))
        calm = [[way for way in each if next(judged) is None] for each in ways]
        return [
            replace(each, verdict=replace(each.verdict, rewriting=those[0]))
            if each and each.verdict and those
            else each
            for each, those in zip(found, calm, strict=True)
        ]

    def _assessment(
        self, postmortem: Postmortem, found: Sequence[Likelihood], said: Sequence[Said | None]
    ) -> Assessment:
        choice = choose(postmortem.candidates, said, self._models.action, self._models.vague)
        incident = read_incident(postmortem, self._models.incident)
        told = with_facts(with_actions(postmortem, choice.chosen, known=self._reader.known), incident)
        return Assessment(told, choice, tuple(found), incident)
