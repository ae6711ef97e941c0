/* Tags written in one field, separated by semicolons: suggestions are for the tag being written, after those before. */
(() => {
  "use strict";
  document.querySelectorAll("input[data-tags]").forEach((field) => {
    if (!field.list) return;
    const known = [...field.list.options].map((option) => option.value);
    field.addEventListener("input", () => {
      const cut = field.value.lastIndexOf(";") + 1;
      const before = field.value.slice(0, cut).trimEnd();
      const there = new Set(before.split(";").map((tag) => tag.trim().toLowerCase()));
      field.list.replaceChildren(...known.filter((tag) => !there.has(tag.toLowerCase())).map((tag) => {
        const option = document.createElement("option");
        option.value = before ? `${before} ${tag}` : tag;
        return option;
      }));
    });
  });
})();
