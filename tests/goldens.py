"""What the samples are reported as, in a form in which a change of judgement shows at a glance.

``make golden`` writes it anew; look at what ``git diff tests/golden`` says before you keep it.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
FORMATS = GOLDEN / "formats"
"""What each format writes of one report, which is kept as it once was: a change of judgement changes none of them."""
SAMPLES = HERE.parent / "data" / "samples"


def golden(text: str) -> str:
    """The report of a document in lines; confidences and scores are rounded to what a reader would notice."""
    from blameless import Analyzer

    return "\n".join(_lines(Analyzer(today=False).analyze(text))) + "\n"


def written(format: str) -> str:
    """What a format writes of the kept report of ``checkout-outage``, and of a file that was not found."""
    from blameless import Report
    from blameless.show import Failure, Result
    from blameless.show.formats import reporter

    values = json.loads((FORMATS / "report.json").read_text(encoding="utf-8"))
    text = (FORMATS / "document.md").read_text(encoding="utf-8")
    out = io.StringIO()
    outcomes = [Result("docs/checkout outage.md", text, Report.from_dict(values)), Failure("gone.md", "no such file")]
    reporter(format)(outcomes, out)
    return out.getvalue()


def _lines(report) -> Iterator[str]:
    scores = report.scores
    dimensions = ("overall", "blamelessness", "actions", "ownership", "completeness", "detection")
    yield f"grade {scores.grade}"
    for name in dimensions:
        value = getattr(scores, name)
        yield f"{name} {'-' if value is None else round(value)}"
    for finding in report.findings:
        place = f"{finding.line}:{finding.column}-{finding.end_line}:{finding.end_column}"
        yield f"\n{place} {finding.severity} {finding.rule} {finding.confidence:.1f}"
        yield from (f"  {part}" for part in (_on_a_line(finding.text), finding.message, finding.suggestion))
    for item in report.action_items:
        yield f"\naction {item.line}: {_on_a_line(item.text)}"
        yield f"  owner {item.owner} ({item.owner_kind}), due {item.due} ({item.due_date}), ticket {item.ticket}"
        yield f"  {'vague' if item.vague else 'concrete'}, {'done' if item.done else 'open'}"
    yield ""
    yield from (f"section {section.line} {section.kind}: {section.title}" for section in report.sections)
    yield from (f"timeline {entry.line} {entry.when}: {_on_a_line(entry.text)}" for entry in report.timeline)
    yield from (f"{name} {value}" for name, value in report.to_dict()["metrics"].items())


def _on_a_line(text: str) -> str:
    short = " ".join(text.split())
    return short if len(short) <= 100 else short[:99] + "…"


def main() -> None:
    """Write the golden reports of all samples."""
    sys.path.insert(0, str(HERE.parent))
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.txt"):
        path.unlink()
    for path in sorted(SAMPLES.glob("*.md")):
        (GOLDEN / f"{path.stem}.txt").write_text(golden(path.read_text(encoding="utf-8")), encoding="utf-8")
    from blameless.show.formats import built_in

    for name in built_in():
        (FORMATS / f"checkout-outage.{name}").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
