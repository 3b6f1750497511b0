"""Who is a person: by the configuration first, then by the learnt recogniser, for blame and for owners alike."""

from __future__ import annotations

import pytest

from blameless import Analyzer
from blameless.config import Config
from blameless.language.en.known import NOTHING, Known
from blameless.read import Reader
from blameless.read.document import read_sentence

KNOWN = Known(("Quill Harrow", "@stoat"), ("night warden",), ("Lantern",), ("Athena", "Bruno"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Quill Harrow", "person"),
        ("Harrow", "person"),
        ("harrow", None),
        ("@stoat", "person"),
        ("stoat", "person"),
        ("Night Warden", "role"),
        ("LANTERN", "team"),
        ("Bruno", "product"),
        ("Nobody Known", None),
        ("Storage Lantern", "team"),
        ("Lantern Storage", None),
        ("", None),
    ],
)
def test_what_is_configured_is_known(text: str, kind: str | None) -> None:
    assert KNOWN.kind(text) == kind
    assert NOTHING.kind(text) is None


def test_a_configured_name_is_found_where_it_stands() -> None:
    text = "the night warden and Harrow restart Athena; harrow is a tool, Lanterns are none"
    assert [text[start:end] for start, end in KNOWN.find(text)] == ["night warden", "Harrow", "Athena"]
    assert list(NOTHING.find(text)) == []


def people(text: str, reader: Reader | None = None) -> tuple[str, ...]:
    return (reader or Reader()).read([read_sentence(text)])[0].people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dave forgot to drain the node.", ("Dave",)),
        ("Then Priya Raman restarted the broker.", ("Priya", "Raman")),
        ("The rollback was started by @kofi.", ("@kofi",)),
        ("In January the certificate had expired.", ()),
        ("Jan 25 12:40 the volume was full.", ()),
        ("Helm could not find the chart.", ()),
        ("Cloudflare and Jenkins were both up.", ()),
        ("Validate the manifest before the apply.", ()),
        ("Pin `@acme/calendar` to the version before.", ()),
    ],
)
def test_people_are_told_from_what_looks_like_them(text: str, expected: tuple[str, ...]) -> None:
    assert people(text) == expected


def test_the_configuration_goes_before_the_recogniser() -> None:
    reader = Reader(people=("Quill",), products=("Dave",))
    assert people("Dave restarted and Quill watched.", reader) == ("Quill",)


def test_a_configured_product_is_nobody_to_blame() -> None:
    text = "# Outage\n\n## Root cause\n\nBruno carelessly deleted the wrong bucket and forgot the backup.\n"

    def blamed(config: Config) -> set[str]:
        return {finding.rule for finding in Analyzer(config).analyze(text).findings if finding.rule == "blame/person"}

    assert blamed(Config()) == {"blame/person"}
    assert not blamed(Config(products=("Bruno",)))
