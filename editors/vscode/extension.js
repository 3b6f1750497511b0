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
    window.showErrorMessage(`blameless: "${command}" does not start (${error.message}). Install it with pip install "blameless[lsp]", or set blameless.command.`);
  }
}

async function stop() {
  await client?.stop().catch(() => {}); // one that never started cannot be stopped
}

exports.activate = async (context) => {
  context.subscriptions.push(
    commands.registerCommand("blameless.restart", async () => { await stop(); await start(); }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("blameless")) commands.executeCommand("blameless.restart");
    }),
  );
  await start();
};
exports.deactivate = stop;
