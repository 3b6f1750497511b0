"""Run the checks over made and mutated documents, and count them; see ``fuzz/README.md``."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from checks import check_analyze, check_parse

from blameless import Analyzer

ROOT = Path(__file__).resolve().parent.parent

PIECES = [
    *[
        "\r\n",
        "\n",
        "\n\n",
        "\t",
        "\x0c",
        "\x0b",
        "\u2028",
        "\ufeff",
        "\x00",
        "�",
        "�",
        "́",
        "\u200d",
        "ſ",
        "K",
        "İ",
        "ı",
        "١٢:٣٤",
        "²",
        "½",
        "日本",
        "👩\u200d💻",
        "—",
        "…",
        "“",
        "”",
        "‘",
        "’",
    ],
    *[
        "#",
        "##",
        "-",
        "*",
        "+",
        "1.",
        "2)",
        ">",
        ">>",
        "|",
        "||",
        "---",
        "===",
        "***",
        "```",
        "~~~",
        "`",
        "``",
        "**",
        "__",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "<!--",
        "-->",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "<table>",
        "<tr>",
        "<td>",
        "<b>",
        "</b>",
        "<pre>",
        "<a",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "\\",
        ":",
        ";",
        ".",
        "?",
        "!",
    ],
    "---\n",
    "+++\n",
    "\n---\n",
    "    ",
    "- [ ] ",
    "| a | b |\n|---|---|\n",
    "## Timeline\n\n",
    "## Action items\n\n",
    "14:02 UTC ",
    "23:59:59+14:59 ",
    "2024-02-29 ",
    "9999-12-31",
    "31/02/2024",
    "29 Feb",
    "12-ſep",
    "next Friday",
    "within 999 years",
    "end of Q4",
    "week 53",
    "T+9999d",
    "Owner: ",
    "due: ",
    "(OPS-7)",
    "#42",
    "<!-- blameless: off -->",
    "<!-- blameless: on tone -->",
    "Dave forgot to renew it.",
    "We should have known.",
    "9" * 400 + " days",
]


def samples() -> list[str]:
    """The documents that are cut and changed."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data").glob("*/*.md"))]


def mutations(texts: list[str], rng: random.Random) -> Iterator[str]:
    """Documents with pieces cut out, doubled, moved and put in."""
    while True:
        text = rng.choice(texts)
        start = rng.randrange(len(text))
        text = text[start : start + rng.randrange(20, 1500)] if rng.random() < 0.9 else text
        for _ in range(rng.randrange(1, 12)):
            at, to = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
            to = min(to, at + 80)
            change = rng.random()
            if change < 0.6:
                text = text[:at] + rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 9)) + text[at:]
            elif change < 0.75:
                text = text[:at] + text[to:]
            elif change < 0.9:
                text = text[:at] + text[at:to] * 2 + text[to:]
            else:
                text = text[:at] + chr(rng.randrange(0x11000)) + text[at:]
        yield text


def soups(rng: random.Random) -> Iterator[str]:
    """Pieces in any order."""
    while True:
        yield "".join(rng.choice(PIECES) + rng.choice(("", " ", "\n")) for _ in range(rng.randrange(1, 40)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=float("inf"))
    options.add_argument("--analyze", type=int, default=50, help="judge one case of so many, and read the others only")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    sources = [mutations(samples(), rng), soups(rng)]
    analyzer, started, broken, judged, ran = Analyzer(), time.monotonic(), 0, 0, 0
    while ran < given.cases and time.monotonic() - started < given.seconds:
        text = next(rng.choice(sources))
        ran += 1
        try:
            check_parse(text)
            if ran % given.analyze == 0:
                judged += 1
                check_analyze(text, analyzer)
        except Exception as error:  # whatever it is, it is what is looked for
            broken += 1
            print(f"{type(error).__name__}: {error}\n{text!a}\n", flush=True)
        if ran % 1000 == 0:
            print(f"{ran} read, {judged} judged, {broken} broken", file=sys.stderr, flush=True)
    print(f"{ran} read, {judged} judged, {broken} broken")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
