"""Weighing: evidence to scores, and what each point was lost for. Knows names and numbers, nothing of text."""

from __future__ import annotations

from .scores import Judgeable, dimensions, evidence, weigh

__all__ = ["Judgeable", "dimensions", "evidence", "weigh"]
