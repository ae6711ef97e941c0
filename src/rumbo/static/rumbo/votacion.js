/* What is marked on a ballot: how many, what it costs together, and whether that is too much. */
(() => {
  "use strict";
  const form = document.querySelector("[data-vote]");
  if (!form) return;
  const show = (name, on) => { const part = form.querySelector(name); if (part) part.hidden = !on; };

  function count() {
    const marked = [...form.querySelectorAll('[name="item"]:checked')];
    const cents = marked.reduce((sum, box) => sum + Math.round(100 * Number(box.dataset.cost || 0)), 0);
    form.querySelector("[data-count]").textContent = marked.length;
    const sum = form.querySelector("[data-sum]");
    if (sum) sum.textContent = `$${(cents / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
    const { budget, each } = form.dataset;
    show("[data-above]", budget !== "" && cents > Math.round(100 * Number(budget)));
    show("[data-many]", each !== "" && marked.length > Number(each));
  }

  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
})();
