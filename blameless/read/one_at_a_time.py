"""spaCy in a process with several threads: one of them at a time.

spaCy is made for one thread. Two that import it at once see half of a module; two that load a pipeline at once mix its
tables; and two that read with pipelines of one vocabulary add strings, words and flags to it at once, after which either
looks up what the other has not written yet (``KeyError: [E018]``) or, worse, silently takes one flag for another. So
whoever imports, loads or asks spaCy anything holds :data:`SPACY`. Little is lost: reading holds Python's own lock for
most of its time.
"""

from __future__ import annotations

import os
from threading import RLock

SPACY = RLock()
"""Held while spaCy is imported, loaded or asked."""

if hasattr(os, "register_at_fork"):
    # A child forked while another thread reads would wait for that thread, which it does not have, for ever.
    os.register_at_fork(before=SPACY.acquire, after_in_parent=SPACY.release, after_in_child=SPACY.release)
