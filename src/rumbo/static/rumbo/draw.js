/*
 * Drawing a place: <div data-draw> around a map (see map.js), the text with the coordinates, the choice of what it is, and
 * buttons. The text is the truth: the map shows what it says and writes what was drawn, latitude first, a pair a line and
 * an empty line before another part. Shapes that lines of text cannot say (areas with holes) are shown, not changed.
 */
"use strict";
(() => {
  const INK = "#a6461f";
  const MOVABLE = 400; // points; more would be hundreds of handles on a map
  const PAIR = /^\s*\(?\s*([-+−]?\d+(?:\.\d+)?)\s*°?\s*[,;\s]\s*([-+−]?\d+(?:\.\d+)?)\s*°?\s*\)?\s*,?\s*$/;
  const COMMAS = /^\s*([-+−]?\d+,\d+)\s*[;\s]\s*([-+−]?\d+,\d+)\s*$/; // as decimal signs

  /* Return {sort, parts} of a text, {fixed} where only GeoJSON can say it, or null where it cannot be read yet. */
  function read(text, sort) {
    const content = text.trim();
    if (content.startsWith("{")) return ofGeoJSON(content);
    const parts = content.split(/\n\s*\n/).map((part) => part.split("\n").filter((line) => line.trim()).map(pair)).filter((part) => part.length);
    return parts.flat().includes(null) ? null : { sort, parts };
  }

  function pair(line) {
    const found = line.match(COMMAS) || line.match(PAIR);
    if (!found) return null;
    const [latitude, longitude] = found.slice(1).map((one) => Number.parseFloat(one.replace("−", "-").replace(",", ".")));
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
  }

  function ofGeoJSON(content) {
    let fixed;
    try { fixed = JSON.parse(content); L.geoJSON(fixed); } catch { return null; }
    const { type, coordinates } = fixed.geometry || fixed;
    const turned = (part) => part.map(([x, y]) => [y, x]);
    const open = (ring) => turned(ring).slice(0, -1);
    const found = {
      Point: () => ["point", [turned([coordinates])]],
      MultiPoint: () => ["point", [turned(coordinates)]],
      LineString: () => ["line", [turned(coordinates)]],
      MultiLineString: () => ["line", coordinates.map(turned)],
      Polygon: () => coordinates.length === 1 && ["area", [open(coordinates[0])]],
      MultiPolygon: () => coordinates.every((rings) => rings.length === 1) && ["area", coordinates.map((rings) => open(rings[0]))],
    }[type];
    try {
      const [sort, parts] = (found && found()) || [];
      return sort ? { sort, parts } : { fixed };
    } catch { return null; }
  }

  const written = (parts) => parts.filter((part) => part.length)
    .map((part) => part.map(([latitude, longitude]) => `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`).join("\n")).join("\n\n");

  function drawing(box, map) {
    const field = box.querySelector("textarea");
    const said = box.querySelector("[data-draw-said]");
    const radios = [...box.querySelectorAll("input[type=radio]")];
    const button = (name) => box.querySelector(`[data-draw-${name}]`);
    const layer = L.layerGroup().addTo(map);
    const before = [];
    let state = null;
    let another = false; // the next press begins another part
    let own = false; // what changes the text is this script

    const chosen = () => (radios.find((one) => one.checked) || { value: "area" }).value;
    const count = () => (state && state.parts ? state.parts.flat().length : 0);

    function save(keep = true) {
      if (keep) before.push(field.value);
      own = true;
      field.value = written(state.parts);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      own = false;
      show();
    }

    function shape(part) {
      const style = { color: INK, weight: 4, fillOpacity: 0.18, interactive: false };
      return state.sort === "area" ? L.polygon(part, style) : L.polyline(part, style);
    }

    /* A point that can be moved; with `fresh` one between two others, which is added once it is moved. */
    function handle(part, index, at, fresh, drawn) {
      const last = !fresh && part === state.parts.at(-1) && index === part.length - 1;
      const icon = L.divIcon({ className: fresh ? "draw-dot between" : last ? "draw-dot last" : "draw-dot", iconSize: [32, 32] });
      const mark = L.marker(at, { icon, draggable: true, keyboard: false, autoPan: true, zIndexOffset: fresh ? 0 : 500 }).addTo(layer);
      mark.on("dragstart", () => { if (fresh) part.splice(index, 0, at); });
      mark.on("drag", () => {
        const { lat, lng } = mark.getLatLng();
        part[index] = [lat, lng];
        if (drawn) drawn.setLatLngs(part);
      });
      mark.on("dragend", () => save());
      if (!fresh) mark.on("click", () => mark.bindPopup(() => takeOff(part, index), { closeButton: false }).openPopup());
    }

    function takeOff(part, index) {
      const node = document.createElement("button");
      node.type = "button";
      node.className = "btn small ghost";
      node.textContent = box.dataset.remove;
      node.addEventListener("click", () => { part.splice(index, 1); save(); });
      return node;
    }

    function show() {
      layer.clearLayers();
      state = read(field.value, chosen());
      if (state && state.fixed) L.geoJSON(state.fixed, { interactive: false, style: { color: INK } }).addTo(layer);
      else if (state) state.parts.forEach(showPart);
      tell();
    }

    function showPart(part) {
      const drawn = state.sort === "point" ? null : shape(part).addTo(layer);
      if (count() > MOVABLE) return;
      part.forEach((at, index) => {
        handle(part, index, at, false, drawn);
        const next = part[index + 1] || (state.sort === "area" && part.length > 2 ? part[0] : null);
        if (drawn && next && count() < MOVABLE / 4) handle(part, index + 1, [(at[0] + next[0]) / 2, (at[1] + next[1]) / 2], true, drawn);
      });
    }

    function tell() {
      const texts = box.dataset;
      const part = state && state.parts && state.parts.at(-1);
      let text = texts.none;
      if (!state) text = texts.unread;
      else if (state.fixed || count() > MOVABLE) text = texts.fixed;
      else if (another) text = texts.part;
      else if (part && state.sort === "line" && part.length === 1) text = texts.next;
      else if (part && state.sort === "area" && part.length < 3) text = texts.three;
      else if (part) text = `${count() === 1 ? texts.one : texts.count.replace("{n}", count())}${size()}`;
      said.textContent = text;
      button("undo").disabled = !before.length && !count();
      button("clear").disabled = !field.value;
      button("part").disabled = !part || another;
    }

    function size() {
      if (state.sort !== "line") return "";
      const metres = state.parts.flatMap((part) => part.slice(1).map((at, index) => map.distance(part[index], at))).reduce((sum, one) => sum + one, 0);
      return ` · ${metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`}`;
    }

    function add(at) {
      if (!state || state.fixed || count() > MOVABLE) return;
      const { lat, lng } = at.wrap();
      const place = [Number(lat.toFixed(6)), Number(lng.toFixed(6))];
      const last = state.parts.at(-1);
      if (state.sort === "point" && !another) state.parts = [[...(last || []).slice(0, -1), place]];
      else if (state.sort === "point" || (last && !another)) last.push(place);
      else state.parts.push([place]);
      another = false;
      save();
    }

    /* Take the last press back; what was there before the drawing goes a point at a time. */
    function undo() {
      another = false;
      if (before.length) {
        own = true;
        field.value = before.pop();
        field.dispatchEvent(new Event("input", { bubbles: true }));
        own = false;
        return show();
      }
      if (!count()) return tell();
      state.parts.at(-1).pop();
      state.parts = state.parts.filter((part) => part.length);
      return save(false);
    }

    function fit() {
      const bounds = L.latLngBounds([]);
      layer.eachLayer((one) => bounds.extend(one.getBounds ? one.getBounds() : one.getLatLng()));
      if (bounds.isValid()) map.fitBounds(bounds, { maxZoom: 16, padding: [40, 40] });
    }

    function typed() {
      if (own) return;
      before.length = 0;
      const found = read(field.value, chosen());
      const radio = found && radios.find((one) => one.value === found.sort);
      if (radio) radio.checked = true;
      show();
      fit();
    }

    map.on("click", (event) => add(event.latlng));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.target !== map.getContainer()) return;
      if (event.key === "Enter") { event.preventDefault(); add(map.getCenter()); }
      if (event.key === "Backspace") { event.preventDefault(); undo(); }
    });
    button("undo").addEventListener("click", undo);
    button("clear").addEventListener("click", () => { state = { sort: chosen(), parts: [] }; another = false; save(); });
    button("part").addEventListener("click", () => { another = true; tell(); map.getContainer().focus({ preventScroll: true }); });
    radios.forEach((one) => one.addEventListener("change", show));
    field.addEventListener("input", typed);
    box.querySelector("input[type=file]").addEventListener("change", async (event) => {
      const file = event.target.files[0];
      if (!file || file.size > 5e6) return; // the server says what is wrong
      field.value = await file.text();
      event.target.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    typed();
  }

  document.querySelectorAll("[data-draw]").forEach((box) => {
    box.addEventListener("rumbo:map", async ({ detail }) => {
      await detail.ready;
      drawing(box, detail.map);
      box.dataset.draw = "ready";
    });
  });
})();
