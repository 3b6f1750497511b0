"""Trends of an archive: a table of scores in, a page with figures, charts and the documents that need attention out.

===============  ===================================================================================
``scores``       scores files and frames, read and checked
``periods``      what happened in each month, quarter or year
``attention``    which documents need attention first
``groups``       the same figures for any groups: quarters, teams, severities
``recurring``    the ways to fail that recur
``promises``     what became of what was promised
``links``        where the title of a document leads
``charts``       tables of figures to the geometry of charts
``page``         all of it as one self-contained HTML page
``markdown``     an overview for a README
===============  ===================================================================================

Knows scored tables only, nothing of how they came about.
"""

from .attention import attention
from .links import linker
from .markdown import between_markers, overview
from .page import render_page
from .periods import EVERY, Every, Trends, by_period, with_periods
from .scores import DATE_COLUMNS, check_scores, dates_of, read_scores, rules_of

__all__ = [
    "DATE_COLUMNS",
    "EVERY",
    "Every",
    "Trends",
    "attention",
    "between_markers",
    "by_period",
    "check_scores",
    "dates_of",
    "linker",
    "overview",
    "read_scores",
    "render_page",
    "rules_of",
    "with_periods",
]
