"""Write ``blameless/lexicon/ordinary_words.txt``: words that, capitalised, are nobody's name.

    python -m training.ordinary /usr/share/dict/american-english-small /usr/share/dict/british-english-small

The words are those of spelling lists (SCOWL, size 35), the products and places of ``training``, and the words that
stand in lower case in more than one text of ``data``, apart from the parts that test ("failover", "runbook"); left out
are forms of another one ("gateways"), which :func:`blameless.language.en.people.is_ordinary` knows without.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

from blameless.language.en.people import base_forms

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
TARGET = HERE.parent / "blameless" / "lexicon" / "ordinary_words.txt"


def spelled(lines: list[str]) -> set[str]:
    """The words in lower case of a spelling list, without possessives and proper names."""
    return {line for line in lines if re.fullmatch(r"[a-z]{2,}", line)}


def listed(name: str) -> set[str]:
    """The words of a list of names of one word each, in lower case."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return {line.lower() for line in lines if re.fullmatch(r"[^\W\d_]{2,}", line)}


def written() -> set[str]:
    """The words in lower case of the texts of ``data`` that do not test, as far as more than one has them."""
    counts: Counter[str] = Counter()
    for path in (DATA / "actions" / "items.jsonl", DATA / "blame" / "sentences.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["split"] != "test":
                counts.update(set(re.findall(r"(?<![\w@.`/#-])[a-z]{3,}(?![\w@./(=-])", record["text"])))
    return {word for word, count in counts.items() if count > 1}


def main() -> None:
    words = written()
    for path in sys.argv[1:]:
        words |= spelled(Path(path).read_text(encoding="utf-8").splitlines())
    words |= listed("products.txt") | listed("places.txt")
    head = [line for line in TARGET.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    kept = sorted(word for word in words if not any(form in words for form in base_forms(word)))
    TARGET.write_text("\n".join([*head, *kept]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
