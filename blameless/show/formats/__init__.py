"""The output formats of ``check``, a module each: it is named as the format is, and its ``write`` is the reporter.

Another package adds one by an entry point of the group ``blameless.formats``, whose name is that of the format and whose
object is a :class:`~blameless.show.Reporter`.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from ...errors import ConfigError, nearest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from .. import Reporter

GROUP = "blameless.formats"
"""The group of entry points by which other packages add formats."""


def built_in() -> tuple[str, ...]:
    """The names of the formats that are here; none of them is loaded for that."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def _added() -> dict[str, EntryPoint]:
    """The formats of other packages; none of them can take the place of a built-in one."""
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=GROUP)}


def names() -> tuple[str, ...]:
    """The names of all formats, those of other packages last."""
    return tuple(dict.fromkeys((*built_in(), *sorted(_added()))))


def reporter(name: str) -> Reporter:
    """The reporter of a format.

    Raises:
        ConfigError: for an unknown format, and for one of another package that cannot be loaded.
    """
    if name in built_in():
        return import_module(f".{name}", __name__).write
    entry = _added().get(name)
    if entry is None:
        raise ConfigError(f'there is no format "{name}"{nearest(name, names())}; there are {", ".join(names())}')
    try:
        return entry.load()
    except Exception as error:  # whatever the other package does wrong while it is loaded
        raise ConfigError(f'the format "{name}" ({entry.value}) cannot be loaded: {error}') from error
