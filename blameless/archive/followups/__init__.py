"""What an archive promised and whether it was done: every action item with its state, its age, and what recurs.

============== =========================================================================
``items``      action items as rows of one list: state, age, order by what hurts
``states``     what a tracker says of tickets, from a CSV file
``groups``     the same promise in several documents
``collect``    the action items of a table that was written before, or of an archive
``formats``    text, Markdown, JSON, iCalendar and tables
``trackers``   issues for GitHub, GitLab, Jira and Linear
============== =========================================================================
"""

from __future__ import annotations

from .groups import Group, grouped
from .items import COLUMNS, Followup, Wanted, followups
from .states import States, read_states

__all__ = ["COLUMNS", "Followup", "Group", "States", "Wanted", "followups", "grouped", "read_states"]
