"""``python -m blameless``."""

from .cli import app

app(prog_name="blameless")
