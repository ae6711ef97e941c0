/*
 * Rumbo: small helpers. Every page works without them; no outside request, no eval.
 *
 *   data-confirm="Sentence"    on a form, button or link: asks first (data-confirm-title, data-confirm-yes)
 *   data-dialog="id"           opens <dialog id>; on a link, the page it leads to is what others get
 *   data-guard                 on a form: warns before leaving with changes that are not saved
 *   data-auto                  on a filter form: sends it when a choice changes; its button data-apply is not shown
 *   data-copy="text"           copies the text (the page's address when empty)
 *   data-dismiss               closes the dialog around it
 *   data-close                 takes its notice, or what is data-closable around it, away
 *   data-search                the field that the key "/" focuses; data-shortcuts turns the key off and on
 *   data-js hidden             shown only when this script runs
 */
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const toasts = document.getElementById("toasts");
  const texts = toasts ? toasts.dataset : {};

  /* By class and not node by node: what htmx brings is never shown for a moment and then taken away. */
  document.documentElement.classList.add("js");

  function toast(text, kind = "") {
    if (!toasts || !text) return;
    const node = document.createElement("div");
    node.className = `toast ${kind}`;
    node.textContent = text;
    toasts.replaceChildren(node);
    setTimeout(() => node.remove(), 6000);
  }

  /* What is hidden for lack of a script is shown. Runs again on what htmx brings. */
  function reveal(root) {
    all("[data-js][hidden], [data-close][hidden], [data-copy][hidden]", root).forEach((node) => { node.hidden = false; });
    const summary = root.querySelector(".error-summary");
    if (summary) summary.focus();
  }

  /* A box is a stop of the Tab key only while there is something to scroll in it. */
  const scrolled = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    target.tabIndex = target.scrollWidth > target.clientWidth + 1 ? 0 : -1;
  }));
  all(".scroll[tabindex]").forEach((box) => scrolled.observe(box));

  /* Ask first. The answer sends the same form with the same button, or follows the same link. */
  const dialog = document.getElementById("confirm");
  let pending = null;

  function ask(source, go) {
    const data = source.dataset;
    const title = dialog.querySelector("h2");
    const text = dialog.querySelector("[data-text]");
    const yes = dialog.querySelector("[data-yes]");
    title.textContent = data.confirmTitle || title.dataset.default;
    text.textContent = data.confirm;
    text.hidden = !data.confirm;
    yes.textContent = data.confirmYes || yes.dataset.default;
    yes.classList.toggle("danger", source.matches(".danger, [data-danger]"));
    pending = go;
    dialog.returnValue = "";
    dialog.showModal();
  }

  if (dialog && dialog.showModal) {
    dialog.addEventListener("close", () => {
      const go = pending;
      pending = null;
      if (go && dialog.returnValue === "yes") go();
    });
    document.addEventListener("submit", (event) => {
      const form = event.target;
      const source = event.submitter && event.submitter.matches("[data-confirm]") ? event.submitter : form;
      if (!source.matches("[data-confirm]")) return;
      if (form.dataset.confirmed) { delete form.dataset.confirmed; return; }
      event.preventDefault();
      event.stopPropagation();
      const button = event.submitter;
      ask(source, () => { form.dataset.confirmed = "1"; form.requestSubmit(button || undefined); });
    }, true);
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-confirm]");
      if (!link) return;
      event.preventDefault();
      ask(link, () => { location.href = link.href; });
    });
  }

  /* Unsaved changes. */
  let dirty = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) dirty.delete(event.target); });
  window.addEventListener("beforeunload", (event) => {
    dirty = new Set([...dirty].filter((form) => form.isConnected));
    if (dirty.size) { event.preventDefault(); event.returnValue = texts.leave || ""; }
  });

  /* Filters that send themselves; the focus comes back to the field after the page is loaded again. */
  document.addEventListener("change", (event) => {
    const field = event.target;
    const form = field.form;
    if (!form || !form.matches("[data-auto]")) return;
    try { sessionStorage.setItem("rumbo:focus", `${location.pathname} ${field.id}`); } catch { /* private mode */ }
    form.requestSubmit();
  });

  function focusAgain() {
    let kept = null;
    try { kept = sessionStorage.getItem("rumbo:focus"); sessionStorage.removeItem("rumbo:focus"); } catch { /* private mode */ }
    const [path, id] = (kept || "").split(" ");
    const field = path === location.pathname && id && document.getElementById(id);
    if (!field) return;
    const box = field.closest("details");
    if (box) box.open = true;
    field.focus({ preventScroll: true });
  }

  /* Clicks: dialogs, copies, notices, the switch of the shortcut. */
  function copy(node) {
    const text = node.dataset.copy || location.href;
    const done = () => toast(texts.copied);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => pick(node, text, done));
    else pick(node, text, done);
  }

  /* Plain http has no clipboard: the text is put in a field, selected and copied the old way; it stays in sight to copy by hand. */
  function pick(node, text, done) {
    let field = node.parentNode.querySelector("input[data-copied]");
    if (!field) {
      field = document.createElement("input");
      field.readOnly = true;
      field.dataset.copied = "";
      field.setAttribute("aria-label", node.textContent.trim());
      node.after(field);
    }
    field.value = text;
    field.focus();
    field.select();
    if (document.execCommand("copy")) done();
  }

  function shortcutsOn() {
    try { return localStorage.getItem("rumbo:shortcuts") !== "off"; } catch { return true; }
  }

  function showShortcuts() {
    all("[data-shortcuts]").forEach((node) => node.setAttribute("aria-pressed", String(shortcutsOn())));
  }

  document.addEventListener("click", (event) => {
    const node = event.target.closest("[data-dialog], [data-copy], [data-close], [data-shortcuts], [data-dismiss]");
    all("details.dropdown[open]").forEach((box) => { if (!box.contains(event.target)) box.open = false; });
    if (!node) return;
    const target = node.dataset.dialog && document.getElementById(node.dataset.dialog);
    if (target && target.showModal) { event.preventDefault(); target.showModal(); }
    else if ("copy" in node.dataset) copy(node);
    else if ("close" in node.dataset) node.closest(".notice, [data-closable]").remove();
    else if ("dismiss" in node.dataset) node.closest("dialog").close();
    else if ("shortcuts" in node.dataset) {
      try { localStorage.setItem("rumbo:shortcuts", shortcutsOn() ? "off" : "on"); } catch { /* private mode */ }
      showShortcuts();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details.dropdown[open]").forEach((box) => { box.open = false; box.querySelector("summary").focus(); });
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !shortcutsOn()) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog[open]")) return;
    const field = document.querySelector("[data-search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  });

  /* htmx: its questions (hx-confirm) in the same dialog, its failures as a toast */
  if (dialog && dialog.showModal) {
    document.addEventListener("htmx:confirm", (event) => {
      const { question, issueRequest, elt } = event.detail;
      if (!question) return;
      event.preventDefault();
      elt.dataset.confirm = question;
      ask(elt, () => issueRequest(true));
      delete elt.dataset.confirm;
    });
  }
  document.addEventListener("htmx:afterSettle", (event) => reveal(event.target));
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => {
    document.addEventListener(name, () => toast(texts.failed, "error"));
  });

  /* The sections of the desk scroll sideways on a phone: where one is, and what has the focus, is in sight. */
  function inSight(link) {
    const bar = link.closest(".desk > div");
    if (!bar) return;
    const box = link.getBoundingClientRect();
    const frame = bar.getBoundingClientRect();
    if (box.left < frame.left || box.right > frame.right) {
      bar.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
    }
  }

  document.addEventListener("focusin", (event) => inSight(event.target));
  all(".desk [aria-current]").forEach(inSight);

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  reveal(document);
  showShortcuts();
  focusAgain();
})();
