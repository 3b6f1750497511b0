"""English as one object: what a room that knows no language asks of one, see :class:`blameless.parse.Language`."""

from __future__ import annotations

from .dates import is_moment
from .headings import heading_kinds, otherwise, says_nothing
from .prose import titles_prose


class English:
    """What English says of the titles of a text, and of what stands in their place."""

    heading_kinds = staticmethod(heading_kinds)
    otherwise = staticmethod(otherwise)
    says_nothing = staticmethod(says_nothing)
    is_moment = staticmethod(is_moment)
    titles_prose = staticmethod(titles_prose)


ENGLISH = English()
"""It is built of the lexicon, on first use, and the same for all documents."""
