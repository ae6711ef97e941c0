/*
 * Scoring by a link. Each mark goes into the device's own store first and is sent from there until the server says that
 * it is saved: nothing is lost without network or by a reload, and sending twice is harmless. What the server keeps is
 * taken out of the store. Digits choose a level of the criterion that has the focus; Enter saves and goes on.
 */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = $("#evaluar");
  if (!box) return;
  const texts = box.dataset;
  const { kept, change } = window.rumboStore(`rumbo:scores:${texts.key}`);
  const form = $("#scores");
  const weights = $("#weights");
  const here = form ? form.dataset.item : "";
  const bar = $("#sending");

  let busy = null, failures = 0, saved = false, stale = false, timer = 0, typing = 0;

  /* What the bar says: a word always; the sentence where nothing can be sent. */
  function show() {
    const waiting = Object.values(kept()).filter((one) => !one.say).length;
    const refused = Object.keys(kept()).length - waiting;
    const down = failures > 0 || navigator.onLine === false;
    const word = refused ? texts.refused : waiting ? (down ? texts.waiting.replace("{n}", waiting) : texts.saving) : down ? texts.offline : saved ? texts.saved : "";
    bar.hidden = !word;
    bar.className = `status small ${refused ? "off" : down ? "risk" : waiting ? "go" : "ok"}`;
    if (bar.textContent !== word) bar.textContent = word;
    const note = $("#kept");
    note.hidden = !down;
    const sentence = down ? texts.lost : "";
    if (note.textContent !== sentence) note.textContent = sentence;
    all("[data-item]:not(form)").forEach((row) => {
      const known = $(".status.waits", row);
      if (known) known.remove();
      if (!kept()[row.dataset.item]) return;
      const mark = document.createElement("span");
      mark.className = "status risk small waits";
      mark.textContent = texts.waits;
      row.append(mark);
    });
  }

  /* What was refused stays in sight until somebody decides; it is read out once. */
  let told = "[]";
  function refusals() {
    const place = $("#refused");
    const refused = Object.entries(kept()).filter(([, one]) => one.say);
    const now = JSON.stringify(refused.map(([item, one]) => [item, one.say, one.current]));
    if (now === told) return;
    told = now;
    place.textContent = "";
    refused.forEach(([item, one]) => {
      const node = document.createElement("div");
      node.className = "notice error";
      node.innerHTML = "<div><p><strong></strong> <span></span></p><p class=\"row\"></p></div>";
      $("strong", node).textContent = `${item === here ? texts.title : one.name}.`;
      $("span", node).textContent = one.say;
      const add = (text, then) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = "btn ghost small";
        made.textContent = text;
        made.addEventListener("click", then);
        $(".row", node).append(made);
      };
      const drop = () => change((now) => { delete now[item]; });
      if (item !== here) {
        add(texts.look, () => { location.href = address(item); });
        add(texts.drop, () => { drop(); refusals(); show(); });
      } else if (one.current !== undefined) {
        add(texts.mine, () => {
          change((now) => { now[item].version = one.current; delete now[item].say; delete now[item].current; });
          refusals();
          flush();
        });
        add(texts.theirs, () => { drop(); location.href = address(item); });
      }
      place.append(node);
    });
  }

  const address = (item) => texts.send.replace("/0/", `/${item}/`);
  const parsed = (text) => { try { return JSON.parse(text); } catch { return {}; } };  /* the hotel's page is no answer */

  function fields() {
    return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version");
  }
  function queue(more = {}) {
    stale = true;
    change((now) => {
      const before = now[here];
      const version = before && !before.say ? before.version : form.elements.version.value;
      now[here] = { name: form.dataset.name, fields: fields(), version, ...more };
    });
  }

  /* Send what waits, one project after the other; true where all of it is saved. */
  function flush() {
    clearTimeout(timer);
    if (!busy) busy = work().finally(() => { busy = null; show(); });
    return busy;
  }
  async function work() {
    for (;;) {
      const entry = Object.entries(kept()).find(([, one]) => !one.say);
      show();
      if (!entry) return true;
      const [item, one] = entry;
      stale = false;
      let answer = { status: 0, text: "" };
      try { answer = await post(item, one); } catch { /* no network */ }
      if (answer.status === 0 || answer.status >= 500 || [408, 425].includes(answer.status)) {
        failures += 1;
        timer = setTimeout(flush, Math.min(30, 2 ** failures) * 500 * (1 + Math.random()));
        return false;
      }
      failures = 0;
      settle(item, answer);
    }
  }
  async function post(item, one) {
    const body = new URLSearchParams(one.fields);
    body.set("version", one.version);
    body.set("csrfmiddlewaretoken", $("[name=csrfmiddlewaretoken]").value);
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 15000);
    try {
      const response = await fetch(address(item), {
        method: "POST", body, headers: { "X-Rumbo": "1" }, credentials: "same-origin", cache: "no-store", signal: stop.signal,
      });
      return { status: response.status, text: await response.text() };
    } finally { clearTimeout(limit); }
  }
  let next = "";
  function settle(item, answer) {
    const found = parsed(answer.text);
    const newer = item === here && stale;  /* marked again while it was on its way */
    if (answer.status === 200 && found.version !== undefined) {
      saved = true;
      if (item === here) form.elements.version.value = found.version;
      if (item === here && found.next) next = found.next;
      change((now) => { if (newer) now[item].version = found.version; else delete now[item]; });
      if (item === here) errors({});
    } else if (!(newer && answer.status === 422)) {
      change((now) => {
        now[item].say = found.say || texts.again;
        if (found.version !== undefined) now[item].current = found.version;
      });
      if (item === here) errors(found.errors || {});
    }
    refusals();
  }
  function errors(found) {
    all(".score", form).forEach((group) => {
      const list = $(".errorlist", group);
      const text = found[group.dataset.name] || "";
      list.hidden = !text;
      $("li", list).textContent = text;
      group.classList.toggle("invalid", Boolean(text));
    });
  }

  window.addEventListener("online", () => { failures = 0; flush(); });
  window.addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { failures = 0; flush(); } });

  function scores() {
    overlay();
    form.addEventListener("change", (event) => { clearTimeout(typing); alone(event.target); queue(); flush(); });
    form.addEventListener("input", (event) => {  /* kept at each letter, sent when one stops for a moment */
      if (!event.target.matches("textarea, [inputmode=decimal]")) return;
      alone(event.target);
      queue();
      show();
      clearTimeout(typing);
      typing = setTimeout(flush, 900);
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(typing);
      next = "";
      queue();
      change((now) => { now[here].fields.push(["go", "1"]); });
      while (busy) await busy;
      if (!kept()[here] || await flush()) { if (next) { location.href = next; return; } }
      const wrong = $(".score.invalid :is(input:checked, input)", form);
      if (wrong) wrong.focus(); else if (failures) $("#kept").scrollIntoView({ block: "center" });
    });
    form.addEventListener("keydown", keys);
    let typed = false;
    try { typed = sessionStorage.getItem("rumbo:keys") === "1"; } catch { /* private mode */ }
    if (typed && !location.search) focus(all(".score", form).find((group) => !answered(group)) || $(".score", form));
  }
  /* Over what the server knows, what only this device knows. */
  function overlay() {
    const mine = kept()[here];
    if (!mine) return;
    const data = new Map(mine.fields);
    all("input, textarea", form).filter((one) => one.name && one.type !== "hidden").forEach((one) => {
      if (one.type === "radio" || one.type === "checkbox") one.checked = data.get(one.name) === one.value;
      else one.value = data.get(one.name) || "";
    });
  }
  /* "Cannot say" and a number go together nowhere. */
  function alone(control) {
    const group = control.closest(".score");
    if (!group) return;
    const check = $("[type=checkbox]", group);
    const number = $("[inputmode=decimal]", group);
    if (!check || !number) return;
    if (control === check && check.checked) number.value = "";
    if (control === number && number.value) check.checked = false;
  }
  const answered = (group) => Boolean($("input:checked", group) || ($("[inputmode=decimal]", group) || {}).value);
  function focus(group) {
    const control = group && ($("input:checked", group) || $("input", group));
    if (control) { control.focus(); group.scrollIntoView({ block: "nearest" }); }
  }
  function keys(event) {
    const group = event.target.closest(".score");
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter" && event.target.matches("textarea")) form.requestSubmit();
      return;
    }
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      remember();
      form.requestSubmit();
      return;
    }
    if (!group || !event.target.matches("[type=radio]") || !/^[0-9]$/.test(event.key)) return;
    const chosen = $(`input[value="${event.key === "0" ? "none" : event.key}"]`, group);
    if (!chosen) return;
    event.preventDefault();
    remember();
    chosen.checked = true;
    const groups = all(".score", form);
    const after = groups[groups.indexOf(group) + 1];
    chosen.focus();
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    if (after) focus(after);
  }
  function remember() { try { sessionStorage.setItem("rumbo:keys", "1"); } catch { /* private mode */ } }

  /* Weights: what is left of 100 points, and steps of five. */
  function numbers() {
    const controls = all("[inputmode=decimal]", weights);
    const left = $("[data-left-points]", weights);
    const value = (one) => Number(one.value.replace(",", ".")) || 0;
    const count = () => {
      if (left) left.textContent = String(Math.round((100 - controls.reduce((sum, one) => sum + value(one), 0)) * 100) / 100);
    };
    weights.addEventListener("click", (event) => {
      const step = event.target.closest("[data-step]");
      if (!step) return;
      const control = $("input", step.parentElement);
      control.value = String(Math.max(0, Math.min(100, value(control) + Number(step.dataset.step))));
      control.dispatchEvent(new Event("input", { bubbles: true }));
    });
    weights.addEventListener("input", count);
    count();
  }

  change((now) => {  /* what a page that was too old could not send */
    Object.values(now).filter((one) => one.say === texts.again).forEach((one) => { delete one.say; });
  });
  if (form) scores();
  refusals();
  flush();
  if (weights) numbers();
})();
