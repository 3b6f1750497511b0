"""No text vanishes without a word: what has no end of sentence is judged in pieces, what is not judged is said."""

from __future__ import annotations

import pytest

from blameless import analyze
from blameless.language.en.prose import reads_as_prose
from blameless.parse.text import LONGEST
from blameless.read.document import read_postmortem


def rules(text: str) -> list[str]:
    return [finding.rule for finding in analyze(text).findings]


def test_a_note_joined_by_semicolons_is_judged_clause_by_clause() -> None:
    clauses = [
        f"worker {word} was restarted by the host" for word in ["one", "two", "three", "four", "five", "six"]
    ] * 20
    clauses[70] = "Dave forgot to renew the certificate"
    report = analyze("# Outage\n\n" + "; ".join(clauses) + "\n")
    assert report.metrics.words == 7 * 119 + 6
    assert report.metrics.sentences == 120
    assert [(f.rule, f.sentence) for f in report.findings if f.rule == "blame/person"] == [
        ("blame/person", "Dave forgot to renew the certificate;")
    ]


@pytest.mark.parametrize("joint", [", ", " ", " - ", "\n", ",\n", ": "])
def test_a_stretch_without_an_end_is_judged_in_pieces(joint: str) -> None:
    clauses = ["and then the next worker in line was restarted by the host"] * 120
    clauses[40] = "and Dave forgot to renew the certificate"
    text = "it began at noon" + joint + joint.join(clauses)
    sentences = read_postmortem(text).sentences
    assert sum(len(sentence.text.split()) for sentence in sentences) >= 12 * 119
    assert all(len(sentence.text) <= LONGEST for sentence in sentences)
    assert all(text[s.start : s.end].split() == s.text.split() for s in sentences)
    assert "blame/person" in rules(text)


def test_data_without_an_end_is_no_sentence() -> None:
    row = '{"id": 17, "state": "up", "t": 1709294400}, '
    assert read_postmortem("Dump: " + row * 100).metrics.words == 0
    assert read_postmortem("x " + "QmxhbWVsZXNz" * 400).metrics.words <= 1


LONG = "The queue was full and the worker that drains it had not been started after the restart of the host. " * 5


def test_a_postmortem_set_as_code_is_said_to_be_unread() -> None:
    report = analyze("# Outage\n\n    " + LONG + "\n")
    (finding,) = [f for f in report.findings if f.rule == "document/unread"]
    assert report.metrics.unread == len(LONG.strip()) and report.metrics.words == 0
    assert finding.text == LONG.strip() and "100 %" in finding.message and "is set as code" in finding.message


def test_a_quoted_mail_is_said_to_be_unread() -> None:
    report = analyze("# Outage\n\nSee below.\n\n> " + LONG + "\n")
    assert "document/unread" in [f.rule for f in report.findings]
    assert report.metrics.unread == sum(len(s.text) for s in read_postmortem("> " + LONG).sentences)


@pytest.mark.parametrize(
    "code",
    [
        "2024-03-01T14:02:00Z worker-3 ERROR cannot open /var/spool/queue/0001: no space left on device\n" * 20,
        "kubectl get pods -n mail | grep sender | awk '{print $1}' | xargs kubectl delete pod -n mail\n" * 20,
        "def drain(queue):\n    for message in queue:\n        if not message.sent:\n            send(message)\n" * 20,
        "# wait for the queue to be empty\nwhile queue; do sleep 1; done\n" * 20,
    ],
    ids=["log", "shell", "Python", "commented"],
)
def test_code_that_is_code_is_nothing_to_speak_of(code: str) -> None:
    report = analyze("# Outage\n\nThis is what was run:\n\n```\n" + code + "```\n")
    assert report.metrics.unread == 0 and "document/unread" not in [f.rule for f in report.findings]


def test_a_short_quotation_is_nothing_to_speak_of() -> None:
    assert "document/unread" not in rules("# Outage\n\nIt broke.\n\n> My orders have been lost since noon, why?\n")


SAID = "Dave forgot to renew the certificate."


@pytest.mark.parametrize(
    "text",
    [
        "> " * 25 + SAID,
        "> " * 300 + SAID,
        "\n".join("  " * depth + "- level" for depth in range(30)) + "\n" + "  " * 30 + "- " + SAID,
        "- " * 300 + SAID,
        "---\nSummary: x\n\n" + SAID + "\n\n---\n",
        "---\n" + SAID + "\n\n---\n",
        "+++\n" + SAID + "\n+++\n",
        "---\n- " + SAID + "\n---\n",
        "![" + SAID + "](graph.png)\n",
        "[![" + SAID + "][g]](big.png)\n\n[g]: graph.png\n",
        "- One\n  ![the graph\n  says: " + SAID + "](graph.png)\n",
        "<!-- " + SAID + "\n",
    ],
    ids=range(12),
)
def test_what_is_nested_ruled_off_or_an_image_is_read(text: str) -> None:
    postmortem = read_postmortem(text)
    (told,) = [sentence for sentence in postmortem.sentences if SAID in sentence.text]
    assert told.quoted == (postmortem.metrics.unread > 0)
    at = told.text.index(SAID)
    assert text[slice(*told.span(at, at + len(SAID)))] == SAID


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: x\nnote: |\n  " + LONG + "\n\n  " + LONG + "\nowner: Ana\n---\n",
        "---\nnote: " + LONG + "\n" + "tags: [a, b]\n---\n",
        "---\nnote: a: " + LONG + "\n---\n",  # with a mistake in it
        '+++\ntitle = "x"\nnote = """\n' + LONG + '"""\n+++\n',
    ],
)
def test_prose_in_front_matter_is_said_to_be_unread(front: str) -> None:
    report = analyze(front + "\n# Outage\n\nThe disk was full.\n")
    assert report.metrics.unread >= len(LONG.strip())
    (finding,) = [finding for finding in report.findings if finding.rule == "document/unread"]
    assert front[finding.start : finding.end] == finding.text


