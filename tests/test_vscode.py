"""The extension of VS Code: its entry file under Node, with stand-ins for the editor and for the language client."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
EXTENSION = ROOT / "editors" / "vscode" / "extension.js"

STAND_INS = """
const load = require("module")._load;
const log = [], commands = {};
let changed, rejection, running = 0;
const vscode = {
  commands: {
    registerCommand: (name, run) => { commands[name] = run; return {}; },
    executeCommand: (name) => commands[name](),
  },
  window: { showErrorMessage: (message) => log.push(message) },
  workspace: {
    getConfiguration: () => ({ get: (key) => ({ command: ["blameless", "lsp"], files: "**/*" })[key] }),
    onDidChangeConfiguration: (told) => { changed = () => told({ affectsConfiguration: () => true }); return {}; },
  },
};
class LanguageClient {
  constructor(id, name, server) { this.state = "new"; log.push([server.command, ...server.args].join(" ")); }
  async start() {
    if (rejection !== undefined) throw rejection;
    this.state = "starting";
    await new Promise((done) => setTimeout(done, 20));
    this.state = "running";
    running += 1;
  }
  async stop() {
    if (this.state !== "running") throw new Error("not running");
    this.state = "stopped";
    running -= 1;
  }
}
require("module")._load = function (name, ...more) {
  if (name === "vscode") return vscode;
  return name === "vscode-languageclient/node" ? { LanguageClient } : load.call(this, name, ...more);
};
const extension = require(process.argv[1]);
const context = { subscriptions: [] };
"""


def told(script: str) -> list[str | int]:
    """What a script in which the extension is loaded has noted in ``log``."""
    whole = f"{STAND_INS}(async () => {{ {script} console.log(JSON.stringify(log)); }})();"
    done = subprocess.run(["node", "-e", whole, str(EXTENSION)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_starts_the_command_and_leaves_nothing_behind() -> None:
    log = told("await extension.activate(context); log.push(running); await extension.deactivate(); log.push(running);")
    assert log == ["blameless lsp", 1, 0]


def test_settings_that_change_while_it_starts_leave_one_server() -> None:
    log = told(
        "const active = extension.activate(context); changed(); changed(); await active; await commands['blameless.restart']();"
        "log.push(running); await extension.deactivate(); log.push(running);"
    )
    assert log[-2:] == [1, 0]


@pytest.mark.parametrize("rejection", ["new Error('no such file')", "'no such file'"])
def test_a_command_that_does_not_start_is_told_with_the_reason(rejection: str) -> None:
    log = told(f"rejection = {rejection}; await extension.activate(context); await extension.deactivate();")
    assert log[1].startswith('blameless: "blameless" does not start (no such file). Install it')
