/*
 * The console of a table. Every page works without it.
 *
 *   data-filter="id"           a search field: hides the entries of the list whose text has not all its words
 *   data-ballot                a form whose fields data-key="ad" take one key each: the next field follows by itself
 */
"use strict";
(() => {
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  document.addEventListener("input", (event) => {
    const field = event.target;
    const list = field.dataset.filter && document.getElementById(field.dataset.filter);
    if (!list) return;
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    [...list.children].forEach((entry) => {
      const ticked = entry.querySelector("input:checked");
      entry.hidden = !ticked && !words.every((word) => fold(entry.textContent).includes(word));
    });
  });

  /* Enter in the search field ticks what is left when it is one, and never sends the form. */
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !field.dataset.filter) return;
    event.preventDefault();
    const left = [...document.getElementById(field.dataset.filter).children].filter((entry) => !entry.hidden);
    const open = left.map((entry) => entry.querySelector("input")).filter((box) => box && !box.checked);
    if (open.length === 1) { open[0].checked = true; field.select(); }
  });

  /* A ballot: a key that the field knows fills it and goes on; a wrong one is not taken. */
  document.addEventListener("input", (event) => {
    const field = event.target;
    const form = field.form;
    if (!form || !form.matches("[data-ballot]") || !field.dataset.keys) return;
    const value = fold(field.value.trim()).slice(-1);
    if (value && !field.dataset.keys.includes(value)) { field.value = ""; return; }
    field.value = value;
    if (!value) return;
    const fields = [...form.querySelectorAll("[data-keys]")];
    const next = fields[fields.indexOf(field) + 1];
    if (next) { next.focus(); next.select(); } else { form.querySelector("[data-save]").focus(); }
  });

  /* What stands in a field is replaced by the next key. */
  const select = (field) => { if (field && field.dataset && "line" in field.dataset) field.select(); };
  document.addEventListener("focusin", (event) => select(event.target));
  select(document.activeElement);

  /* Arrows go from line to line. */
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !field.form || !field.form.matches("[data-ballot]")) return;
    const fields = [...field.form.querySelectorAll("input[data-line]")];
    const place = fields.indexOf(field);
    const next = fields[place + (event.key === "ArrowDown" ? 1 : -1)];
    if (place < 0 || !next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });
})();
