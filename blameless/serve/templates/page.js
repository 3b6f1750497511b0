"use strict";
// Text becomes mark-up nowhere here: everything goes in as textContent.
const get = (id) => document.getElementById(id);
const text = get("text"), marked = get("marked"), backdrop = marked.parentElement, list = get("findings"), state = get("status");
const SEVERITIES = ["info", "warning", "error"];
const PAUSE = 120; // milliseconds without a key before a draft is sent
let findings = []; // with start and end counted as JavaScript counts
let told = ""; // the text that the findings are of
let name = "draft.md";
let timer = null, running = null, before = null;

/** Places of the characters that a report counts (code points), in UTF-16 units. */
function places(string) {
  const found = [];
  let at = 0;
  for (const character of string) { found.push(at); at += character.length; }
  found.push(at);
  return found;
}

/** Findings of one text as they stand in a later one; those where something was changed are gone until they are found again. */
function moved(found, old, now) {
  const most = Math.min(old.length, now.length);
  let head = 0, tail = 0;
  while (head < most && old[head] === now[head]) head++;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const shift = now.length - old.length, behind = old.length - tail;
  return found
    .filter((each) => each.end <= head || each.start >= behind)
    .map((each) => (each.start >= behind && behind >= head && each.end > head
      ? { ...each, start: each.start + shift, end: each.end + shift, replacement: null }
      : each));
}

/** The text once more behind the text, with the findings marked by the gravest at each place. */
function mark(chosen = null) {
  const edges = new Map();
  const edge = (at, severity, by) => {
    if (!edges.has(at)) edges.set(at, [0, 0, 0]);
    edges.get(at)[SEVERITIES.indexOf(severity)] += by;
  };
  for (const each of findings) { edge(each.start, each.severity, 1); edge(each.end, each.severity, -1); }
  const open = [0, 0, 0], pieces = [];
  let last = 0;
  const piece = (end) => {
    if (end === last) return;
    const rank = open[2] ? 2 : open[1] ? 1 : open[0] ? 0 : -1;
    const node = rank < 0 ? document.createTextNode(told.slice(last, end)) : document.createElement("mark");
    if (rank >= 0) {
      node.textContent = told.slice(last, end);
      node.className = SEVERITIES[rank] + (chosen && chosen.start <= last && end <= chosen.end ? " chosen" : "");
    }
    pieces.push(node);
    last = end;
  };
  for (const at of [...edges.keys()].sort((a, b) => a - b)) {
    piece(at);
    edges.get(at).forEach((by, rank) => { open[rank] += by; });
  }
  piece(told.length);
  pieces.push(document.createTextNode("\n"));
  marked.replaceChildren(...pieces);
  follow();
}

function follow() {
  backdrop.scrollTop = text.scrollTop;
}

/** A message beside the buttons; what an analysis says takes the place of what an analysis said, and of nothing else. */
function say(message, ofAnalysis = false) {
  if (ofAnalysis && !message && !state.dataset.analysis) return;
  state.textContent = message;
  state.dataset.analysis = ofAnalysis ? "yes" : "";
}

function element(tag, content, className = "") {
  const made = document.createElement(tag);
  made.textContent = content;
  made.className = className;
  return made;
}

function choose(each, item) {
  for (const other of list.children) other.classList.toggle("chosen", other === item);
  mark(each);
  text.focus();
  text.setSelectionRange(each.start, each.end);
  const chosen = marked.querySelector(".chosen");
  if (chosen) text.scrollTop = Math.max(0, chosen.offsetTop - text.clientHeight / 3);
  follow();
}

