"use strict";
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
for (const desk of document.querySelectorAll(".desk")) {
  const form = desk.querySelector("form");
  if (!form) continue;
  const items = [...desk.querySelectorAll(".list li")];
  const marks = [...desk.querySelectorAll("mark")];
  const status = desk.querySelector("[role=status]");
  const filter = () => {
    const levels = new Set([...form.querySelectorAll("input:checked")].map((input) => input.value));
    const rule = form.querySelector("select").value;
    const shown = new Set();
    for (const item of items) {
      item.hidden = !levels.has(item.dataset.severity) || (rule !== "" && item.dataset.rule !== rule);
      if (!item.hidden) shown.add(item.dataset.number);
    }
    for (const mark of marks) mark.classList.toggle("off", !mark.dataset.numbers.split(" ").some((n) => shown.has(n)));
    status.textContent = `${shown.size} of ${count(items.length, "finding")}`;
  };
  form.hidden = false;
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
for (const link of document.querySelectorAll(".list a[href^='#']")) {
  link.addEventListener("click", () => {
    const mark = document.getElementById(link.hash.slice(1));
    if (mark) (mark.closest("mark[tabindex]") || mark).focus();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement.matches("mark")) document.activeElement.blur();
});
