"""pandas in, pandas out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from archives import body

import blameless
from blameless import Analyzer, Config
from blameless.archive.tables import frame_columns

FRAME = pd.DataFrame(
    {"body": [body(1), None, "", 7, body(2), float("nan")]}, index=pd.Index(list("abcdef"), name="key"), dtype=object
)


def test_a_frame_keeps_its_index_and_tells_what_it_could_not_judge() -> None:
    scored = blameless.score_frame(FRAME, text="body")
    assert scored.index.equals(FRAME.index) and list(scored.columns) == [column.name for column in frame_columns()]
    assert list(scored["error"].fillna("")) == [
        "",
        "no document",
        "the document is empty",
        "no text but int",
        "",
        "no document",
    ]
    assert scored.loc["a", "blame/person"] == 1 and pd.isna(scored.loc["b", "words"])


def test_types_survive_parquet(tmp_path: Path) -> None:
    scored = blameless.score_frame(FRAME, text="body")
    assert str(scored["overall"].dtype) == "float64" and str(scored["errors"].dtype) == "Int64"
    scored.to_parquet(tmp_path / "s.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "s.parquet"), scored)
    nothing = blameless.score_frame(FRAME[:0], text="body")
    assert len(nothing) == 0 and nothing.dtypes.equals(scored.dtypes)


def test_a_series_can_be_asked() -> None:
    pd.testing.assert_frame_equal(FRAME["body"].blameless.score(), blameless.score_frame(FRAME, text="body"))


@pytest.mark.parametrize("first", ["import pandas as pd, blameless", "import blameless, pandas as pd"])
def test_the_accessor_is_there_whoever_comes_first(first: str) -> None:
    code = f"{first}, sys; print(pd.Series(['x']).blameless.score, 'spacy' in sys.modules, *sys.meta_path)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "SeriesAccessor" in said and " False " in said and "Watch" not in said


@pytest.mark.slow
def test_processes_and_analyzers() -> None:
    df = pd.DataFrame({"body": [body(number) for number in range(40)]})
    alone = blameless.score_frame(df, text="body")
    pd.testing.assert_frame_equal(blameless.score_frame(df, text="body", n_process=2), alone)
    timeless = Analyzer(today=False)
    pd.testing.assert_frame_equal(blameless.score_frame(df, text="body", analyzer=timeless), alone)
    quiet = Analyzer(Config(ignore=("blame",)))
    for processes in (1, 2):
        scored = blameless.score_frame(df, text="body", analyzer=quiet, n_process=processes)
        assert scored["blame/person"].sum() == 0 < alone["blame/person"].sum()
    with pytest.raises(ValueError, match="n_process"):
        blameless.score_frame(df, text="body", n_process=0)


def test_the_action_items_and_the_index_of_a_frame(tmp_path) -> None:
    from blameless.archive.memory import Archive
    from blameless.frames import action_frame, index_frame
    from blameless.read.document import read_postmortem

    text = "# Outage\n\n## Root cause\n\nThe certificate of the mail gateway expired, as nothing renewed it.\n\n## Action items\n\n- Add an alert on its age\n"
    frame = pd.DataFrame(
        {"name": ["a", "b", "c"], "body": [text, None, "# Other\n\nA disk was full.\n"], "title": ["Ours", None, None]}
    )
    items = action_frame(frame, "body", "name")
    assert items[["id", "title", "plain"]].values.tolist() == [["a", "Ours", "Add an alert on its age"]]
    index = index_frame(frame, "body", "name")
    assert index["id"].tolist() == ["a", "c"]
    path = tmp_path / "scores.index.parquet"
    index.to_parquet(path)
    draft = "# Mail\n\n## Root cause\n\nNobody could send mail, as the certificate of the mail gateway had expired.\n"
    assert Archive.open(path).similar(read_postmortem(draft))[0].title == "Ours"
    with pytest.raises(KeyError, match="no column"):
        action_frame(frame, "text")
