/* The button "Use my position": writes the position of the device into the fields of latitude and longitude. */
"use strict";
(() => {
  const button = document.querySelector("[data-position]");
  const said = document.querySelector("[data-position-said]");
  const fields = ["latitude", "longitude"].map((name) => document.querySelector(`[name=${name}]`));
  if (!button || fields.includes(null)) return;
  if (!navigator.geolocation) { button.parentElement.remove(); return; }
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition((found) => {
      button.disabled = false;
      fields[0].value = found.coords.latitude.toFixed(6);
      fields[1].value = found.coords.longitude.toFixed(6);
      fields[0].closest("details").open = true;
      fields[1].dispatchEvent(new Event("input", { bubbles: true }));
      said.textContent = said.dataset.found;
    }, () => {
      button.disabled = false;
      fields[0].closest("details").open = true;
      said.textContent = said.dataset.failed;
    }, { maximumAge: 60000, timeout: 10000 });
  });
})();
