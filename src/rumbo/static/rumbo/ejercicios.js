/*
 * The exercises on the phone: what a tap or a form of each becomes as an act (`taller.js` keeps and sends it), and what
 * an act that still waits looks like on the page.
 */
"use strict";
(() => {
  const table = window.rumboTable;
  if (!table) return;
  const { add, keep, say } = table;
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const texts = $("#taller").dataset;
  let current = null;  /* the statement in sight */
  let pressed = null;  /* for browsers that do not say which button sent a form */

  const PENDING = {
    say(act) {
      const list = $(`[data-list="${act.parent || "text"}"]`);
      if (!list) return;
      const line = $("#waiting-line").content.firstElementChild.cloneNode(true);
      $("p", line).textContent = act.text;
      list.prepend(line);
      const nothing = $("#nothing");
      if (nothing) nothing.hidden = true;
    },
    same(act) {
      const button = document.getElementById(`s-${act.contribution}`);
      if (button) press(button, act.mine);
    },
    vote(act) {
      const places = Object.entries(act.values);
      for (const [item, value] of places) {
        const radio = document.getElementById(`i-${item}-${value}`);
        const field = document.getElementById(`v-${item}`);
        if (radio) radio.checked = true;
        if (field && document.activeElement !== field) field.value = value;
        answered(item, value);
      }
      const order = $("#rank");
      if (order) saved();
      if (order) reorder(order, places.sort((a, b) => a[1] - b[1]).map(([item]) => document.getElementById(`i-${item}`)).filter(Boolean));
    },
    part() {},
  };

  function press(button, mine) {
    if ((button.getAttribute("aria-pressed") === "true") === mine) return;
    button.setAttribute("aria-pressed", String(mine));
    $("[name=mine]", button.form).value = mine ? "0" : "1";
    const people = $("[data-people]", button);
    people.textContent = Number(people.textContent) + (mine ? 1 : -1);
  }

  /* Opinion: one statement at a time; what has an answer goes to the list of one's answers. */
  function answered(item, value) {
    const card = document.getElementById(`o-${item}`);
    if (!card) return;
    card.dataset.mine = value;
    all(".choice", card).forEach((one) => one.setAttribute("aria-pressed", String(Number(one.value) === Number(value))));
    if (card.parentNode.id === "deck") { card.hidden = false; $("#answered").append(card); }
  }
  function deck() {
    const cards = $("#deck");
    if (!cards) return;
    const waiting = [...cards.children];
    const shown = waiting.find((one) => one.id === current) || waiting[0];
    waiting.forEach((one) => { one.hidden = one !== shown; });
    current = shown ? shown.id : null;
    const done = $("#answered").childElementCount;
    $("[data-end]").hidden = waiting.length > 0;
    $("#answered-box").hidden = !done;
    all("[data-done]").forEach((one) => say(one, String(done)));
    $(".meter progress").value = done;
  }

  function reorder(list, lines) {
    if (lines.every((one, n) => list.children[n] === one)) return;
    list.append(...lines);
    number(list);
  }
  function number(list) { [...list.children].forEach((one, n) => { $("input", one).value = n + 1; }); }

  const values = (form) => Object.fromEntries(all("[name^=v-]", form).filter((one) => one.type !== "radio" || one.checked).map((one) => [one.name.slice(2), Number(one.value)]));
  function saved() { const note = $("[data-saved]"); if (note) note.hidden = false; const first = $("[data-first]"); if (first) first.hidden = true; }

  /* Points: what is left, and no more than that. */
  function points() {
    const form = $("[data-scale=points]");
    if (!form) return true;
    const left = Number(form.dataset.points) - Object.values(values(form)).reduce((sum, one) => sum + one, 0);
    say($("[data-left-points]", form), String(left));
    $("[data-too-many]", form).hidden = left >= 0;
    all("[data-step='1']", form).forEach((one) => { one.disabled = left <= 0; });
    all("[data-step='-1']", form).forEach((one) => { one.disabled = Number(one.nextElementSibling.value) <= 0; });
    return left >= 0;
  }

  document.addEventListener("input", (event) => { if (event.target.matches("[data-scale=points] input")) points(); });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form.dataset.act !== "vote" || !event.target.name.startsWith("v-")) return;
    if (form.dataset.scale === "rating") add({ type: "vote", values: { [event.target.name.slice(2)]: Number(event.target.value) } });
    else {
      event.target.value = Math.max(0, Math.round(Number(event.target.value) || 0));
      if (!points()) return;
      add({ type: "vote", values: values(form) });
    }
    if (all("fieldset", form).every((one) => $(":checked", one))) saved();
  });
  document.addEventListener("click", (event) => {
    pressed = event.target.closest("button");
    const step = event.target.closest("[data-step]");
    if (step) {
      const field = $("input", step.parentNode);
      field.value = Number(field.value) + Number(step.dataset.step);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  const ACTS = {
    say(form) {
      const field = $("textarea", form);
      if (!field.value.trim()) { field.setCustomValidity(texts.empty); field.reportValidity(); return; }
      const parent = $("[name=parent]", form);
      const act = { type: "say", text: field.value, draft: field.dataset.draft };
      if (parent) act.parent = Number(parent.value);
      field.value = field.defaultValue = "";
      keep(field);
      add(act);
      field.focus();
    },
    same(form) {
      add({ type: "same", contribution: Number($("[name=contribution]", form).value), mine: $("[name=mine]", form).value === "1" });
    },
    part(form) {
      const field = $("textarea", form);
      keep(field);
      add({
        type: "part", contribution: Number($("[name=contribution]", form).value) || null, part: $("[name=part]", form).value,
        text: field.value, seen: field.defaultValue, draft: field.dataset.draft,
      });
    },
    vote(form, button) {
      if (form.dataset.scale === "opinion") {
        const waiting = form.closest("#deck");
        add({ type: "vote", values: { [form.dataset.item]: Number(button.value) } });
        const next = waiting && current && $(".statement", document.getElementById(current));
        if (next) next.focus({ preventScroll: true });
        return;
      }
      const line = button && button.closest("#rank > li");
      if (line) {
        if (button.name === "up" && line.previousElementSibling) line.previousElementSibling.before(line);
        if (button.name === "down" && line.nextElementSibling) line.nextElementSibling.after(line);
        number(line.parentNode);
        button.focus();
        say($("[data-moved]"), texts.place.replace("{n}", $("input", line).value));
      }
      if (!points()) return;
      add({ type: "vote", values: values(form) });
      saved();
    },
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-act]");
    if (!form) return;
    event.preventDefault();
    ACTS[form.dataset.act](form, event.submitter || pressed);
  });

  table.pending = (act) => PENDING[act.type](act);
  table.overlay = () => { deck(); points(); };
  table.begin();
})();
