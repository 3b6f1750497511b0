"""The GitHub Action: its shell steps, run as the runner runs them, against an API on this machine."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import warm
import yaml
from conftest import ROOT, SAMPLES

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl", "git", "jq"))), reason="what runners have is not here"
)


@dataclass
class Api:
    """Comments of a pull request, as GitHub's API keeps them."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    forbidden: bool = False
    person: str = ""
    """Whose token asks; where it is nobody's, that of a workflow, which may not ask who it is."""
    url: str = ""

    def user(self) -> dict[str, str]:
        """Who writes with the token."""
        if self.person:
            return {"login": self.person, "type": "User"}
        return {"login": "github-actions[bot]", "type": "Bot"}


@pytest.fixture
def api() -> Iterator[Api]:
    kept = Api()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, values: Any, code: int = 200) -> None:
            data = json.dumps(values).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _body(self) -> str:
            return json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]

        def do_GET(self) -> None:
            assert self.headers["Authorization"] == "Bearer secret"
            if self.path == "/user":
                self._answer(*(({"login": kept.person},) if kept.person else ({"message": "no"}, 403)))
                return
            matched = re.fullmatch(r"/repos/o/r/issues/7/comments\?per_page=100&page=(\d+)", self.path)
            assert matched is not None
            first = 100 * (int(matched[1]) - 1)
            self._answer(kept.comments[first : first + 100])

        def do_POST(self) -> None:
            kept.calls.append(f"POST {self.path}")
            if kept.forbidden:
                self._body()
                self._answer({}, 403)
                return
            kept.comments.append({"id": 900, "user": kept.user(), "body": self._body()})
            self._answer({}, 201)

        def do_PATCH(self) -> None:
            kept.calls.append(f"PATCH {self.path}")
            (comment,) = (each for each in kept.comments if self.path.endswith(f"/comments/{each['id']}"))
            comment["body"] = self._body()
            self._answer({})

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


