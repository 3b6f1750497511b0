"""The errors a caller can meet, each with a message meant for people."""

from __future__ import annotations


class BlamelessError(Exception):
    """Base of every error raised on purpose; ``str(error)`` is fit to be shown to a user."""


class InputError(BlamelessError):
    """A document cannot be read: missing, binary, undecodable, too large or empty."""


class ConfigError(BlamelessError):
    """The configuration or the command line names something that does not exist."""
