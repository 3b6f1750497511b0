"""A name for each finding that stays the same where its text only moves: for baselines, SARIF and GitLab.

It is made of the rule, the words it points at (case and space aside), and which of their occurrences it is; not of lines.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from unicodedata import normalize

from .report import Finding


def fingerprints(findings: Sequence[Finding], path: str = "") -> list[str]:
    """The fingerprint of each finding of one document, all of them different.

    Args:
        findings: all findings of the document, in source order, as the second occurrence is told from the first by it.
        path: the document, where fingerprints of several are held beside each other.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for finding in findings:
        words = " ".join(normalize("NFKC", finding.text or finding.sentence).casefold().split())
        seen[finding.rule, words] += 1
        told = "\0".join((path, finding.rule, words, str(seen[finding.rule, words])))
        found.append(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found
