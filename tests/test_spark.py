"""Scores on Spark in local mode: real executors, the partition function of every engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from archives import body
from conftest import ROOT

import blameless
from blameless import BlamelessError, Config

pyspark = pytest.importorskip("pyspark", reason='PySpark is not installed: pip install "blameless[spark]"')


def java_version() -> int:
    """The version of the Java that Spark would start, 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    try:
        said = subprocess.run([java or "java", "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


if java_version() < 17:
    pytest.skip(f"Spark needs Java 17 or later; found {java_version() or 'none'}", allow_module_level=True)


@pytest.fixture(scope="module")
def spark() -> Iterator:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def frame(spark, count: int):
    rows = [(number, f"p{number}", None if number == 3 else body(number)) for number in range(count)]
    local = pd.DataFrame(rows, columns=["number", "name", "body"])
    return spark.createDataFrame(rows, "number long, name string, body string").repartition(4), local


def test_spark_gives_what_pandas_gives(spark) -> None:
    from blameless.spark import schema, score

    df, local = frame(spark, 80)
    scored = score(df, text="body")
    assert scored.schema == schema(df, "body") and scored.columns[:3] == ["number", "name", "error"]
    found = scored.toPandas().sort_values("number").reset_index(drop=True)
    wanted = pd.concat([local[["number", "name"]], blameless.score_frame(local, text="body")], axis=1)
    pd.testing.assert_frame_equal(found.astype(wanted.dtypes.to_dict()), wanted)
    assert found.loc[3, "error"] == "no document"


def test_spark_takes_settings_and_refuses_what_does_not_fit(spark) -> None:
    from blameless.spark import score

    df, _ = frame(spark, 3)
    assert score(df, text="body", config=Config(ignore=("blame",))).agg({"blame/person": "sum"}).first()[0] == 0
    with pytest.raises(KeyError, match="no column 'text'"):
        score(df)
    with pytest.raises(BlamelessError, match="rename them first"):
        score(df.withColumnRenamed("name", "words"), text="body")


def test_actions_and_index_are_those_of_pandas(spark) -> None:
    from blameless.frames import action_frame, index_frame

    frame = pd.DataFrame({"id": [f"p{n}" for n in range(6)], "body": [body(n) for n in range(6)]})
    given = spark.createDataFrame(frame).repartition(2)
    for there, here in ((blameless.spark.actions, action_frame), (blameless.spark.index, index_frame)):
        found = there(given, "body").toPandas().sort_values(["id", "fingerprint"]).reset_index(drop=True)
        expected = here(frame, "body", "id").sort_values(["id", "fingerprint"]).reset_index(drop=True)
        assert found.astype("string").equals(expected.astype("string"))
        with pytest.raises(KeyError, match="no column"):
            there(given, "nothing")
