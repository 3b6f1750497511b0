"""The catalogue: what each rule flags, why, and what of a score it speaks to. Small values; knows no other room, and judges nothing.

A rule is written in one file, beside what judges by it (``blameless/judge/rules``). Another package adds one by an entry point of
the group ``blameless.rules``, whose object is the module that registers it; see ``CONTRIBUTING.md``.
"""

from __future__ import annotations

from .naming import covers, plain, unknown
from .registry import GROUP, catalogue, families, register
from .rule import Rule, Scope

__all__ = ["GROUP", "Rule", "Scope", "catalogue", "covers", "families", "plain", "register", "unknown"]
