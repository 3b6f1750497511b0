"""What is said of somebody in a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """Something said of somebody.

    ``actor`` is the kind of who acts (see :data:`blameless.read.actors.ActorKind`), ``none`` for an agentless passive,
    ``bare`` where the subject is left out, ``open`` where it is not found. ``verb`` is the lemma of the predicate, ``marks`` what makes it read as
    an error. ``start`` and ``end`` are the range of the sentence from the actor to the predicate and its object, ``at``
    is where the predicate begins. ``object`` is the range of what it was done to, ``duty`` that of an infinitive it governs
    ("renew the certificate" of "forgot to renew the certificate"), both ``None`` where there is none or it is long;
    ``participle`` is the verb's past participle, ``""`` where it is not known, ``plural`` whether the object is one.
    """

    actor: str
    verb: str
    marks: tuple[str, ...]
    start: int
    end: int
    at: int
    object: tuple[int, int] | None = None
    duty: tuple[int, int] | None = None
    participle: str = ""
    plural: bool = False