class Runner:
    """Runs the steps in a repository as GitHub does: what a step puts out is there for those after it."""

    def __init__(self, folder: Path, api: Api) -> None:
        self.repository, self.temp = folder / "repository", folder / "temp"
        self.outputs: dict[str, str] = {}
        (folder / "bin").mkdir(parents=True)
        self.temp.mkdir()
        self.repository.mkdir()
        script = folder / "bin" / "blameless"
        script.write_text(f'#!/bin/sh\nexec {shlex.join(warm.command())} "$@"\n')
        script.chmod(0o755)
        self.environment = {
            **os.environ,
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": api.url,
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_OUTPUT": str(self.temp / "output"),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            "RUNNER_TEMP": str(self.temp),
        }
        self.git("init", "-q")
        self.commit()
        self.base = self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        command = ["git", *identity, *arguments]
        return subprocess.run(command, cwd=self.repository, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            path = self.repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    def step(self, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One step; ``environment`` gives the values of its expressions, and must be all of them."""
        step = STEPS[name]
        assert set(environment) == set(step.get("env", {}))
        Path(self.environment["GITHUB_OUTPUT"]).write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.repository, env={**self.environment, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        told = Path(self.environment["GITHUB_OUTPUT"]).read_text().splitlines()
        self.outputs |= dict(line.split("=", 1) for line in told)
        return done

    def all(self, fail_on: str = "error", args: str = "") -> int:
        """All steps of our own, as their conditions say; the exit code of the last."""
        self.outputs = {}
        changed = self.step("Changed postmortems", BASE=self.base, PATTERN=ACTION["inputs"]["pattern"]["default"])
        assert changed.returncode == 0, changed.stderr
        self.log = ""
        if self.outputs["number"] != "0":
            checked = self.step("Check", FAIL_ON=fail_on, ARGS=args)
            assert checked.returncode == 0, checked.stderr
            self.log = checked.stdout
        commented = self.step("Comment", TOKEN="secret", NUMBER="7", COMMENT=self.outputs.get("comment", ""))
        assert commented.returncode == 0, commented.stderr
        self.log += commented.stdout
        return self.step("Result", CODE=self.outputs.get("code", "0")).returncode


@pytest.fixture
def runner(tmp_path: Path, api: Api) -> Runner:
    return Runner(tmp_path, api)


BAD = (SAMPLES / "checkout-outage.md").read_text(encoding="utf-8")
# its follow-ups are due in years to come, whenever this runs
GOOD = re.sub(
    r"2024(?=-\d\d-\d\d \| [A-Z]+-)", "2999", (SAMPLES / "checkout-outage-mended.md").read_text(encoding="utf-8")
)


def test_a_pull_request_from_the_first_push_to_the_last(runner: Runner, api: Api) -> None:
    api.comments = [
        {"id": n, "user": {"login": "ana", "type": "User"}, "body": "<!-- blameless --> a joke"} for n in range(120)
    ]
    runner.commit(**{"postmortems/a b,é.md": BAD, "README.md": BAD, "incidents/-x.md": GOOD})
    assert runner.all() == 1
    assert "::error file=postmortems/a b%2Cé.md,line=5" in runner.log and "README" not in runner.log
    assert api.calls == ["POST /repos/o/r/issues/7/comments"]
    assert api.comments[-1]["body"].startswith("<!-- blameless -->\n### blameless: 3 errors")
    assert api.comments[-1]["body"] == Path(runner.outputs["comment"]).read_text(encoding="utf-8")
    results = json.loads(Path(runner.outputs["sarif"]).read_text(encoding="utf-8"))["runs"][0]["results"]
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results}
    assert uris == {"postmortems/a%20b%2C%C3%A9.md"}

    runner.commit(**{"postmortems/a b,é.md": GOOD})
    assert runner.all() == 0
    assert api.calls[1:] == ["PATCH /repos/o/r/issues/comments/900"] and len(api.comments) == 121
    assert "0 errors" in api.comments[-1]["body"]

    runner.git("rm", "-q", "-r", "postmortems", "incidents")
    runner.commit()
    assert runner.all() == 0
    assert "This pull request no longer changes a postmortem." in api.comments[-1]["body"] and len(api.comments) == 121


def test_with_the_token_of_a_person_their_own_comment_is_updated(runner: Runner, api: Api) -> None:
    api.person = "ana"
    others = ({"login": "github-actions[bot]", "type": "Bot"}, {"login": "ben", "type": "User"})
    api.comments = [{"id": n, "user": user, "body": "<!-- blameless -->\nother"} for n, user in enumerate(others)]
    for text in (BAD, GOOD):
        runner.commit(**{"postmortem.md": text})
        runner.all()
    assert api.calls == ["POST /repos/o/r/issues/7/comments", "PATCH /repos/o/r/issues/comments/900"]
    assert [each["body"] for each in api.comments[:2]] == ["<!-- blameless -->\nother"] * 2
    assert "0 errors" in api.comments[-1]["body"]


def test_nothing_is_said_where_there_is_nothing_to_say(runner: Runner, api: Api) -> None:
    runner.commit(**{"src/a.md": BAD})
    assert runner.all() == 0 and api.calls == []
    runner.commit(**{"postmortem.md": GOOD})
    assert runner.all() == 0 and api.calls == []


def test_options_reach_the_check(runner: Runner, api: Api) -> None:
    runner.commit(**{"postmortem.md": BAD})
    assert runner.all(fail_on="never") == 0
    assert runner.all(args="--select timeline --min-severity warning") == 0
    assert "0 errors" in api.comments[-1]["body"]


def test_a_fork_may_not_comment_and_fails_for_its_findings_only(runner: Runner, api: Api) -> None:
    api.forbidden = True
    runner.commit(**{"postmortem.md": BAD})
    assert runner.all(fail_on="never") == 0 and "::notice::The pull request cannot be commented on" in runner.log
    assert "### blameless" in (runner.temp / "summary").read_text(encoding="utf-8")


def test_only_what_the_pull_request_changes_is_looked_at_although_its_branch_moves_on(runner: Runner, api: Api) -> None:
    runner.commit(**{"postmortems/old name.md": GOOD, "incidents/gone.md": BAD})
    runner.base = runner.git("rev-parse", "HEAD")
    branch = runner.git("branch", "--show-current")
    runner.git("checkout", "-q", "-b", "feature")
    runner.git("rm", "-q", "incidents/gone.md")
    runner.git("mv", "postmortems/old name.md", "postmortems/«new» $(x) `y`.md")
    runner.commit()
    head = runner.git("rev-parse", "HEAD")
    runner.git("checkout", "-q", branch)
    runner.commit(**{"postmortems/of-others.md": BAD})
    moved = runner.git("rev-parse", "HEAD")
    runner.git("merge", "-q", "--no-ff", "-m", "x", "feature")
    runner.environment |= {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_SHA": runner.git("rev-parse", "HEAD")}
    pattern = ACTION["inputs"]["pattern"]["default"]
    for base, commit in ((runner.base, "HEAD"), (runner.base, head), (moved, head)):
        runner.git("checkout", "-q", commit)
        runner.step("Changed postmortems", BASE=base, PATTERN=pattern)
        listed = (runner.temp / "blameless-changed").read_text(encoding="utf-8")
        assert listed == "postmortems/«new» $(x) `y`.md\0"


def test_where_the_commit_before_is_gone_all_are_looked_at(runner: Runner) -> None:
    runner.commit(**{"postmortem.md": GOOD})
    runner.base = "1" * 40
    changed = runner.step("Changed postmortems", BASE=runner.base, PATTERN=ACTION["inputs"]["pattern"]["default"])
    assert changed.returncode == 0 and runner.outputs["number"] == "1"
    assert "::notice::The commit before" in changed.stdout


def test_with_a_wrong_option_the_comment_stays_and_nothing_is_uploaded(runner: Runner, api: Api) -> None:
    api.comments = [{"id": 1, "user": api.user(), "body": "<!-- blameless -->\n### blameless: 4 errors"}]
    (runner.temp / "blameless.md").write_text("<!-- blameless -->\nof an earlier use", encoding="utf-8")
    runner.commit(**{"postmortem.md": BAD})
    assert runner.all(args="--nonsense") == 2
    assert api.calls == [] and "sarif" not in runner.outputs


def test_the_scripts_are_of_their_kind() -> None:
    for step in ACTION["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step) and ("run" not in step or step["shell"] == "bash")
    for script in (ROOT / "action").glob("*.sh"):
        subprocess.run(["bash", "-n", str(script)], check=True)


NAMES = (
    "docs/postmortems/2024-05.md", "Incident-42.md", "rca/x.md", "2024/rca_disk.txt", "pir-7.md", "PIR-7.md",
    "docs/rca/2024-05-disk.md", "INC-42.md", "inc_0042.md", "incidents/inc42.adoc", "post_mortem.md", "post mortem.md",
    "Post-Mortem of the queue.rst", "outages/2024/queue.html", "retrospective-3.md", "2024-05-pir.md", "rca.md", "2024 RCA disk.md",
)  # fmt: skip
"""What postmortems are called."""
OTHERS = (
    "README.md", "docs/circadian.md", "CHANGELOG.md", "docs/include-7.md", "src/inc/types.md", "docs/incoming.md",
    "spire.md", "pirate-7.md", "arcade/rules.md", "force-1.md", "zinc-12.md", "inc.md", "post/morning.md",
)  # fmt: skip
"""What other documents are called."""


def taken(pattern: str, names: tuple[str, ...]) -> list[str]:
    """The names that the Action takes, as its script asks grep."""
    done = subprocess.run(
        ["grep", "-zEi", "--", pattern], input="\0".join(names), capture_output=True, text=True, check=False
    )
    return done.stdout.strip("\0").split("\0") if done.stdout else []


def test_hook_and_action_take_the_same_names() -> None:
    (hook,) = HOOKS
    assert hook["entry"].split()[:2] == ["blameless", "check"] and hook["id"] == "blameless"
    assert hook["args"][-1] == "--", "names follow, and one may begin with a dash"
    action = ACTION["inputs"]["pattern"]["default"]
    assert taken(action, NAMES) == list(NAMES) and taken(action, OTHERS) == []
    assert [name for name in NAMES + OTHERS if re.search(hook["files"], name)] == list(NAMES)
    assert hook["files"] == f"(?i){action}", "one pattern: what both of their engines read"


def read_by(needs: set[str]) -> set[str]:
    """The ends of names of documents that are looked for in folders and read with no more than some packages."""
    from blameless.intake.formats import built_in, input_format

    formats = [input_format(name) for name in built_in()]
    return {suffix for each in formats if each.walked and set(each.needs) <= needs for suffix in each.suffixes}


def test_hook_and_action_take_every_kind_of_document_that_they_can_read() -> None:
    (hook,) = HOOKS
    installed = (str(hook["additional_dependencies"]), STEPS["Install"]["run"], (ROOT / "Dockerfile").read_text())
    needs = {"docutils"}
    assert all(f"{name}>=" in each for each in installed for name in needs)
    assert "types_or" not in hook, "pre-commit knows no type for some of them"
    patterns = hook["files"], ACTION["inputs"]["pattern"]["default"]
    for pattern in patterns:
        taken = set(re.search(r"\\\.\(([\w|]+)\)\$", pattern)[1].split("|"))
        assert {f".{suffix}" for suffix in taken} == read_by(needs), "the registry of kinds of input has others"
        for suffix in read_by(needs):
            assert re.search(pattern, f"docs/incident-42{suffix}")
        for suffix in (".docx", ".pdf", ".json", ".py", ".png", ".md.j2", ""):
            assert not re.search(pattern, f"docs/incident-42{suffix}")


def test_the_extension_of_vs_code_has_the_version_of_the_package() -> None:
    from blameless import __version__

    told = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    assert told["version"] == __version__
    assert f"blameless-{__version__}.vsix" in (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
