/* The table of an appraisal's flows: more and fewer years, a block pasted from a sheet, arrows, totals while one types. */
(() => {
  "use strict";
  const box = document.querySelector("[data-flows]");
  if (!box) return;
  const body = box.querySelector("tbody");
  const first = box.closest("form").elements.first_year;
  const most = Number(box.dataset.most);
  const flows = ["investment", "operation", "benefits"];
  for (const part of box.querySelectorAll("[data-js]")) part.hidden = false;

  const cells = (row) => [...row.querySelectorAll("[data-flow]")];
  const rows = () => [...body.rows];

  /* Exact: whole cents as BigInt; what cannot be read counts nothing, as on the server. */
  function read(text) {
    const found = /^\$? ?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text.trim());
    return found ? BigInt(found[1].replaceAll(",", "") + (found[2] || "").padEnd(2, "0")) : 0n;
  }
  function show(cents) {
    const all = String(cents < 0n ? -cents : cents).padStart(3, "0");
    return `${cents < 0n ? "−" : ""}$${all.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${all.slice(-2)}`;
  }
  function add() {
    const sums = { investment: 0n, operation: 0n, benefits: 0n };
    for (const field of body.querySelectorAll("[data-flow]")) sums[field.dataset.flow] += read(field.value);
    for (const name of flows) box.querySelector(`[data-total="${name}"]`).textContent = show(sums[name]);
    box.querySelector('[data-total="net"]').textContent = show(sums.benefits - sums.investment - sums.operation);
  }
  function number() {
    const begin = Number.parseInt(first && first.value, 10);
    rows().forEach((row, place) => {
      const head = row.querySelector("th");
      const year = begin > 1999 && begin < 2151 ? String(begin + place) : `${head.dataset.year} ${place}`;
      const before = head.textContent;
      head.textContent = year;
      for (const named of row.querySelectorAll("[aria-label]")) {
        named.setAttribute("aria-label", named.getAttribute("aria-label").replace(before, year));
      }
    });
    box.querySelector("[data-add]").disabled = rows().length >= most;
  }
  function more() {
    if (rows().length >= most) return null;
    const row = body.lastElementChild.cloneNode(true);
    for (const field of cells(row)) field.value = "";
    body.append(row);
    number();
    return row;
  }
  function fill(field, text) {
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (lines.length === 1 && lines[0].length === 1) return false;
    let from = flows.indexOf(field.dataset.flow);
    const dated = from === 0 && lines.every((line) => line.length === 4);
    let place = rows().indexOf(field.closest("tr"));
    for (const line of dated ? lines.map((one) => one.slice(1)) : lines) {
      if (!/\d/.test(line.join("")) && line === lines[0]) continue;
      const row = rows()[place] || more();
      if (!row) break;
      cells(row).slice(from).forEach((one, column) => { if (column < line.length) one.value = line[column].trim(); });
      place += 1;
    }
    add();
    return true;
  }
  function go(field, step) {
    const place = rows().indexOf(field.closest("tr")) + step;
    const row = rows()[place] || (step > 0 ? more() : null);
    if (!row) return;
    const next = cells(row)[flows.indexOf(field.dataset.flow)];
    next.focus();
    next.select();
  }

  body.addEventListener("input", add);
  body.addEventListener("paste", (event) => {
    if (event.target.dataset.flow && fill(event.target, event.clipboardData.getData("text"))) event.preventDefault();
  });
  body.addEventListener("keydown", (event) => {
    if (!event.target.dataset.flow || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(event.target, step);
  });
  body.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    const row = button.closest("tr");
    const next = row.nextElementSibling || row.previousElementSibling;
    if (next) row.remove();
    else for (const field of cells(row)) field.value = "";
    number();
    add();
    cells(next || row)[0].focus();
  });
  box.querySelector("[data-add]").addEventListener("click", () => { const row = more(); if (row) cells(row)[0].focus(); });
  if (first) first.addEventListener("input", number);
  number();
  add();
})();
