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


def _names_of(module: ast.Module) -> set[str]:
    """What a module has at its top, under conditions too."""
    names: set[str] = set()
    nodes: list[ast.AST] = [module]
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            continue  # what it names within is its own
        nodes += ast.iter_child_nodes(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    return names


def _absent(code: str) -> Iterator[str]:
    """What is imported from the tools' own modules and is not there; they are not run, as what trains needs libraries that tests lack."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("training", "benchmarks"):
            place = ROOT.joinpath(*node.module.split("."))
            path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
            there = _names_of(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else set[str]()
            there |= {each.stem for each in place.glob("*.py")}
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name not in there)


def test_what_a_tool_takes_of_another_is_there() -> None:
    found = {str(path): [*_absent(path.read_text(encoding="utf-8"))] for path in _modules("training", "benchmarks")}
    assert len(found) > 40 and not {path: names for path, names in found.items() if names}


def test_what_is_not_there_is_found() -> None:
    code = "from training.sources import owner_of, nowhere\nfrom training.nothing import at_all\nfrom training import sources"
    assert [*_absent(code)] == ["training.sources.nowhere", "training.nothing.at_all"]
