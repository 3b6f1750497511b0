"""Baselines: the findings an archive has when it adopts the tool, so that it is told of new ones only.

A file of fingerprints by document, as JSON whose differences can be read; documents are named from the folder of the file on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .destination import destination
from .errors import InputError
from .fingerprints import fingerprints
from .intake.walk import whole
from .show import Result

VERSION = 1
LARGEST = 100_000_000
"""Bytes of a baseline that are read."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings: the fingerprints of each document, by its name."""

    folder: Path
    documents: Mapping[str, frozenset[str]]

    def without(self, result: Result) -> Result:
        """A result without the findings that are known; they go to its ``known``."""
        known = self.documents.get(_name(result.path, self.folder), frozenset())
        if not known:
            return result
        findings = result.report.findings
        told = list(zip(findings, fingerprints(findings), strict=True))
        new = tuple(finding for finding, fingerprint in told if fingerprint not in known)
        old = tuple(finding for finding, fingerprint in told if fingerprint in known)
        return replace(result, report=replace(result.report, findings=new), known=old)


def _name(path: str, folder: Path) -> str:
    return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")


def read_baseline(path: Path) -> Baseline:
    """A baseline that :func:`write_baseline` wrote.

    Raises:
        InputError: where it cannot be read or is none.
    """
    try:
        if os.path.exists(path) and os.path.getsize(path) > LARGEST:
            raise InputError("too large for a baseline")
        values = json.loads(whole(path))
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: no baseline: not valid JSON") from None
    if not isinstance(values, dict) or values.get("version") != VERSION:
        raise InputError(f"{path}: no baseline of version {VERSION}; write it again with --write-baseline")
    documents = values.get("documents")
    if not isinstance(documents, dict) or not all(isinstance(found, dict) for found in documents.values()):
        raise InputError(f"{path}: no baseline: it names no documents")
    return Baseline(path.resolve().parent, {name: frozenset(found) for name, found in documents.items()})


def write_baseline(results: Iterable[Result], path: Path) -> tuple[int, int]:
    """Write what is found now; gives the numbers of documents and findings.

    Raises:
        OSError: where it cannot be written.
    """
    folder = path.resolve().parent
    documents: dict[str, dict[str, str]] = {}
    for result in results:
        findings = result.report.findings
        if findings:
            named = {f: finding.rule for f, finding in zip(fingerprints(findings), findings, strict=True)}
            documents[_name(result.path, folder)] = named
    with destination(path) as out:
        json.dump({"version": VERSION, "documents": documents}, out, indent=1, sort_keys=True)
        out.write("\n")
    return len(documents), sum(map(len, documents.values()))
