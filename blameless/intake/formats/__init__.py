"""The kinds of input, a module each: it is named as the kind is, and its ``FORMAT`` is the :class:`~..format.Format`.

Another package adds one by an entry point of the group ``blameless.inputs``, whose name is that of the kind and whose
object is a :class:`~blameless.intake.format.Format`. None of them can take the place of a kind or a suffix that is here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from ...errors import ConfigError, InputError, nearest
from ..format import Format

if TYPE_CHECKING:
    from ...parse import BlockReader

GROUP = "blameless.inputs"
"""The group of entry points by which other packages add kinds of input."""
DEFAULT = "markdown"
"""The kind of text whose name does not tell."""


@cache
def built_in() -> tuple[str, ...]:
    """The names of the kinds that are here; none of them is loaded for that."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


@cache
def names() -> tuple[str, ...]:
    """The names of all kinds, those of other packages last."""
    return tuple(dict.fromkeys((*built_in(), *sorted(_added()))))


@cache
def input_format(name: str) -> Format:
    """The kind of input of a name.

    Raises:
        ConfigError: for an unknown one, and for one of another package that cannot be loaded.
    """
    if name in built_in():
        return import_module(f".{name}", __name__).FORMAT
    added = _added()
    if name not in added:
        raise ConfigError(f'there is no kind of input "{name}"{nearest(name, names())}; there are {", ".join(names())}')
    found = added[name]
    if isinstance(found, str):
        raise ConfigError(found)
    return found


def blocks_of(name: str) -> BlockReader:
    """What reads text of a kind.

    Raises:
        ValueError: for an unknown kind, and for one that is no text but converted to it.
    """
    try:
        blocks = input_format(name).blocks
    except ConfigError as error:
        raise ValueError(str(error)) from None
    if blocks is None:
        raise ValueError(f"{name} is no text; blameless.read_document makes text of a file")
    return blocks


def of_suffix(path: str) -> Format | None:
    """The kind that the end of a file's name tells."""
    return _by_suffix().get(os.path.splitext(path)[1].lower())


def of_content(data: bytes) -> Format | None:
    """The kind that the first bytes of a file tell."""
    return next((each for each in _all() if each.magic and data.startswith(each.magic)), None)


@cache
def _by_suffix() -> dict[str, Format]:
    known: dict[str, Format] = {}
    for each in _all():
        for suffix in each.suffixes:
            known.setdefault(suffix, each)
    return known


def _all() -> Iterator[Format]:
    """All kinds that can be loaded, those of other packages last."""
    yield from map(input_format, built_in())
    yield from (each for each in _added().values() if isinstance(each, Format))


@cache
def _added() -> dict[str, Format | str]:
    """The kinds of other packages, or what is wrong with them."""
    from importlib.metadata import entry_points

    found: dict[str, Format | str] = {}
    for entry in entry_points(group=GROUP):
        what = f'the kind of input "{entry.name}" ({entry.value})'
        try:
            loaded = entry.load()
        except Exception as error:  # whatever the other package does wrong while it is loaded
            found[entry.name] = f"{what} cannot be loaded: {error}"
        else:
            found[entry.name] = loaded if isinstance(loaded, Format) else f"{what} is no Format"
    return found


def needed(format: Format) -> InputError:
    """That a kind cannot be read as long as something is not installed."""
    return InputError(f"reading {format.name} takes {format.missing()}: pip install 'blameless[convert]'")
