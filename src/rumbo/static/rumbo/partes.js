/* The split of a project: what the shares add up to, and what is left of the whole, while one types. */
(() => {
  "use strict";
  const form = document.querySelector("[data-shares]");
  if (!form) return;
  const places = { cost: 2, people: 0 };

  /* Exact: whole cents as BigInt; what cannot be read counts nothing, as on the server. */
  function read(text, digits) {
    const found = /^\$? ?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text.trim());
    if (!found || (found[2] && !digits)) return 0n;
    return BigInt(found[1].replaceAll(",", "") + (found[2] || "").padEnd(digits, "0"));
  }
  function show(number, digits) {
    const sign = number < 0n ? "-" : "";
    const all = String(number < 0n ? -number : number).padStart(digits + 1, "0");
    const whole = all.slice(0, all.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
    return digits ? `${sign}$${whole}.${all.slice(-digits)}` : sign + whole;
  }
  function add() {
    for (const [name, digits] of Object.entries(places)) {
      let sum = 0n;
      for (const field of form.querySelectorAll(`[data-part="${name}"]`)) sum += read(field.value, digits);
      form.querySelector(`[data-sum="${name}"]`).textContent = show(sum, digits);
      form.querySelector(`[data-gap="${name}"]`).textContent = show(read(form.elements[name].value, digits) - sum, digits);
    }
  }
  form.addEventListener("input", add);
})();
