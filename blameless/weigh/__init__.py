"""Weighing: findings to scores. Knows rules and findings, nothing of text."""

from __future__ import annotations

from .scores import Weights, weigh

__all__ = ["Weights", "weigh"]
