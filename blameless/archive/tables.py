"""The three tables of an archive: their columns, in order, and how a report becomes their rows.

``docs/archive.md`` describes them from here. Columns keep their order and types; those of a new rule come after all
others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ..analyzer import Reading
from ..catalogue import catalogue
from ..report import DIMENSIONS, SEVERITIES, Report
from .causes import cause_of
from .modes import failure_modes

if TYPE_CHECKING:
    import pyarrow as pa

Type = Literal["string", "int64", "float64", "bool"]
Row = dict[str, Any]
"""A row: column to plain value; a value that is not known is ``None``."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; one that is ``required`` never holds ``None``."""

    name: str
    type: Type
    meaning: str
    required: bool = False


NOWHERE = "nowhere"
"""Where a title or date stands that a document does not have."""
SEVERITY_COUNTS = {"error": "errors", "warning": "warnings", "info": "infos"}
_ORIGIN = (
    Column("id", "string", "what names the document: its path in the folder, or the value of `--id`", required=True),
    Column("path", "string", "its file; none for a row of a table"),
    Column("content_hash", "string", "SHA-256 of its bytes (of its text in UTF-8 for a row of a table), hexadecimal"),
)
_JUDGED = (
    Column("error", "string", "why it could not be judged; all that is judged is then empty"),
    Column("overall", "float64", "overall score, 0 to 100; scores are empty where there is nothing to judge"),
    *(Column(name, "float64", f"score of {name}, 0 to 100") for name in DIMENSIONS),
    *(
        Column(SEVERITY_COUNTS[level], "int64", f"findings of severity `{level}`")
        for level in ("error", "warning", "info")
    ),
    Column("action_items", "int64", "action items"),
    Column("vague_actions", "int64", "of them, those nobody could check"),
    Column("unowned_actions", "int64", "of them, those open and without an owner"),
    Column("undated_actions", "int64", "of them, those open and without a date"),
    Column("date", "string", "day of the document: of its front matter or title, else the first date in it, ISO 8601"),
    Column("started", "string", "when the incident began, ISO 8601"),
    Column("detected", "string", "when it was noticed, ISO 8601"),
    Column("resolved", "string", "when it was over, ISO 8601"),
    Column("time_to_detect", "float64", "seconds from beginning to notice"),
    Column("time_to_respond", "float64", "seconds from notice to the first thing done about it"),
    Column("time_to_resolve", "float64", "seconds from beginning to end"),
    Column("detected_by", "string", "`monitoring`, `customer`, `employee`, `third_party` or `unknown`"),
    Column("words", "int64", "words"),
    Column("sentences", "int64", "sentences of prose"),
)
_JUDGEMENT = (
    Column("version", "string", "version of blameless", required=True),
    Column("fingerprint", "string", "names content, version and settings; equal ones mean equal judgements"),
)
_ADDED = (
    Column("unread", "int64", "characters of prose that were not judged: set as code, quoted, or in the front matter"),
    Column("done_actions", "int64", "action items that the document says are done"),
    Column("title", "string", "what the document is called"),
    Column("title_from", "string", "where that stands: `column`, `heading`, `front matter`, `file name` or `nowhere`"),
    Column(
        "failure_modes",
        "string",
        "ways to fail that title and cause name (`certificate`, `capacity`, …), the one named most often first, with blanks between",
    ),
    Column(
        "date_from",
        "string",
        "where `date` stands: `column`, `front matter`, `title`, `file name`, `text` or `nowhere`; the due date of an action never counts",
    ),
    Column(
        "kind",
        "string",
        "what the document most likely is: `incident`, `outside`, `catalogue`, `exercise`, … (`metrics.kind`)",
    ),
)
"""Judged columns that came later: behind those that were there, before the rules."""
FINDINGS = (
    Column("id", "string", "the document", required=True),
    Column("rule", "string", "rule, as `blame/person`", required=True),
    Column("severity", "string", "`error`, `warning` or `info`", required=True),
    Column("confidence", "float64", "how sure, 0 to 1", required=True),
    Column("line", "int64", "first line, from 1", required=True),
    Column("column", "int64", "first column, from 1", required=True),
    Column("end_line", "int64", "last line", required=True),
    Column("end_column", "int64", "column after the last character", required=True),
    Column("start", "int64", "offset of the first character", required=True),
    Column("end", "int64", "offset after the last character", required=True),
    Column("text", "string", "the words flagged", required=True),
    Column("sentence", "string", "plain text of the sentence around them", required=True),
    Column("message", "string", "what is wrong", required=True),
    Column("suggestion", "string", "what to write instead", required=True),
    Column("fingerprint", "string", "as in the table of documents", required=True),
)
"""One row a finding, by document and place."""

