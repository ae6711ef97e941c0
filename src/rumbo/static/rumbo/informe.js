/*
 * Reporting by a link. Each letter goes into the phone's own store first and is sent from there until the server says
 * that it is saved: nothing is lost without network or by a reload, and sending twice is harmless. What another device
 * wrote is shown beside what this one did. Photos wait in the phone too. The page works without this script.
 */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const box = $("#informe");
  if (!box) return;
  const texts = box.dataset;
  const KEY = `rumbo:report:${texts.key}`;
  const { kept, change } = window.rumboStore(KEY);
  const form = $("#report");
  const bar = $("#sending");

  const parsed = (text) => { try { return JSON.parse(text); } catch { return {}; } };  /* the hotel's page is no answer */
  const boxes = () => all("input, textarea", form).filter((one) => one.name && one.name !== "version" && one.type !== "file");
  function fields() {
    const found = {};
    boxes().forEach((one) => { if (one.type !== "checkbox") found[one.name] = one.value.trim(); else if (one.checked) found[one.name] = one.value; });
    return found;
  }
  function fill(values) {
    boxes().forEach((one) => {
      const text = values[one.name] || "";
      if (one.type === "checkbox") { if (text) one.value = text; one.checked = Boolean(text); return; }
      if (one.value.trim() !== text) one.value = text;
    });
    all("[data-step]", form).forEach(follow);
  }

  let base = form ? fields() : {}, version = form ? form.elements.version.value : "";
  let busy = null, failures = 0, at = "", refused = "", stale = false, timer = 0, typing = 0;

  const down = () => failures > 0 || navigator.onLine === false;
  function show() {
    const now = kept();
    const waits = Boolean(now.fields || now.act);
    const word = refused ? texts.refused : down() && (waits || navigator.onLine === false) ? texts.offline : waits ? texts.saving : at ? texts.saved.replace("{t}", at) : "";
    bar.hidden = !word;
    bar.className = `status small ${refused ? "off" : down() ? "risk" : waits ? "go" : "ok"}`;
    if (bar.textContent !== word) bar.textContent = word;
    const note = $("#kept");
    const sentence = !refused && down() ? (now.act || uploads.size ? texts.keptSend : texts.kept) : "";
    note.hidden = !sentence;
    if (note.textContent !== sentence) note.textContent = sentence;
  }
  function say(text) {
    const place = $("#say");
    place.hidden = !text;
    if ($("p", place).textContent !== text) $("p", place).textContent = text;
    all("ul", place).forEach((list) => list.remove());
  }
  function errors(wrong, asks) {
    all("[data-field]").forEach((row) => {
      const list = row.querySelector(":scope > .errorlist");
      if (!list || row.dataset.field === "evidence") return;
      const text = wrong[row.dataset.field] || asks[row.dataset.field] || "";
      list.hidden = !text;
      $("li", list).textContent = text;
      row.classList.toggle("invalid", Boolean(text));
      const control = row.querySelector(`[name="${row.dataset.field}"]`);
      if (control) { if (text) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid"); }
    });
    all("[data-sure]", form || box).forEach((one) => {
      const tick = $("input", one);
      if (asks[one.dataset.sure]) { one.hidden = false; tick.value = form.elements[one.dataset.sure].value.trim(); tick.checked = false; }
      else if (!tick.checked) one.hidden = true;
    });
    const reason = $("[data-reason]");
    if (reason && wrong.spent_reason) reason.hidden = false;
    const first = all("[aria-invalid=true]", form || box)[0];
    if (first) { const folded = first.closest("details"); if (folded) folded.open = true; first.focus(); }
  }

  function queue(act) {
    stale = true;
    refused = "";
    change((now) => {
      if (form && act !== "unchanged" && act !== "answer") {
        now.fields = fields();
        if (now.version === undefined) { now.version = version; now.base = base; }
      }
      if (act) now.act = act;
    });
  }

  /* Send what waits; true where all of it is saved. */
  function flush() {
    clearTimeout(timer);
    if (!busy) busy = work().finally(() => { busy = null; show(); });
    return busy;
  }
  async function work() {
    for (;;) {
      const now = kept();
      if (!now.fields && !now.act) return true;
      show();
      if (step(now) === "send" && !(await sent())) return again();
      stale = false;
      let answer = { status: 0, text: "" };
      try { answer = await post(now); } catch { /* no network */ }
      if (answer.status === 0 || answer.status >= 500 || [408, 425].includes(answer.status)) return again();
      failures = 0;
      if (!settle(now, answer)) return false;
    }
  }
  function again() {
    failures += 1;
    timer = setTimeout(() => { uploads.forEach((one) => { one.failed = false; }); flush(); }, Math.min(30, 2 ** failures) * 500 * (1 + Math.random()));
    return false;
  }
  /* What is typed goes first, so that a tap on something else loses none of it. */
  const step = (now) => (now.fields && now.act !== "send" ? "draft" : now.act);
  async function post(now) {
    const act = step(now);
    const body = act === "answer" ? new URLSearchParams({ answer: now.answer || "" }) : new URLSearchParams(act === "unchanged" ? {} : now.fields);
    if (now.version !== undefined) body.set("version", now.version);
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 20000);
    try {
      const response = await fetch(texts[act], { method: "POST", body, headers: { "X-Rumbo": "1" }, credentials: "same-origin", cache: "no-store", signal: stop.signal });
      return { status: response.status, text: await response.text() };
    } finally { clearTimeout(limit); }
  }
  /* True where one may go on with what waits. */
  function settle(was, answer) {
    const found = parsed(answer.text);
    if (answer.status === 200 && found.version !== undefined) {
      if (found.next) { change((now) => { Object.keys(now).forEach((name) => { delete now[name]; }); }); location.assign(found.next); return false; }
      version = found.version; base = was.fields; at = found.at;
      change((now) => { if (stale) { now.version = version; now.base = base; } else { delete now.fields; delete now.version; delete now.base; } });
      say("");
      return true;
    }
    if (answer.status === 409 && found.fields) { merge(found.fields, found.version); return false; }
    if (answer.status === 422 && found.errors) {  /* it is kept as a draft, and something has to be mended */
      version = found.version; base = was.fields;
      change((now) => { delete now.act; if (stale) { now.version = version; now.base = base; } else { delete now.fields; delete now.version; delete now.base; } });
      say(found.say);
      errors(found.errors, found.asks);
      return false;
    }
    refused = found.say || texts.refused;
    change((now) => { delete now.act; });
    say(refused);
    $("#say").scrollIntoView({ block: "center" });
    return false;
  }

  /* What the server has, what this phone changed: each change of either stays; where both changed, both are shown. */
  function merge(theirs, newer) {
    const now = kept();
    const mine = now.fields || fields(), was = now.base || base;
    const both = {}, clash = [];
    new Set([...Object.keys(mine), ...Object.keys(theirs)]).forEach((name) => {
      const [a, b, c] = [mine[name] || "", theirs[name] || "", was[name] || ""];
      both[name] = a === b || a === c ? b : a;
      if (a !== b && a !== c && b !== c && !name.startsWith("sure-")) clash.push(name);
    });
    version = newer; base = theirs;
    change((one) => { one.fields = both; one.base = base; one.version = version; if (clash.length) delete one.act; });
    fill(both);
    all(".theirs", form).forEach((one) => one.remove());
    clash.forEach((name) => beside(name, theirs[name] || ""));
    if (clash.length) { say(texts.clash); $("#say").scrollIntoView({ block: "center" }); }
    else setTimeout(flush);
  }
  function beside(name, text) {
    const control = form.elements[name];
    const row = control && control.closest("[data-field]");
    if (!row) return;
    const node = document.createElement("p");
    node.className = "theirs";
    node.innerHTML = "<strong></strong> <span></span> <button type=\"button\" class=\"btn ghost small\"></button>";
    $("strong", node).textContent = texts.theirs;
    $("span", node).textContent = text ? `«${text}»` : texts.empty;
    $("button", node).textContent = texts.take;
    $("button", node).addEventListener("click", () => { control.value = text; node.remove(); control.focus(); queue(); flush(); });
    row.append(node);
  }

  /* A slider and its box say the same; the day is asked for where a step is finished. */
  const number = (text) => Number(text.replace("%", "").replace(",", ".").trim());
  function follow(step) {
    const slide = $("[data-slide]", step), text = slide ? $("[inputmode=decimal]", step) : null, done = $("[data-done]", step);
    if (!text) return;
    const value = number(text.value);
    if (Number.isFinite(value)) slide.value = String(value);
    if (done) done.hidden = !(value >= 100);
  }

  /* Photos: one after the other, with how far each is; what waits is in the phone's own store of files. */
  const uploads = new Map();
  let database = null, working = null;
  const store = new Promise((ready) => {
    try {
      const request = indexedDB.open("rumbo-informe", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "id" });
      request.onsuccess = () => { database = request.result; ready(); };
      request.onerror = request.onblocked = () => ready();
    } catch { ready(); }
  });
  const inside = (mode, act) => { try { if (database) act(database.transaction("files", mode).objectStore("files")); } catch { /* it stays in memory */ } };
  async function remember() {
    await store;
    inside("readonly", (files) => { files.getAll().onsuccess = (event) => { event.target.result.filter((one) => one.key === KEY).forEach((one) => add(one)); }; });
  }
  function add(entry) {
    if (uploads.has(entry.id) || !$("#proofs")) return;
    const node = $("#proof-waiting").content.firstElementChild.cloneNode(true);
    const one = { ...entry, node, failed: false };
    $("[data-name]", node).textContent = entry.file.name;
    $("[data-drop]", node).addEventListener("click", () => { if (one.request) one.request.abort(); forget(one); node.remove(); });
    $("[data-retry]", node).addEventListener("click", () => { one.failed = false; sent(); });
    $("#proofs").append(node);
    if (entry.file.size > Number(texts.limit)) { lost(one, texts.fileLarge); return; }
    uploads.set(entry.id, one);
    sent();
  }
  function forget(one) { uploads.delete(one.id); inside("readwrite", (files) => files.delete(one.id)); show(); }
  function lost(one, text) {  /* never taken: it does not hold the report up */
    $("[data-said]", one.node).textContent = text;
    $("progress", one.node).hidden = true;
    one.node.classList.add("invalid");
    forget(one);
  }
  /* True where no file waits any more. */
  function sent() {
    if (!working) working = (async () => {
      for (;;) {
        const one = [...uploads.values()].find((other) => !other.failed);
        if (!one) return uploads.size === 0;
        await carry(one);
      }
    })().finally(() => { working = null; show(); });
    return working;
  }
  function carry(one) {
    return new Promise((done) => {
      const data = new FormData();
      data.append("evidence", one.file, one.file.name);
      const request = new XMLHttpRequest();
      one.request = request;
      $("[data-retry]", one.node).hidden = true;
      $("[data-said]", one.node).textContent = "";
      request.upload.onprogress = (event) => { if (event.lengthComputable) $("progress", one.node).value = 100 * event.loaded / event.total; };
      request.onload = () => {
        const found = parsed(request.responseText);
        if (request.status === 200 && found.html) { forget(one); one.node.outerHTML = found.html; }
        else if (request.status >= 500) wait(one);
        else lost(one, found.say || texts.fileLost);
      };
      request.onerror = request.ontimeout = () => wait(one);
      request.onloadend = () => done();
      request.open("POST", texts.evidence);
      request.timeout = 300000;
      request.setRequestHeader("X-Rumbo", "1");
      request.send(data);
    });
  }
  function wait(one) {
    one.failed = true;
    $("[data-said]", one.node).textContent = texts.fileWaits;
    $("[data-retry]", one.node).hidden = false;
    setTimeout(() => { if (one.failed) { one.failed = false; sent(); } }, 15000);
  }
  function retry() { failures = 0; uploads.forEach((one) => { one.failed = false; }); sent(); flush(); }

  window.addEventListener("online", retry);
  window.addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) retry(); });
  document.addEventListener("submit", async (event) => {
    if (event.target.id !== "take-back" || !event.submitter) return;
    event.preventDefault();
    try {
      const response = await fetch(event.submitter.formAction, { method: "POST", headers: { "X-Rumbo": "1" } });
      if (response.ok) event.submitter.closest("[data-proof]").remove();
      else say(parsed(await response.text()).say || texts.fileLost);
    } catch { say(texts.kept); }
  });

  function reporting() {
    const mine = kept();
    if (mine.fields && String(mine.version) === String(version)) { base = mine.base || base; fill(mine.fields); }
    else if (mine.fields) merge(base, version);
    all("[data-step]", form).forEach((step) => { const slide = $("[data-slide]", step); if (slide) slide.hidden = false; follow(step); });
    form.addEventListener("input", (event) => {
      const step = event.target.closest("[data-step]");
      if (event.target.matches("[data-slide]")) $("[inputmode=decimal]", step).value = event.target.value;
      if (event.target.type === "file") return;
      if (step) follow(step);
      queue();
      show();
      clearTimeout(typing);
      typing = setTimeout(flush, 900);
    });
    form.addEventListener("change", (event) => { if (event.target.type !== "file") { clearTimeout(typing); queue(); flush(); } });
    $("#f-evidence").addEventListener("change", (event) => {
      [...event.target.files].forEach((file) => {
        const entry = { id: `${Date.now()}-${Math.random()}`, key: KEY, file };
        inside("readwrite", (files) => files.put(entry));
        add(entry);
      });
      event.target.value = "";
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearTimeout(typing);
      const later = event.submitter && event.submitter.value === "later";
      errors({}, {});
      say("");
      queue(later ? "" : "send");
      while (busy) await busy;
      failures = 0;
      uploads.forEach((one) => { one.failed = false; });
      const done = await flush();
      if (later && done) { say(""); bar.hidden = false; const note = $("#kept"); note.hidden = false; note.textContent = texts.later; }
      else if (down()) $("#kept").scrollIntoView({ block: "center" });
    });
    remember();
  }
  const tap = $("#unchanged");
  if (tap) tap.addEventListener("submit", (event) => { event.preventDefault(); queue("unchanged"); flush(); });
  const reply = $("#answer");
  if (reply) {
    const text = $("textarea", reply);
    if (kept().answer && !text.value) text.value = kept().answer;
    text.addEventListener("input", () => change((now) => { now.answer = text.value; }));
    reply.addEventListener("submit", (event) => { event.preventDefault(); change((now) => { now.answer = text.value; }); queue("answer"); flush(); });
  }
  if (form) reporting();
  else change((now) => { delete now.fields; delete now.version; delete now.base; });
  flush();
})();
