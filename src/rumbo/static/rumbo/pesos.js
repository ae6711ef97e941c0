/*
 * Moves the weights of a published ranking. The order is that of rumbo.methods.ranking.judging: `values` and
 * `places` here do what Judge.values and places_by_row do, on the numbers that the rows carry; tests compare both.
 */
"use strict";
(() => {
  const root = document.querySelector("[data-weights]");
  if (!root) return;
  const SAME = 1e-12, LATER = 400, NAMED = 4;
  const texts = root.dataset, first = Number(texts.first), method = texts.weights;
  const form = root.querySelector("form"), list = root.querySelector("[data-rows]"), told = root.querySelector("[data-changes]");
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const numbers = (text) => text ? text.split(" ").map((one) => one === "-" ? null : Number(one)) : null;
  const rows = [...list.children].map((node) => ({
    node, name: node.dataset.name, before: Number(node.dataset.before), rank: Number(node.dataset.rank),
    parts: numbers(node.dataset.parts), best: numbers(node.dataset.best), worst: numbers(node.dataset.worst),
    place: node.querySelector("[data-place]"), move: node.querySelector("[data-move]"),
  })).sort((a, b) => a.rank - b.rank);
  const complete = rows.every((row) => !row.parts || row.parts.every((one) => one !== null));

  /* What nobody moved counts with all its digits. */
  const weightOf = (slider) => Number(slider.value === slider.dataset.start ? slider.dataset.exact : slider.value);

  function values(weights) {
    const sum = (part, of) => part.reduce((all, one, at) => all + (one === null ? 0 : of(weights[at]) * one), 0);
    return rows.map((row) => {
      if (method === "topsis") {
        const best = Math.sqrt(sum(row.best, (w) => w * w)), worst = Math.sqrt(sum(row.worst, (w) => w * w));
        return best + worst > 0 ? worst / (best + worst) : 0.5;
      }
      const found = sum(row.parts, (w) => w);
      if (complete) return found;
      const own = row.parts.reduce((all, one, at) => all + (one === null ? 0 : weights[at]), 0);
      return own > 0 ? found / own : (method === "promethee" ? -1 : 0);
    });
  }

  function places(found) {
    const order = found.map((_, at) => at).sort((a, b) => found[b] - found[a] || a - b);
    const places = [];
    order.forEach((at, index) => {
      const above = order[index - 1];
      places[at] = index && found[above] - found[at] <= SAME ? places[above] : index + 1;
    });
    return places;
  }

  function say(parts) {
    const lines = parts.filter(([, names]) => names.length).map(([label, names]) => {
      const line = document.createElement("p"), strong = document.createElement("strong");
      strong.textContent = label;
      line.append(strong, " ", names);
      return line;
    });
    if (!lines.length) {
      const line = document.createElement("p");
      line.textContent = parts.none || texts.none;
      lines.push(line);
    }
    const text = lines.map((line) => line.textContent).join("\n");
    if (text !== [...told.children].map((line) => line.textContent.trim()).join("\n")) told.replaceChildren(...lines);
  }

  let waiting = 0, later = 0;
  function show() {
    waiting = 0;
    const given = sliders.map(weightOf), total = given.reduce((all, one) => all + one, 0);
    clearTimeout(later);
    if (total <= 0) { say(Object.assign([], { none: texts.zero })); return; }
    const now = places(values(given.map((one) => one / total)));
    rows.forEach((row, at) => {
      const up = row.before - now[at];
      row.now = now[at];
      row.place.textContent = now[at];
      row.move.textContent = !up ? texts.same : (up > 0 ? texts.up : texts.down).replace("{n}", Math.abs(up));
      row.node.classList.toggle("outside", now[at] > first);
    });
    const ordered = [...rows].sort((a, b) => a.now - b.now || a.rank - b.rank).map((row) => row.node);
    if (ordered.some((node, at) => list.children[at] !== node)) list.append(...ordered);
    const names = (wanted) => {
      const all = rows.filter(wanted).map((row) => row.name);
      return all.length <= NAMED + 1 ? all.join(" · ") : `${all.slice(0, NAMED).join(" · ")} ${texts.more.replace("{n}", all.length - NAMED)}`;
    };
    later = setTimeout(() => {
      say([
        [texts.enters, names((row) => row.now <= first && row.before > first)],
        [texts.leaves, names((row) => row.before <= first && row.now > first)],
      ]);
      keep();
    }, LATER);
  }

  /* The address leads back to these weights: it can be copied and sent. */
  function keep() {
    const moved = sliders.some((slider) => slider.value !== slider.dataset.start);
    const query = moved ? "?" + sliders.map((slider) => `${slider.name}=${slider.value}`).join("&") : location.pathname;
    history.replaceState(history.state, "", query);
  }

  function ask() { if (!waiting) waiting = requestAnimationFrame(show); }

  sliders.forEach((slider) => slider.addEventListener("input", () => {
    slider.parentNode.querySelector("[data-value]").textContent = slider.value;
    ask();
  }));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  root.querySelector("[data-reset]").addEventListener("click", (event) => {
    event.preventDefault();
    sliders.forEach((slider) => {
      slider.value = slider.dataset.start;
      slider.parentNode.querySelector("[data-value]").textContent = slider.value;
    });
    show();
  });
  root.querySelector("[data-apply]").hidden = true;
})();
