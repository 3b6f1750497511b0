"""The TOML reader: the standard library's, or its backport where Python has none yet."""

import sys

if sys.version_info >= (3, 11):
    import tomllib
else:  # pragma: no cover
    import tomli as tomllib  # pyright: ignore[reportMissingImports]

__all__ = ["tomllib"]
