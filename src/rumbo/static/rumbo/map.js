/*
 * Maps: <div data-map data-points="[…]">. Points are {at: [latitude, longitude], title, url}; without data-tiles they
 * lie on a plain grid. With data-choose a press writes the fields named latitude and longitude, and shows what is there.
 * Points, lines and areas come as GeoJSON in data-shapes, or from the address data-source; their properties are
 * {number, title, url, place, stage, words}. data-outline is the edge of what the map is of; data-bounds where it begins
 * without anything to show. draw.js takes over where the event rumbo:map reaches it.
 * Leaflet (data-script, data-style) is fetched once a map is in sight: who reads only the text does not pay for it.
 */
"use strict";
(() => {
  const INK = "#a6461f";

  /* A background of lines, for sites without tiles. */
  function grid() {
    const Grid = L.GridLayer.extend({
      createTile() {
        const tile = document.createElement("div");
        tile.className = "map-grid";
        return tile;
      },
    });
    return new Grid({ maxZoom: 19 });
  }

  let leaflet = null;
  function fetched(box) {
    leaflet ||= new Promise((ready, failed) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = box.dataset.style;
      const script = document.createElement("script");
      script.src = box.dataset.script;
      script.onload = ready;
      script.onerror = failed;
      document.head.append(style, script);
    });
    return leaflet;
  }

  function words(point) {
    const node = document.createElement(point.url ? "a" : "span");
    node.textContent = [point.number, point.title].filter(Boolean).join(" · ");
    if (point.url) node.href = point.url;
    const more = [point.place, point.words, point.stage].filter(Boolean).join(" · ");
    if (!more) return node;
    const small = document.createElement("small");
    small.textContent = more;
    const box = document.createElement("div");
    box.append(node, document.createElement("br"), small);
    return box;
  }

  /* GeoJSON on the map; many shapes are painted on one canvas, as each of a few is an element of its own. */
  function shapes(map, found) {
    const many = found.features.length > 300;
    const renderer = many ? L.canvas({ tolerance: 8 }) : L.svg({ tolerance: 8 });
    return L.geoJSON(found, {
      renderer,
      style: (feature) => (feature.geometry.type.endsWith("Point") ? {} : { color: INK, weight: 4, opacity: 0.9, fillColor: INK, fillOpacity: 0.18, renderer }),
      pointToLayer: (_feature, at) => L.circleMarker(at, { radius: many ? 6 : 8, renderer, color: "#fff", weight: 2, fillColor: INK, fillOpacity: 0.85, opacity: 1 }),
      onEachFeature: (feature, layer) => layer.bindPopup(() => words(feature.properties), { closeButton: false }),
    }).addTo(map);
  }

  function begins(map, box, layers) {
    const bounds = L.latLngBounds([]);
    layers.forEach((layer) => bounds.extend(layer.getBounds()));
    if (!bounds.isValid() && box.dataset.bounds) bounds.extend(JSON.parse(box.dataset.bounds));
    if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 15, padding: [30, 30], animate: false });
    return bounds.isValid();
  }

  /* The outline, the shapes and those of an address; the map begins where they are. */
  async function draw(map, box) {
    const { outline, shapes: inside, source } = box.dataset;
    const edge = outline ? L.geoJSON(JSON.parse(outline), { interactive: false, style: { color: "#6a6258", weight: 2, dashArray: "6 6", fill: false } }).addTo(map) : null;
    const own = inside ? shapes(map, JSON.parse(inside)) : null;
    const there = [own || edge].filter(Boolean);
    begins(map, box, there);
    if (!source) return;
    const answer = await fetch(source, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    if (found.features.length) begins(map, box, [shapes(map, found)]);
  }

  function dot(at, chosen) {
    return L.circleMarker(at, { radius: chosen ? 10 : 8, color: "#fff", weight: 2, fillColor: INK, fillOpacity: chosen ? 1 : 0.8 });
  }

  function show(box) {
    const { tiles, credit } = box.dataset;
    const points = JSON.parse(box.dataset.points || "[]");
    const [latitude, longitude, zoom] = JSON.parse(box.dataset.view);
    const map = L.map(box, { zoomControl: false, attributionControl: Boolean(tiles), scrollWheelZoom: false, maxZoom: 19, minZoom: 3, zoomSnap: tiles ? 1 : 0.25 });
    L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);
    if (tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(tiles, { referrerPolicy: "strict-origin", maxZoom: 19 }).addTo(map);
      const text = document.createElement("span");
      text.textContent = credit;
      map.attributionControl.addAttribution(text.innerHTML);
    } else grid().addTo(map);
    points.forEach((point) => {
      dot(point.at, false).addTo(map).bindPopup(() => words(point), { closeButton: false });
    });
    if (points.length) map.fitBounds(L.latLngBounds(points.map((point) => point.at)), { maxZoom: 15, padding: [30, 30] });
    else map.setView([latitude, longitude], zoom);
    return map;
  }

  function choose(box, map) {
    const fields = ["latitude", "longitude"].map((name) => document.querySelector(`[name=${name}]`));
    if (fields.includes(null)) return;
    let mark = null;
    function read(move) {
      const at = fields.map((field) => Number.parseFloat(field.value.replace(",", ".")));
      if (mark) mark.remove();
      mark = null;
      if (at.some(Number.isNaN) || Math.abs(at[0]) > 85 || Math.abs(at[1]) > 180) return;
      mark = dot(at, true).addTo(map);
      if (move) map.setView(at, Math.max(map.getZoom(), 14));
    }
    map.on("click", (event) => {
      const at = event.latlng.wrap();
      fields[0].value = at.lat.toFixed(6);
      fields[1].value = at.lng.toFixed(6);
      fields[0].closest("details").open = true;
      read(false);
    });
    fields.forEach((field) => field.addEventListener("input", () => read(true)));
    read(true);
  }

  async function begin(box) {
    try { await fetched(box); } catch { box.remove(); return; }
    const map = show(box);
    if ("choose" in box.dataset) choose(box, map);
    const ready = draw(map, box);
    box.dispatchEvent(new CustomEvent("rumbo:map", { bubbles: true, detail: { map, ready } }));
  }

  const sight = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      sight.unobserve(entry.target);
      begin(entry.target);
    });
  });
  document.querySelectorAll("[data-map]").forEach((box) => { box.hidden = false; sight.observe(box); });
})();