ACTIONS = (
    Column("id", "string", "the document", required=True),
    Column("text", "string", "the item as written", required=True),
    Column("start", "int64", "offset of the first character", required=True),
    Column("end", "int64", "offset after the last character", required=True),
    Column("line", "int64", "line, from 1", required=True),
    Column("owner", "string", "who owns it; empty for nobody, as “TBD”"),
    Column("owner_kind", "string", "`person` or `team`"),
    Column("due", "string", "due date as written"),
    Column("due_date", "string", "due date, ISO 8601, where the text determines one"),
    Column("ticket", "string", "ticket"),
    Column("vague", "bool", "nobody could check it", required=True),
    Column("done", "bool", "done already", required=True),
    Column("fingerprint", "string", "as in the table of documents", required=True),
    Column("plain", "string", "the item without mark-up", required=True),
    Column("title", "string", "title of the document"),
    Column("date", "string", "day of the document, ISO 8601"),
)
"""One row an action item, by document and place."""


@cache
def judged_columns() -> tuple[Column, ...]:
    """What is known of a document once it is judged, but for the counts of each rule."""
    return (*_JUDGED, *_ADDED)


@cache
def rule_columns() -> tuple[Column, ...]:
    """The number of findings of each rule, in the order of the catalogue."""
    return tuple(Column(rule.id, "int64", f"findings of {rule.id}: {rule.summary}") for rule in catalogue().values())


@cache
def documents() -> tuple[Column, ...]:
    """The columns of the table with one row a document."""
    return (*_ORIGIN, *_JUDGED, *_JUDGEMENT, *_ADDED, *rule_columns())


def own_name(name: str) -> str:
    """What a column of the user's is called in the table of documents: as it was, and ``given_…`` where that is taken."""
    return f"given_{name}" if name in {column.name for column in documents()} else name


@cache
def frame_columns() -> tuple[Column, ...]:
    """The columns of a scored frame: what was judged, and the counts of each rule."""
    return (*judged_columns(), *rule_columns())


def document_row(reading: Reading) -> Row:
    """The judged columns of a document."""
    postmortem = reading.postmortem
    return {
        **report_row(reading.report),
        "title": postmortem.title,
        "title_from": postmortem.title_from or NOWHERE,
        "failure_modes": " ".join(failure_modes(postmortem.title or "", cause_of(postmortem))) or None,
        "date_from": postmortem.date_from or NOWHERE,
    }


def report_row(report: Report) -> Row:
    """The judged columns of a document that its report tells, all figures among them."""
    found = report.findings
    items, metrics = report.action_items, report.metrics
    rules = dict.fromkeys(catalogue(), 0)
    for finding in found:
        rules[finding.rule] += 1
    return {
        "error": None,
        "overall": report.scores.overall,
        **{name: getattr(report.scores, name) for name in DIMENSIONS},
        **{SEVERITY_COUNTS[level]: sum(f.severity == level for f in found) for level in reversed(SEVERITIES)},
        "action_items": len(items),
        "vague_actions": sum(item.vague for item in items),
        "unowned_actions": sum(item.owner is None and not item.done for item in items),
        "undated_actions": sum(item.due is None and not item.done for item in items),
        "date": metrics.date,
        "started": metrics.started,
        "detected": metrics.detected,
        "resolved": metrics.resolved,
        "time_to_detect": metrics.time_to_detect,
        "time_to_respond": metrics.time_to_respond,
        "time_to_resolve": metrics.time_to_resolve,
        "detected_by": metrics.detected_by,
        "words": metrics.words,
        "sentences": metrics.sentences,
        "unread": metrics.unread,
        "done_actions": sum(item.done for item in items),
        "kind": metrics.kind,
        **rules,
    }


def failed_row(error: str) -> Row:
    """The judged columns of a document that could not be judged."""
    return {**dict.fromkeys((column.name for column in frame_columns()), None), "error": error}


def finding_rows(report: Report) -> list[Row]:
    """The findings of a document, without what names the document."""
    return [_pick(finding, FINDINGS) for finding in report.findings]


def action_rows(reading: Reading) -> list[Row]:
    """The action items of a document, without what names the document."""
    plain = [action.plain for action in reading.postmortem.actions]
    items = reading.report.action_items
    return [{**_pick(item, ACTIONS), "plain": text} for item, text in zip(items, plain, strict=True)]


def _pick(value: object, columns: Iterable[Column]) -> Row:
    return {c.name: getattr(value, c.name) for c in columns if hasattr(value, c.name)}


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of a table, for Parquet."""
    import pyarrow as pa

    types = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    return pa.schema([pa.field(c.name, types[c.type], nullable=not c.required) for c in columns])


def pandas_types(columns: Iterable[Column]) -> dict[str, str]:
    """The pandas types of a table; counts can be missing, so they are nullable integers."""
    types = {"string": "string", "int64": "Int64", "float64": "float64", "bool": "bool"}
    return {c.name: types[c.type] for c in columns}
