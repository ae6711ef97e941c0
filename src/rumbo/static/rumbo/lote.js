/*
 * Marking rows of a list: all of the page, a range with Shift (click or space), and how many are marked.
 * Works on what htmx brings too: everything is looked up when it happens.
 */
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll('input[type="checkbox"][form="bulk"]')];
  let last = null;
  let shift = false;

  function show() {
    const form = document.getElementById("bulk");
    if (!form) return;
    const every = form.elements.namedItem("all");
    const rows = boxes();
    const marked = rows.filter((box) => box.checked).length;
    const all = form.querySelector("[data-mark-all]");
    const status = form.querySelector("[data-marked]");
    all.checked = rows.length > 0 && marked === rows.length;
    all.indeterminate = marked > 0 && marked < rows.length;
    const whole = every && every.checked;
    rows.forEach((box) => { box.disabled = Boolean(whole); });
    all.disabled = Boolean(whole);
    const texts = status.dataset;
    status.textContent = whole ? "" : marked === 0 ? texts.none : marked === 1 ? texts.one : texts.many.replace("#", marked);
    form.classList.toggle("marked", Boolean(whole) || marked > 0);
    form.querySelectorAll("button").forEach((button) => { button.disabled = !whole && marked === 0; });
  }

  document.addEventListener("click", (event) => { shift = event.shiftKey; }, true);
  document.addEventListener("keydown", (event) => { shift = event.shiftKey; }, true);
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches('[form="bulk"]')) {
      const rows = boxes();
      const from = rows.indexOf(last);
      const to = rows.indexOf(box);
      if (shift && from >= 0 && to >= 0) {
        rows.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = box.checked; });
      }
      last = box;
    } else if (box.matches("[data-mark-all]")) boxes().forEach((one) => { one.checked = box.checked; });
    else if (!box.closest("[data-bulk]")) return;
    show();
  });
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
  show();
})();
