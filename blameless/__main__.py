"""``python -m blameless``, and what the command is."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; Ctrl-C ends it quietly even while it is being loaded."""
    try:
        from .cli import app

        app(prog_name="blameless")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
