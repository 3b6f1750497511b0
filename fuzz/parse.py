"""Fuzz the parser by coverage, see ``fuzz/README.md``."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # pyright: ignore[reportMissingImports]

with atheris.instrument_imports(
    include=["blameless.intake.markup", "blameless.language", "blameless.parse", "blameless.read"]
):
    import blameless.intake.markup.markdown
    import blameless.read.document

from checks import check_parse

ROOT = Path(__file__).resolve().parent.parent


def one_input(data: bytes) -> None:
    """A document, its bytes taken as UTF-8 with what is none kept as lone surrogates."""
    check_parse(data.decode("utf-8", "surrogateescape"))


def main() -> None:
    corpus = ROOT / "build" / "fuzz"
    corpus.mkdir(parents=True, exist_ok=True)
    for sample in (ROOT / "data" / "samples").glob("*.md"):
        (corpus / sample.name).write_bytes(sample.read_bytes())
    assert blameless.intake.markup.markdown and blameless.read.document
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
