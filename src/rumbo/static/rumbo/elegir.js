/*
 * Marking what a round prioritises: all of the page, and a range with Shift (click or space).
 * Without this script each box is marked by itself.
 */
(() => {
  "use strict";
  const form = document.querySelector("[data-choose]");
  if (!form) return;
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name="measure"]')];
  const all = form.querySelector("[data-choose-all]");
  let last = null;
  let shift = false;

  function show() {
    const marked = boxes.filter((box) => box.checked).length;
    if (!all) return;
    all.checked = boxes.length > 0 && marked === boxes.length;
    all.indeterminate = marked > 0 && marked < boxes.length;
  }

  document.addEventListener("click", (event) => { shift = event.shiftKey; }, true);
  document.addEventListener("keydown", (event) => { shift = event.shiftKey; }, true);
  form.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => { box.checked = all.checked; });
    else {
      const from = boxes.indexOf(last);
      const to = boxes.indexOf(event.target);
      if (shift && from >= 0 && to >= 0) {
        boxes.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((box) => { box.checked = event.target.checked; });
      }
      last = event.target;
    }
    show();
  });
  window.addEventListener("pageshow", show);
  show();
})();
