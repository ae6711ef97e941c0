/*
 * Typing scores in from paper. The page works without it, with the Tab key.
 *
 *   data-score-grid            the form
 *   data-keys="5"              a box for which one digit from 1 to 5, or ?, is a whole answer: the next one follows
 */
"use strict";
(() => {
  const form = document.querySelector("[data-score-grid]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("td input[type=text]")];
  const scores = boxes.filter((box) => !box.classList.contains("remark"));
  const go = (box) => { if (box) { box.focus(); box.select(); } };
  const after = (box) => scores[scores.indexOf(box) + 1] || form.querySelector("[data-save]");

  form.addEventListener("input", (event) => {
    const box = event.target;
    const keys = Number(box.dataset.keys || 0);
    if (!keys || event.inputType === "deleteContentBackward") return;
    const value = box.value.trim();
    if (value === "?" || (/^[1-9]$/.test(value) && Number(value) <= keys)) {
      const next = after(box);
      if (next.select) go(next); else next.focus();
    }
  });

  /* Enter goes on and never sends the form from a box; up and down stay in the column. */
  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!boxes.includes(box)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      const next = boxes[boxes.indexOf(box) + 1] || form.querySelector("[data-save]");
      if (next.select) go(next); else next.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const column = box.closest("td").cellIndex;
      let row = box.closest("tr");
      do { row = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling; }
      while (row && !(row.cells[column] && row.cells[column].querySelector("input[type=text]")));
      if (row) { event.preventDefault(); go(row.cells[column].querySelector("input[type=text]")); }
    }
  });

  form.addEventListener("focusin", (event) => { if (scores.includes(event.target)) event.target.select(); });
  if (!form.querySelector("[aria-invalid=true]")) go(scores.find((box) => !box.value) || scores[0]);
  else go(form.querySelector("[aria-invalid=true]"));
})();
