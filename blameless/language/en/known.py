"""What the configuration says of names: these are people, roles, teams and products, whatever lists and models hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ...lexicon import fold

_LONGEST = 5
"""Words of a name that a role or a team ends."""
NameKind = Literal["person", "role", "team", "product"]


@dataclass(frozen=True)
class Known:
    """The names and words of a configuration, which hold before any list and any model.

    ``people``, ``roles``, ``teams`` and ``products`` are as they are written there. People are known by their whole name, by each part of
    it as it is written, and by their handle with or without its sign; roles, teams and products regardless of case; roles and teams also by
    the last word of a name ("Storage cell").
    """

    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        teams: Iterable[str] = (),
        products: Iterable[str] = (),
    ) -> Known:
        """From any four collections."""
        return cls(tuple(people), tuple(roles), tuple(teams), tuple(products))

    def __bool__(self) -> bool:
        """Whether it says anything of names."""
        return bool(self._kinds)

    @cached_property
    def _kinds(self) -> dict[str, NameKind]:
        """Each name in lower case with its kind; where two lists have one, a product is first, then a person."""
        lists: tuple[tuple[NameKind, tuple[str, ...]], ...] = (
            ("team", self.teams),
            ("role", self.roles),
            ("person", self.people),
            ("product", self.products),
        )
        found: dict[str, NameKind] = {fold(name).lstrip("@"): kind for kind, names in lists for name in names}
        found.pop("", None)
        return found

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(part.lstrip("@") for name in self.people for part in name.split()) - {""}

    @cached_property
    def _anywhere(self) -> re.Pattern[str] | None:
        names = sorted({*self._kinds, *self._parts}, key=len, reverse=True)
        return re.compile(rf"(?<![\w@.-])@?(?:{'|'.join(map(re.escape, names))})(?![\w-])", re.I) if names else None

    def kind(self, text: str) -> NameKind | None:
        """What a word or a whole name is by the configuration; ``None`` where that says nothing of it."""
        if not self._kinds:
            return None
        plain = text.strip().lstrip("@")
        if found := self._kinds.get(fold(plain)):
            return found
        words = plain.split()
        if words and all(word in self._parts for word in words):
            return "person"
        last = self._kinds.get(fold(words[-1])) if 1 < len(words) <= _LONGEST else None
        return last if last in ("role", "team") else None

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The ranges of a text in which a known name stands."""
        if self._anywhere is not None:
            for match in self._anywhere.finditer(text):
                if self.kind(match[0]) is not None:
                    yield match.span()


NOTHING = Known()
"""A configuration that says nothing of names."""
