"""What taking a text apart asks of the language it is written in, which is handed to it: nothing here knows a word of any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol


class Language(Protocol):
    """A language, as far as the structure of a text hangs on its words."""

    def heading_kinds(self, title: str) -> tuple[str, ...]:
        """The section kinds that a title stands for; ``"none"`` is for titles known to be no section of interest."""
        ...

    def otherwise(self, titles: Sequence[str], known: Collection[str]) -> dict[int, str]:
        """Section kinds for titles that stand for one only where no other title does, by their number."""
        ...

    def says_nothing(self, text: str) -> bool:
        """Whether the text of a section says nothing yet."""
        ...

    def is_moment(self, title: str) -> bool:
        """Whether a title is a date or a time and little else."""
        ...

    def titles_prose(self, text: str) -> bool:
        """Whether what stands as a title says what running text says."""
        ...
