"""Execute every notebook of this folder in place of a reader; an exception in a cell, or outputs that nobody would read, end with exit code 1."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
MAX_OUTPUT = 50_000
"""Characters that the outputs of a notebook may have, as JSON."""


def main() -> int:
    for path in sorted(HERE.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        try:
            NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(HERE)}}).execute()
        except CellExecutionError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            return 1
        shown = sum(len(json.dumps(cell.get("outputs", []))) for cell in notebook.cells)
        if shown > MAX_OUTPUT:
            print(f"{path.name}: its outputs have {shown:,} characters, more than {MAX_OUTPUT:,}", file=sys.stderr)
            return 1
        print(f"{path.name}: {sum(cell.cell_type == 'code' for cell in notebook.cells)} cells run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
