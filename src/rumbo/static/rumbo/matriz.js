/* The matrix of projects and organizations by keyboard. Arrows, Home and End move; R, A, C, I set a cell; Shift and a
   letter add it or take it away; Delete empties; Ctrl+Z undoes. Without this file each cell is a link to its form. */
(() => {
  "use strict";
  const table = document.querySelector("[data-matrix]");
  const ask = document.querySelector("[data-ask]");
  const said = document.querySelector("[data-said]");
  if (!table || !ask) return;
  const grid = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("[data-cell]")));
  const cells = grid.flat().filter(Boolean);
  const order = "RACI";
  let undo = null;
  let waiting = null;

  /* One stop of the Tab key: the cell that had the focus last. */
  function stop(cell) {
    for (const one of cells) one.tabIndex = one === cell ? 0 : -1;
  }
  function show(cell, letters) {
    cell.textContent = letters;
    cell.setAttribute("aria-label", `${cell.dataset.name}: ${letters || ask.dataset.none}`);
  }
  function say(text, again) {
    said.textContent = text;
    undo = again || null;
    if (!again) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "as-link";
    button.textContent = ask.dataset.undo;
    button.addEventListener("click", takeBack);
    said.append(" ", button);
  }
  function takeBack() {
    if (!undo) return;
    const { cell, fields } = undo;
    undo = null;
    cell.focus();
    send(cell, fields);
  }
  async function send(cell, fields) {
    const body = new FormData(ask);
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    let answer;
    try {
      const response = await fetch(cell.href, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!response.ok && response.status !== 409) throw new Error(response.status);
      answer = await response.json();
    } catch {
      say(ask.dataset.failed);
      return;
    }
    const row = cell.closest("tr");
    for (const [number, letters] of Object.entries(answer.cells)) {
      const one = row.querySelector(`[data-cell="${number}"]`);
      if (one) show(one, letters);
    }
    if (answer.ask) {
      waiting = { cell, fields: { ...fields, replace: "1" } };
      ask.dataset.confirm = answer.refused;
      ask.requestSubmit();
      return;
    }
    if (answer.refused) { say(answer.refused); return; }
    row.querySelector("[data-nobody]").hidden = answer.accountable;
    say(answer.said, fields.undo ? null : { cell, fields: answer.undo });
  }
  /* The page's own dialog asked, and the answer was yes. */
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    const go = waiting;
    waiting = null;
    if (go) { go.cell.focus(); send(go.cell, go.fields); }
  });
  function move(cell, key) {
    const y = grid.findIndex((row) => row.includes(cell));
    const x = grid[y].indexOf(cell);
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] || [0, 0];
    let next = null;
    if (key === "Home") next = grid[y].find(Boolean);
    else if (key === "End") next = grid[y].findLast(Boolean);
    else for (let i = 1; !next && grid[y + i * down] && x + i * right in grid[y]; i += 1) next = grid[y + i * down][x + i * right];
    if (next) { stop(next); next.focus(); }
  }
  table.addEventListener("focusin", (event) => { if (event.target.matches("[data-cell]")) stop(event.target); });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.altKey) return;
    const now = cell.textContent.trim();
    const letter = event.key.toUpperCase();
    let letters = null;
    if (event.ctrlKey || event.metaKey) {
      if (letter !== "Z") return;
      event.preventDefault();
      takeBack();
      return;
    }
    if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      move(cell, event.key);
      return;
    }
    if (event.key === "Delete" || event.key === "Backspace") letters = "";
    else if (letter.length === 1 && order.includes(letter)) {
      const toggled = now.includes(letter) ? now.replace(letter, "") : now + letter;
      letters = event.shiftKey ? [...order].filter((one) => toggled.includes(one)).join("") : letter;
    }
    if (letters === null) return;
    event.preventDefault();
    if (letters !== now) send(cell, { roles: letters, expect: now });
  });
  stop(document.querySelector(`[data-cell]${location.hash.startsWith("#c-") ? location.hash : ""}`) || cells[0]);
})();
