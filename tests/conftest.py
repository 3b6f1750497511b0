"""Shared fixtures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from blameless import Analyzer
from blameless.parse import Action, Postmortem
from blameless.read import Reader
from blameless.read.items import with_actions

# The same cases in every run, so that a green gate stays green; HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
SHARED = ROOT.parent / "shared"
"""Collections of real postmortems, which are not ours to distribute; what needs them is skipped without them."""


def listed(postmortem: Postmortem) -> tuple[Action, ...]:
    """What stands where action items stand, as it is read, whatever the models think of it."""
    return with_actions(postmortem, [each for each in postmortem.candidates if each.formal]).actions


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def samples() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.md"))}
