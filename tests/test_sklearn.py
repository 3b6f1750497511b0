"""``BlamelessFeatures`` among the estimators of scikit-learn."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import check_estimator

from blameless import Analyzer, Config, score_frame
from blameless.errors import ConfigError, DocumentError
from blameless.sklearn import BlamelessFeatures

TEXTS = ["# Outage\n\nDave forgot to drain the node.\n", "# Outage\n\nThe node was not drained.\n"]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
def test_it_passes_the_checks_of_scikit_learn() -> None:
    """Those that feed an array of numbers cannot apply: scikit-learn leaves them out of what takes strings."""
    results = check_estimator(BlamelessFeatures(), on_fail=None)
    states = {each["check_name"]: each["status"] for each in results}
    assert "failed" not in states.values() and states["check_estimator_cloneable"] == "passed"


@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_set_params,
        estimator_checks.check_no_attributes_set_in_init,
    ],
)
def test_it_passes_the_checks_that_feed_no_numbers(check) -> None:
    """Those that scikit-learn leaves out although they apply: they feed nothing at all."""
    check("BlamelessFeatures", BlamelessFeatures())


def test_the_features_are_the_numbers_of_a_scored_frame() -> None:
    frame = pd.DataFrame({"body": TEXTS}, index=["a", "b"])
    found = BlamelessFeatures().set_output(transform="pandas").fit_transform(frame["body"])
    scored = score_frame(frame, text="body")
    assert list(found.index) == ["a", "b"] and list(found) == [
        name for name in scored if pd.api.types.is_numeric_dtype(scored[name])
    ]
    expected = scored[list(found)].astype(float)
    pd.testing.assert_frame_equal(found, expected)
    assert found.loc["a", "blame/person"] == 1 and found.loc["b", "blame/person"] == 0
    assert np.isnan(found.loc["a", "time_to_detect"])


def test_it_works_in_a_pipeline_and_beside_other_columns() -> None:
    texts = [f"{text}\nNote {number}.\n" for number in range(4) for text in TEXTS]
    blames = [1, 0] * 4
    model = make_pipeline(
        BlamelessFeatures(), SimpleImputer(keep_empty_features=True), LogisticRegression(max_iter=500)
    )
    assert cross_val_score(model, texts, blames, cv=2).mean() == 1
    frame = pd.DataFrame({"body": texts, "size": range(8)})
    columns = ColumnTransformer([("text", BlamelessFeatures(), "body")], remainder="passthrough")
    found = columns.set_output(transform="pandas").fit_transform(frame)
    assert "text__blame/person" in found and "remainder__size" in found


def test_it_is_cloned_and_pickled_with_its_settings() -> None:
    features = BlamelessFeatures(config={"ignore": ["blame"]}, today="2024-06-01").fit(TEXTS)
    copy = pickle.loads(pickle.dumps(features))
    np.testing.assert_array_equal(copy.transform(TEXTS), features.transform(TEXTS))
    assert "analyzer_" not in vars(clone(features)) and clone(features).config == {"ignore": ["blame"]}
    at = list(features.get_feature_names_out()).index("blame/person")
    assert features.transform(TEXTS)[0, at] == 0
    assert BlamelessFeatures(Config(ignore=("blame",))).transform(TEXTS)[0, at] == 0
    assert BlamelessFeatures().transform([]).shape == (0, len(features.get_feature_names_out()))


@pytest.mark.parametrize(
    "wrong",
    ["a text", [["a"]], [1], iter(TEXTS), {"a": 1}, set(TEXTS), pd.DataFrame({"a": TEXTS}), np.array([TEXTS]), None],
)
def test_what_is_no_list_of_texts_is_refused(wrong) -> None:
    with pytest.raises(ValueError):
        BlamelessFeatures().fit(wrong)


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"config": {"ignore": ["bla"]}}, ConfigError),
        ({"format": "pdf"}, ValueError),
        ({"n_process": 0}, ValueError),
        ({"n_process": "2"}, ValueError),
        ({"n_process": 1.5}, ValueError),
        ({"today": "soon"}, ValueError),
        ({"today": 3}, ValueError),
        ({"config": [1]}, ConfigError),
        ({"config": {1: 2}}, ConfigError),
    ],
)
def test_a_wrong_setting_is_told(settings, error) -> None:
    with pytest.raises(error):
        BlamelessFeatures(**settings).fit(TEXTS)


def test_a_text_that_cannot_be_judged_is_named() -> None:
    with pytest.raises(DocumentError, match="text 1"):
        BlamelessFeatures().transform([TEXTS[0], "\ud800"])


def test_an_analyzer_can_be_pickled() -> None:
    analyzer = Analyzer(Config(ignore=("tone",)))
    report = analyzer.analyze(TEXTS[0])
    assert pickle.loads(pickle.dumps(analyzer)).analyze(TEXTS[0]) == report
