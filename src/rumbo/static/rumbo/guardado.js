/*
 * What is typed and not yet sent, kept on this device under a name: rumboStore(name) gives kept(), all of it, and
 * change(how), which lets `how` alter it. Where the browser keeps nothing, or nothing more, it stays in memory.
 */
"use strict";
window.rumboStore = (name) => {
  let memory = {}, blocked = false;
  function kept() {
    if (blocked) return memory;
    try { return JSON.parse(localStorage.getItem(name)) || {}; } catch { return memory; }
  }
  function change(how) {
    const now = kept();
    how(now);
    memory = now;
    try {
      if (Object.keys(now).length) localStorage.setItem(name, JSON.stringify(now)); else localStorage.removeItem(name);
    } catch { blocked = true; }
  }
  return { kept, change };
};
