"""The past incidents that a draft repeats: the same cause, told before, with actions that are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..report import Past
from .asked import Asked, asked
from .memory import Archive, Match, shipped_weights

if TYPE_CHECKING:
    from ..read import Postmortem

_LOOKED_AT = 20


class Reruns:
    """Answers, for a document, which earlier incidents it repeats; can be sent to other processes.

    Args:
        archive: what is remembered.
        least: the likelihood of a shared cause from which two incidents count as the same again; the measured one where ``None``.
    """

    def __init__(self, archive: Archive, least: float | None = None) -> None:
        self._archive = archive
        self._least = shipped_weights().least if least is None else least

    def __call__(self, postmortem: Postmortem, name: str | None = None) -> tuple[Past, ...]:
        """The earlier incidents, the likeliest first, those whose date is unknown behind the others.

        Args:
            postmortem: the document.
            name: its file, which may date it and by which the archive knows it again.
        """
        return tuple(_past(match, postmortem) for match in self.matches(asked(postmortem, name)))

    def matches(self, draft: Asked) -> list[Match]:
        """The same, with everything that is known of them.

        Only where both documents have a section on the cause, and never of a later day than this document's. Whether an
        incident without a date came earlier nobody knows, so that those come last.
        """
        found = [match for match in self._archive.similar(draft, _LOOKED_AT) if self._repeats(match, draft.day)]
        return sorted(found, key=lambda match: match.date is None)

    def _repeats(self, match: Match, day: str | None) -> bool:
        later = day is not None and match.date is not None and match.date > day
        return match.told and not later and bool(match.unfinished) and match.likelihood >= self._least


def _past(match: Match, postmortem: Postmortem) -> Past:
    here = match.cause[0] if match.cause else None
    place = next((s for s in postmortem.sentences if here and _is(s.text, here.text)), None)
    return Past(
        title=match.title or match.id,
        day=match.date,
        cause=match.cause[1].text if match.cause else "",
        unfinished=tuple(promise.text for promise in match.unfinished),
        due=tuple(promise.due_date for promise in match.unfinished),
        start=place.start if place else 0,
        end=place.end if place else 0,
        likelihood=match.likelihood,
    )


def _is(sentence: str, kept: str) -> bool:
    return " ".join(sentence.split()).startswith(kept)
