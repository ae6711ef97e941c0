/*
 * Files of a project: each is sent by itself, so that one that is refused or lost takes no other with it; how far it is
 * is shown when it takes longer than a second. Without this script the form sends them all at once.
 */
(() => {
  "use strict";
  const form = document.querySelector("form[data-files]");
  if (!form || !window.FormData || !window.DataTransfer) return;
  const field = form.elements.uploads;
  const button = form.querySelector("button.btn");
  const meter = form.querySelector("[data-meter]");
  const list = form.querySelector("[data-sent]");
  const drop = form.querySelector("[data-drop]");

  function say(text, url) {
    const line = form.querySelector(url ? "template[data-added]" : "template[data-refused]").content.cloneNode(true);
    line.querySelector("p").textContent = text;
    if (url) line.querySelector("a").href = url;
    list.append(line);
  }

  function named(sentence, file) {
    return form.dataset[sentence].replace("{file}", () => file.name);
  }

  function show(file, share) {
    meter.querySelector("[data-meter-name]").textContent = file.name;
    meter.querySelector("[data-meter-text]").textContent = `${share} %`;
    meter.querySelector("progress").value = share;
  }

  /* Resolves when the file was answered for, whatever the answer. */
  function send(file) {
    if (file.size > Number(form.dataset.limit)) { say(named("tooLarge", file)); return Promise.resolve(); }
    const data = new FormData(form);
    data.delete("uploads");
    data.append("uploads", file);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const later = setTimeout(() => { meter.hidden = false; }, 1000);
      show(file, 0);
      request.upload.onprogress = (event) => { if (event.lengthComputable) show(file, Math.round(100 * event.loaded / event.total)); };
      request.onload = () => { answer(request, file); };
      request.onerror = () => { say(named("failed", file)); };
      request.onloadend = () => { clearTimeout(later); meter.hidden = true; done(); };
      request.open("POST", location.href);
      request.setRequestHeader("Accept", "application/json");
      request.send(data);
    });
  }

  function answer(request, file) {
    let told = null;
    try { told = JSON.parse(request.responseText); } catch { /* a page, or a text */ }
    if (told && told.sent) told.sent.forEach((one) => say(one.said, one.url));
    else if (request.status === 413) say(request.responseText);
    else if (request.status === 403 || request.responseURL !== location.href) say(named("ended", file));
    else say(named("failed", file));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    button.setAttribute("aria-disabled", "true");
    list.replaceChildren();
    for (const file of [...field.files]) await send(file);
    field.value = "";
    button.removeAttribute("aria-disabled");
    delete form.dataset.busy;
    htmx.ajax("GET", location.href, { target: "#files", select: "#files", swap: "outerHTML" });
  });

  ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  }));
  drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("over"); });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const all = new DataTransfer();
    [...field.files, ...event.dataTransfer.files].forEach((file) => all.items.add(file));
    field.files = all.files;
  });
})();
