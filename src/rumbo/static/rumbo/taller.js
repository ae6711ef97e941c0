/*
 * The phone at a table. Every act goes into the phone's own store first and is sent from there, in order, until the
 * server says that it is kept: nothing is lost without network, in sleep or by a reload, and sending twice is harmless.
 * The page asks every few seconds whether anything changed, and takes in what did without touching what one types.
 */
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();  /* only on https */
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((one, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + one.toString(16).padStart(2, "0")).join("");
  }

  const memory = {};  /* where the browser keeps nothing, or nothing more */
  let blocked = false;
  function read(key) {
    if (blocked) return memory[key] || {};
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { return memory[key] || {}; }
  }
  function write(key, value) {
    memory[key] = value;
    try { localStorage.setItem(key, JSON.stringify(value)); } catch (error) { blocked = true; }
  }

  /* Joining: the same phone is the same participant, whatever is tapped twice or loaded again. */
  const joining = $("[data-join]");
  if (joining) {
    const key = `rumbo:join:${joining.dataset.join}`;
    const kept = read(key);
    const field = $("[name=nonce]", joining);
    if (kept.nonce) field.value = kept.nonce; else write(key, { nonce: field.value });
    joining.addEventListener("submit", () => setTimeout(() => { $(".btn", joining).disabled = true; }));
    window.addEventListener("pageshow", () => { $(".btn", joining).disabled = false; });
  }

  const box = $("#taller");
  if (!box) return;
  const table = window.rumboTable = {};  /* what `ejercicios.js` uses, and where it says what each exercise does */
  const texts = box.dataset;
  const KEY = `rumbo:table:${texts.key}`;
  const bar = $("#sending");
  const live = () => $("#live");
  const exercise = () => Number(live().dataset.exercise);
  const BATCH = 40;
  let flight = new Set();  /* the acts that are on their way */
  let failures = 0, busy = false, sent = false, turn = 0, alone = false, retryTimer, pollTimer;

  const state = () => Object.assign({ queue: [], refused: [], revisions: {}, drafts: {} }, read(KEY));
  function change(how) { const now = state(); how(now); write(KEY, now); return now; }

  /* What the bar says: a word always, the sentence where nothing can be sent. */
  function say(node, text) { if (node.textContent !== text) node.textContent = text; }
  function show() {
    const waiting = state().queue.length;
    const down = failures > 0 || navigator.onLine === false;
    const word = waiting ? (down ? texts.waiting.replace("{n}", waiting) : texts.sending) : down ? texts.offline : sent ? texts.sent : texts.connected;
    bar.hidden = false;
    bar.className = `status small ${down ? "risk" : waiting ? "go" : "ok"}`;
    say(bar, word);
    const kept = $("#kept");
    kept.hidden = !down;
    if (down) say(kept, texts.kept);
  }

  /* Sending */
  function ask(url, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 15000);
    return fetch(url, Object.assign({ credentials: "same-origin", cache: "no-store", signal: stop.signal }, options))
      .then((response) => response.text().then((text) => ({ status: response.status, text })))
      .finally(() => clearTimeout(timer));
  }

  function add(act) {
    act.id = uuid();
    act.exercise = act.exercise || exercise();
    const same = (one) => one.type === act.type && one.exercise === act.exercise && (act.type === "part" ? one.draft === act.draft
      : act.type === "vote" && Object.keys(one.values).join() === Object.keys(act.values).join());
    change((now) => {
      if (act.type === "vote") {
        const last = Math.max(now.revisions[act.exercise] || 0, Number(live().dataset.revision));
        act.revision = now.revisions[act.exercise] = last + 1;
      }
      if (act.type === "say") act.nonce = act.id;
      const flying = (one) => flight.has(one.id);
      if (act.type === "part") {  /* what is written on top of what still waits was seen as it will be */
        const before = now.queue.filter((one) => one.type === "part" && one.draft === act.draft).pop();
        if (before) act.seen = flying(before) ? before.text : before.seen;
      }
      now.queue = now.queue.filter((one) => flying(one) || !same(one));
      now.queue.push(act);
    });
    overlay();
    flush();
  }

  function parsed(text) { try { return JSON.parse(text); } catch (error) { return {}; } }  /* the hotel's page is no answer */

  async function flush() {
    clearTimeout(retryTimer);
    if (busy) return;
    const acts = state().queue.slice(0, alone ? 1 : BATCH);
    if (!acts.length) { show(); return; }
    busy = true;
    flight = new Set(acts.map((one) => one.id));
    show();
    let answer = { status: 0, text: "" };
    try {
      answer = await ask(texts.send, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Rumbo": "1" },
        body: JSON.stringify({ acts }),
      });
    } catch (error) { /* no network */ }
    busy = false;
    flight = new Set();
    const answers = answer.status === 200 && parsed(answer.text).answers;
    if (answers) { settle(acts, answers); return; }
    if (answer.status === 403) { location.reload(); return; }
    if (answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status)) {
      if (acts.length > 1) { alone = true; flush(); return; }
      settle(acts, [{ id: acts[0].id, ok: false, say: texts.again }]);
      return;
    }
    failures += 1;
    retryTimer = setTimeout(flush, Math.min(30, 2 ** failures) * 500 * (1 + Math.random()));
    show();
  }

  function settle(acts, answers) {
    failures = 0;
    sent = true;
    turn += 1;  /* what was asked before this is old */
    const done = new Map(answers.filter((one) => !one.retry).map((one) => [one.id, one]));
    const now = change((next) => {
      next.queue = next.queue.filter((one) => !done.has(one.id));
      acts.forEach((act) => {
        const answer = done.get(act.id);
        if (act.type === "part" && answer) partAnswered(act, answer, next);
        else if (answer && !answer.ok) next.refused.push({ say: answer.say, text: act.text || "", act });
      });
    });
    if (!now.queue.length) alone = false;
    const plain = acts.every((act) => act.type === "vote") && answers.every((one) => one.ok);
    overlay();
    poll(!plain);
    if (answers.some((one) => one.retry)) { failures = 1; retryTimer = setTimeout(flush, 1500); show(); } else flush();
  }

  /* A part of a profile: what was seen is the text that the field began with. */
  function partAnswered(act, answer, next) {
    const field = all("textarea[data-draft]").find((one) => one.dataset.draft === act.draft);
    const typed = field ? field.value : act.text;
    const seen = answer.ok ? act.text : "current" in answer ? answer.current : act.seen;
    if (answer.ok && typed === act.text) delete next.drafts[act.draft];
    else next.drafts[act.draft] = answer.ok ? { text: typed, seen } : { text: typed, seen, say: answer.say, other: answer.current };
    if (field) { field.defaultValue = seen; field.value = typed; } else if (!answer.ok) next.refused.push({ say: answer.say, text: act.text, act });
  }

  /* Where somebody else wrote the part in the meantime: their text stays in sight until both are one. */
  function clash(field, draft) {
    const note = field.form && $("[data-part-state]", field.form);
    if (!note) return;
    note.hidden = !(draft && draft.say);
    if (note.hidden) return;
    note.className = "notice error";
    note.setAttribute("role", "alert");
    const text = draft.other === undefined ? draft.say : `${draft.say}\n«${draft.other}»`;
    if (note.textContent !== text) note.textContent = text;
  }

  /* Asking whether anything changed */
  async function poll(force) {
    clearTimeout(pollTimer);
    const mine = ++turn;
    const query = new URLSearchParams(location.search);
    query.set("v", force ? "" : live().dataset.version);
    try {
      const answer = await ask(`${texts.state}?${query}`);
      if (mine === turn && answer.status === 200) render(answer.text);
      if (mine === turn && answer.status === 403) { location.reload(); return; }
      if (answer.status < 500 && failures && !busy) { failures = 0; flush(); }
    } catch (error) { if (mine === turn) failures = Math.max(failures, 1); }
    if (mine !== turn) return;
    show();
    if (!document.hidden) pollTimer = setTimeout(poll, 2000 + Math.random() * 1000);
  }

  function wake() { if (!document.hidden) { failures = 0; flush(); poll(); } else clearTimeout(pollTimer); }
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  window.addEventListener("online", wake);
  window.addEventListener("offline", show);

  /* Taking in what changed: nodes are matched by id, so that focus, open parts and typed text stay. */
  function render(html) {
    const next = new DOMParser().parseFromString(html, "text/html").getElementById("live");
    if (!next) return;
    const other = ["exercise", "phase"].some((name) => next.dataset[name] !== live().dataset[name]);
    if (other) {
      leave();
      live().replaceWith(next);
      window.scrollTo(0, 0);
      const title = $("h1", next);
      if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); }
    } else {
      all(".waiting", live()).forEach((one) => one.remove());
      morph(live(), next);
    }
    overlay();
  }

  /* What somebody was writing when the exercise closed is shown to them, not lost. */
  function leave() {
    const mine = `${live().dataset.exercise}:`;
    change((now) => Object.keys(now.drafts).filter((name) => name.startsWith(mine)).forEach((name) => {
      const text = now.drafts[name].text.trim();
      if (text && text !== now.drafts[name].seen.trim()) now.refused.push({ say: texts.left, text, act: { draft: name } });
      delete now.drafts[name];
    }));
  }

  function morph(from, to) {
    if (from.matches("textarea")) {
      if (from.value === from.defaultValue) from.value = from.defaultValue = to.defaultValue;
      return;
    }
    for (const { name, value } of [...to.attributes]) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
    if (from.matches("input")) {
      if (from !== document.activeElement || from.type === "radio") { from.value = to.value; from.checked = to.checked; }
      return;
    }
    const known = new Map([...from.children].filter((one) => one.id).map((one) => [one.id, one]));
    let place = from.firstChild;
    for (const wanted of [...to.childNodes]) {
      const held = wanted.id && known.get(wanted.id);
      if (held) {
        if (held !== place) from.insertBefore(held, place); else place = place.nextSibling;
        morph(held, wanted);
      } else if (place && !place.id && !wanted.id && place.nodeName === wanted.nodeName) {
        const node = place;
        place = place.nextSibling;
        if (node.nodeType === 1) morph(node, wanted); else if (node.data !== wanted.data) node.data = wanted.data;
      } else from.insertBefore(wanted, place);
    }
    while (place) { const gone = place; place = place.nextSibling; gone.remove(); }
  }

  /* Over what the server knows, what only this phone knows: drafts, what waits, what was refused. */
  function overlay() {
    const now = state();
    all("[data-js]", live()).forEach((one) => { one.hidden = false; });
    all("textarea[data-draft]").forEach((field) => {
      const draft = now.drafts[field.dataset.draft];
      if (draft && field.value === field.defaultValue) { field.defaultValue = draft.seen; field.value = draft.text; }
      clash(field, draft);
      count(field);
    });
    all(".waiting", live()).forEach((one) => one.remove());
    now.queue.filter((act) => act.exercise === exercise()).forEach((act) => table.pending(act));
    refusals(now);
    table.overlay();
    show();
  }

  function refusals(now) {
    const place = $("#refused");
    const boxes = now.refused.map((one, n) => {
      const node = document.createElement("div");
      node.className = "notice error";
      node.innerHTML = "<div><p><strong></strong> <span></span></p><p class=\"text\"></p><p class=\"row\"></p></div>";
      $("strong", node).textContent = `${place.dataset.title}.`;
      $("span", node).textContent = one.say;
      $(".text", node).textContent = one.text;
      const button = (text, then) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = "btn ghost small";
        made.textContent = text;
        made.addEventListener("click", () => { then(); change((next) => next.refused.splice(n, 1)); overlay(); });
        $(".row", node).append(made);
      };
      const field = one.text && all("textarea[data-draft]").find((area) => area.dataset.draft === one.act.draft && !area.value);
      if (field) button(place.dataset.back, () => { field.value = one.text; keep(field); field.focus(); });
      button(place.dataset.drop, () => {});
      return node;
    });
    if (place.childElementCount || boxes.length) { place.textContent = ""; place.append(...boxes); }
  }

  /* Typing: kept at each letter, counted, never cut. */
  function keep(field) {
    change((now) => {
      if (field.value === field.defaultValue) delete now.drafts[field.dataset.draft];
      else now.drafts[field.dataset.draft] = Object.assign({}, now.drafts[field.dataset.draft], { text: field.value, seen: field.defaultValue });
    });
    count(field);
  }
  function count(field) {
    const left = field.form && $("[data-left]", field.form);
    const over = [...field.value].length - Number(field.dataset.limit);
    if (left) say(left, String(-over));
    field.setAttribute("aria-invalid", String(over > 0));
    field.setCustomValidity(over > 0 ? texts.over.replace("{n}", over) : "");
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-draft]")) keep(event.target);
  });
  /* One's own link: by the phone's own way of sharing, else copied, else marked to copy by hand. */
  async function share(button) {
    const field = document.getElementById(button.dataset.keep);
    try {
      if (navigator.share) { await navigator.share({ title: button.dataset.title, url: field.value }); return; }
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else { field.focus(); field.select(); if (!document.execCommand("copy")) return; }  /* plain http */
      button.textContent = button.dataset.after;
    } catch (error) { field.focus(); field.select(); }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-keep]");
    if (link) share(link);
  });

  if (new URLSearchParams(location.search).has("nuevo")) {
    const query = new URLSearchParams(location.search);
    query.delete("nuevo");
    history.replaceState(null, "", location.pathname + (query.toString() ? `?${query}` : ""));
  }
  Object.assign(table, { add, keep, say, begin() { overlay(); flush(); poll(); } });
})();
