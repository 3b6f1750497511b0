"""What each step of judging costs: ``python -m benchmarks.steps FOLDER`` prints the table of ``docs/scaling.md``.

Judges the Markdown of a folder in this process, with a clock around each step. Costs are CPU time, so that other load on the machine hardly shows.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from blameless import analyzer
from blameless.judge import assess
from blameless.judge.cascade import Cascade
from blameless.models import load_models
from blameless.models.convolution import Convolution
from blameless.models.transformer import Transformer
from blameless.read import Reader
from blameless.run import Unjudged, batches

STEPS: dict[str, tuple[tuple[Any, str], ...]] = {
    "Markdown, structure, sentences": ((analyzer, "read_postmortem"),),
    "gate and student": ((Convolution, "predict"),),
    "encoder": ((Transformer, "predict"),),
    "parse of sentences, who did what": ((Reader, "read"),),
    "which items are actions, and vague": ((assess, "choose"),),
    "owners, dates, tickets of items": ((assess, "with_actions"),),
    "course of the incident": ((assess, "read_incident"), (assess, "with_facts"), (analyzer, "facts_of")),
    "rules": ((analyzer, "judge"),),
    "measures and scores": ((analyzer, "measure"), (analyzer, "weigh")),
}
"""Each step by the functions that do it, where they are called from; none calls another."""


class _Clock:
    """CPU seconds, and inputs, of each step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.inputs: Counter[str] = Counter()

    def wind(self, step: str, owner: Any, name: str) -> None:
        """Have a function of a module or class timed as part of a step."""
        function: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[step] += time.process_time() - begun
                self.inputs[step] += len(arguments[1]) if isinstance(owner, type) else 1

        setattr(owner, name, timed)


def main(folder: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))]
    words = sum(len(text.split()) for text in texts)
    judge = analyzer.Analyzer().warm_up()
    load_models(None)
    ready, clock = time.process_time(), _Clock()
    for step, functions in STEPS.items():
        for owner, name in functions:
            clock.wind(step, owner, name)
    clock.wind("passages", Cascade, "screen")
    begun = time.process_time()
    for batch in batches(texts, len, first=1):
        failed = [each.reason for each in judge.outcomes(batch) if isinstance(each, Unjudged)]
        if failed:
            raise SystemExit(failed[0])
    whole = time.process_time() - begun
    print("| step | CPU seconds | share |\n| --- | --- | --- |")
    for step in STEPS:
        print(f"| {step} | {clock.seconds[step]:.1f} | {clock.seconds[step] / whole:.0%} |")
    rest = whole - sum(clock.seconds[step] for step in STEPS)
    print(f"| all else | {rest:.1f} | {rest / whole:.0%} |\n| together | {whole:.1f} | 100% |")
    print(
        f"\n{len(texts):,} documents, {words:,} words: {words / whole:,.0f} words a second after {ready:.1f} s of start-up; "
        f"{clock.inputs['passages']:,} passages, of which the encoder read {clock.inputs['encoder']:,}; "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
