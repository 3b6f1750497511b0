"""Reading action items: what may be one, who owns each, when it is due, what tracks it, and whether it is done.

Every list item, row and sentence is a candidate (:mod:`.listing`), with what headings and grammar say of it (:mod:`.formal`,
:mod:`.commitments`); which of them are action items is judged, and of those the fields are read.

An item's text and all around it is cut into segments (:mod:`.segments`); those that could fill a field are its candidates
(:mod:`.owners`, :mod:`.dues`, :mod:`.tickets`, :mod:`.state`), each with evidence, over the whole list together (:mod:`.lists`); one
learnt linear scorer a field chooses among them, "none" included (:mod:`.scorer`).
"""

from __future__ import annotations

from .reader import with_actions

__all__ = ["with_actions"]
