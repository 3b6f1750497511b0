"""Code stays such that one look takes it in: short functions, and modules that can be maintained."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from radon.metrics import mi_visit

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("blameless", "training", "benchmarks", "docs", "notebooks", "fuzz", "tests")
LINES = 60
"""Of a function's body. Its signature is not counted: for a command that is the list of its options."""
MAINTAINABLE = 20
"""The maintainability index below which a module is hard to maintain (radon, 0 to 100)."""


def _modules(*folders: str) -> Iterator[Path]:
    return (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


def _too_long(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno is not None:
            lines = node.end_lineno - node.body[0].lineno + 1
            if lines > LINES:
                yield f"{node.name}, {lines} lines"


def test_no_function_is_too_long_for_one_look() -> None:
    found = {str(path): [*_too_long(path.read_text(encoding="utf-8"))] for path in _modules(*FOLDERS)}
    assert len(found) > 200 and not {path: names for path, names in found.items() if names}


def test_a_function_that_is_too_long_is_found() -> None:
    assert [*_too_long("def f():\n" + "    pass\n" * (LINES + 1))] == [f"f, {LINES + 1} lines"]


@pytest.mark.parametrize("path", sorted(str(path.relative_to(ROOT)) for path in _modules("blameless")))
def test_a_module_can_be_maintained(path: str) -> None:
    index = mi_visit((ROOT / path).read_text(encoding="utf-8"), multi=True)
    assert index >= MAINTAINABLE, f"maintainability index {index:.0f}"
