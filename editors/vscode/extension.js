"use strict";
// Starts `blameless lsp` and lets the language client do the rest.
const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = workspace.getConfiguration("blameless");
  const [command, ...args] = settings.get("command");
  const pattern = settings.get("files");
  client = new LanguageClient("blameless", "blameless", { command, args }, {
    documentSelector: [
      { scheme: "file", language: "markdown", pattern },
      { scheme: "untitled", language: "markdown" },
    ],
  });
  try {
    await client.start();
  } catch (error) {
    const reason = error?.message ?? error; // the client rejects with a mere string where there is no such command
    window.showErrorMessage(`blameless: "${command}" does not start (${reason}). Install it with pip install "blameless[lsp]", or set blameless.command.`);
  }
}

async function stop() {
  await client?.stop().catch(() => {}); // one that never started cannot be stopped
  client = undefined;
}

let turn = Promise.resolve();
// One after another: a client that is still starting cannot be stopped, and would go on beside the next.
function inTurn(...steps) {
  for (const step of steps) turn = turn.then(step);
  return turn;
}

exports.activate = async (context) => {
  context.subscriptions.push(
    commands.registerCommand("blameless.restart", () => inTurn(stop, start)),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("blameless")) commands.executeCommand("blameless.restart");
    }),
  );
  await inTurn(start);
};
exports.deactivate = () => inTurn(stop);
