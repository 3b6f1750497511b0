"""Many documents: one batcher, one pool of processes, one policy for what fails.

=========== ===========================================================================================
``batches`` items in batches that are worth reading together, drawn only as they are needed
``policy``  what becomes of a batch in which one item fails: the others are judged all the same
``pool``    batches shared among processes of this machine, whatever becomes of these
=========== ===========================================================================================
"""

from __future__ import annotations

from .batches import HEAVIEST, MOST, WORTH_A_PROCESS, batches, jobs_for
from .policy import DIED, Unjudged, judge_all

__all__ = ["DIED", "HEAVIEST", "MOST", "WORTH_A_PROCESS", "Unjudged", "batches", "jobs_for", "judge_all"]