/** Writes what a finding says in the place that it says, so that undo takes it back. */
function write({ start, end, text: now }) {
  text.focus();
  text.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, now)) {
    text.setRangeText(now, start, end, "end");
    text.dispatchEvent(new Event("input"));
  }
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function tell() {
  list.replaceChildren(...findings.map((each) => {
    const item = document.createElement("li"), jump = element("button", `line ${each.line}`, "jump");
    jump.type = "button";
    jump.addEventListener("click", () => choose(each, item));
    item.append(jump, " ", element("span", each.severity, `label ${each.severity}`), " ", each.rule,
      element("p", each.message), element("p", each.suggestion, "instead"));
    if (each.replacement) {
      const button = element("button", each.replacement.text ? "Write it" : "Remove it");
      button.type = "button";
      button.addEventListener("click", () => write(each.replacement));
      item.append(button);
    }
    return item;
  }));
  get("count").textContent = findings.length ? count(findings.length, "finding") : told.trim() ? "Nothing to change." : "Nothing yet.";
}

function score(scores, grade) {
  const number = (value) => (value === null ? "–" : String(Math.round(value)));
  get("overall").textContent = !scores ? "–"
    : scores.overall === null ? "Too short for an overall score." : `${number(scores.overall)} of 100, grade ${grade ?? "–"}`;
  const by = scores && before && scores.overall !== null && before.overall !== null ? Math.round(scores.overall) - Math.round(before.overall) : 0;
  get("moved").textContent = by > 0 ? `▲ ${by}` : by < 0 ? `▼ ${-by}` : "";
  get("scores").replaceChildren(...Object.entries(scores ?? {}).filter(([each]) => each !== "overall").map(([each, value]) => {
    const row = document.createElement("div");
    row.append(element("dt", each), element("dd", number(value)));
    return row;
  }));
  before = scores;
}

async function ask(format, signal) {
  const body = JSON.stringify({ text: text.value, path: name });
  const answer = await fetch(`analyze?format=${format}`, { method: "POST", headers: { "Content-Type": "application/json" }, body, signal });
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({ error: `the answer is ${answer.status}` }));
  throw new Error(error);
}

async function analyze() {
  timer = null;
  if (running) running.abort(); // only the newest text counts
  running = null;
  const sent = text.value;
  if (!sent.trim()) {
    [findings, told] = [[], sent];
    mark(); tell(); score(null, null);
    say("", true);
    return;
  }
  const mine = running = new AbortController();
  try {
    const report = await (await ask("jsonl", mine.signal)).json();
    if (mine !== running) return;
    const at = places(sent);
    const here = (each) => each && { ...each, start: at[each.start], end: at[each.end] };
    const found = report.findings.map((each) => ({ ...here(each), replacement: here(each.replacement) }));
    findings = text.value === sent ? found : moved(found, sent, text.value);
    told = text.value;
    mark(); tell(); score(report.scores, report.grade);
    say("", true);
  } catch (error) {
    if (error.name !== "AbortError") say(error instanceof TypeError ? "blameless does not answer; is it still running?" : error.message, true);
  }
}

function changed() {
  findings = moved(findings, told, text.value);
  told = text.value;
  mark();
  clearTimeout(timer);
  timer = setTimeout(analyze, PAUSE);
}

async function open(file) {
  if (!file) return;
  if (file.size > Number(document.body.dataset.mostBytes)) {
    say(`${file.name} is too large`);
    return;
  }
  name = file.name || "draft.md";
  before = null;
  text.value = await file.text();
  changed();
}

text.addEventListener("input", changed);
text.addEventListener("scroll", follow);
text.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) event.preventDefault(); });
text.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  open(event.dataTransfer.files[0]);
});
get("open").addEventListener("change", (event) => { open(event.target.files[0]); event.target.value = ""; });
get("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(text.value);
    say("copied");
  } catch {
    text.focus();
    text.select(); // without leave to write the clipboard, as over plain HTTP from elsewhere
    say("selected; copy it with Ctrl-C");
  }
});
get("save").addEventListener("click", async () => {
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await (await ask("html")).blob());
    link.download = `${name.replace(/\.[^.]*$/, "")}.html`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  } catch (error) {
    say(error.message);
  }
});
new ResizeObserver(follow).observe(text);
if (text.value) changed(); // what the browser kept of a page that was left
