"""Commands that stand in modules of their own; :mod:`blameless.cli` puts them together."""
