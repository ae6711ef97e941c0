/*
 * The board: a card is dragged to the next column, or its link "To …" is used, which is the same by keyboard and touch.
 * Where nothing is missing, the gate is passed in a dialog; else the page of the project's stage says what is missing.
 */
(() => {
  "use strict";
  const dialog = document.getElementById("pass-gate");
  if (!dialog || !dialog.showModal) return;
  let dragged = null;

  function pass(card) {
    if (!("open" in card.dataset)) { location.href = card.dataset.url; return; }
    const form = dialog.querySelector("form");
    form.action = card.dataset.url;
    form.elements.stage.value = card.dataset.stage;
    const link = card.querySelector("[data-pass]");
    dialog.querySelector("[data-what]").textContent = `${card.dataset.name} → ${link.firstChild.textContent.trim().replace(/…$/, "")}`;
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-pass]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pass(link.closest("[data-card]"));
  });

  const column = (event) => {
    const found = event.target.closest && event.target.closest("[data-column]");
    return found && dragged && found.dataset.column === dragged.dataset.card ? found : null;
  };
  function clear() {
    document.querySelectorAll(".dropping, .dragging").forEach((node) => node.classList.remove("dropping", "dragging"));
    dragged = null;
  }
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest ? event.target.closest("[data-card]") : null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.name);
    dragged.classList.add("dragging");
    const next = document.querySelector(`[data-column="${dragged.dataset.card}"]`);
    if (next) next.classList.add("dropping");
  });
  document.addEventListener("dragover", (event) => { if (column(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    const card = dragged;
    if (!column(event)) return;
    event.preventDefault();
    clear();
    pass(card);
  });
  document.addEventListener("dragend", clear);
})();