def test_front_matter_with_a_mistake_is_no_text() -> None:
    postmortem = read_postmortem(
        "---\ntitle: The queue: a tale\nowner: Ana\ntags:\n  - a\n---\n\n# Outage\n\nIt broke.\n"
    )
    assert [sentence.text for sentence in postmortem.sentences] == ["It broke."] and postmortem.title == "Outage"


BLAMES = "Dave forgot to renew the certificate. He should have known that it would expire, and that was careless."


@pytest.mark.parametrize(
    "text",
    [
        f"# Outage\n\n# {BLAMES}\n\nMail stood still.\n",
        f"# {BLAMES}\n\nMail stood still.\n",
        f"# Outage\n\n<h1>{BLAMES}</h1>\n",
        f"# Outage\n\n{BLAMES}\n---\n\nMail stood still.\n",
        f"# Outage\n\n> {BLAMES.replace('. ', '.' + chr(10) + '> ')}\n> ===\n",
        f"# Outage\n\n- {BLAMES}\n  ---\n",
        f"# Outage\n\n## {BLAMES.rstrip('.').replace('. ', ', and ')}\n",
        f"# Outage\n\n| {BLAMES} | When |\n|---|---|\n| a | b |\n",
        f"# Outage\n\n<table><tr><th>{BLAMES}</th><th>When</th></tr><tr><td>a</td><td>b</td></tr></table>\n",
        "---\ntitle: x\n" + f"{BLAMES}\n" * 16 + "---\n",
    ],
    ids=range(10),
)
def test_prose_in_the_place_of_a_title_is_read(text: str) -> None:
    postmortem = read_postmortem(text)
    told = [sentence for sentence in postmortem.sentences if "forgot to renew" in sentence.text]
    assert told and all(
        (sentence.quoted, text[sentence.start]) in {(False, "D"), (False, "t"), ("> " in text, "D")}
        for sentence in told
    )
    assert postmortem.metrics.words + postmortem.metrics.unread >= 17
    if not told[0].quoted:
        assert any(rule.startswith("blame/") for rule in rules(text))


def test_a_rule_straight_below_a_paragraph_is_no_heading() -> None:
    postmortem = read_postmortem(f"# Outage\n\n## Impact\n\n{BLAMES}\n---\n\nMore.\n\nShort title\n---\n\nText.\n")
    assert [part.title for part in postmortem.parts] == ["Outage", "Impact", "Short title"]
    (impact,) = postmortem.parts_of("impact")
    assert not impact.empty


@pytest.mark.parametrize(
    "title",
    [
        "Postmortem: the queue was full",
        "What could have been done to keep the mail from standing still for so long?",
        "Who is to be asked about the certificates, and who should have renewed them?",
        "2024-03-01 10:00 UTC, mail stands still",
    ],
)
def test_titles_are_no_sentences(title: str) -> None:
    text = f"# {title}\n\nMail stood still.\n\n{title}\n---\n\n| {title} | b |\n|---|---|\n| c | d |\n"
    assert [s.text for s in read_postmortem(text).sentences] == ["Mail stood still.", "c", "d"]


def test_prose_in_a_span_of_code_is_unread() -> None:
    assert analyze("# Outage\n\nIt said `" + LONG + "` and went on.\n").metrics.unread == len(LONG.strip())
    assert analyze("# Outage\n\nIt said `kubectl get pods -n mail` and went on.\n").metrics.unread == 0


def test_prose_is_told_from_what_is_none() -> None:
    assert reads_as_prose(LONG)
    assert not reads_as_prose("Ana Bea Cleo Dora Eva Fay Gia Hana Ida Jo")
    assert not reads_as_prose("It was.")


@pytest.mark.parametrize("name", ["script", "style", "SCRIPT"])
@pytest.mark.parametrize(
    "begin", ["- The queue was full. ", "The queue was full. ", "| a |\n| - |\n| The queue was full. "]
)
def test_scripts_and_styles_in_running_text_are_not_read_and_counted(name: str, begin: str) -> None:
    hidden = "Dave *forgot* to drain the node before the upgrade of it, and `nobody` noticed that for an hour."
    text = f"# Outage\n\n{begin}<{name} a=1>{hidden}</{name}> Mia forgot the valve.\n"
    report = analyze(text)
    assert not [each for each in report.findings if each.start < text.index("</") and each.rule.startswith("blame")]
    (found,) = [each for each in report.findings if each.rule == "blame/person"]
    assert found.text == text[found.start : found.end] and "Mia" in found.text
    assert "Dave" not in found.sentence and report.metrics.unread == len(hidden)


def test_a_script_that_nothing_closes_is_a_word() -> None:
    report = analyze("# Outage\n\nThe policy blocked every <script> on the page. Mia forgot the valve.\n")
    assert "blame/person" in {each.rule for each in report.findings} and report.metrics.unread == 0
