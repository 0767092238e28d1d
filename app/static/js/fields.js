// Counters of characters; a level brings its usual score; the steps stay inside the level's range; dropped files.
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset || !field.dataset.limit) return;
    const count = document.getElementById(`${field.id}-count`);
    if (!count) return;
    const most = Number(field.dataset.limit);
    const n = [...field.value].length;
    const over = n - most;
    count.classList.toggle("late", over > 0);
    count.textContent = fill(over > 0 ? count.dataset.over : count.dataset.words, { n, left: most - n, over });
  });

  const range = (score, level) => {
    [score.dataset.min, score.dataset.max] = [level.dataset.min, level.dataset.max];
    const text = document.getElementById(`${score.id}-range`);
    if (text && level.dataset.min) text.textContent = fill(text.dataset.words, { least: level.dataset.min, most: level.dataset.max });
  };
  document.addEventListener("change", (event) => {
    const level = event.target;
    const score = level.dataset && level.dataset.score && document.getElementById(level.dataset.score);
    if (!score) return;
    range(score, level);
    score.value = level.dataset.usual;
    score.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const ready = (from) => {
    for (const level of all("[data-score]:checked", from)) {
      const score = document.getElementById(level.dataset.score);
      if (score) range(score, level);
    }
    for (const step of all("[data-step]", from)) step.hidden = false;
    for (const wish of all(".drop-wish", from)) wish.hidden = false;
  };
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.target));

  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const score = document.getElementById(step.dataset.for);
    const next = Math.round((Number(score.value) + Number(step.dataset.step)) * 100) / 100;
    const places = (step.dataset.step.split(".")[1] || "").length;
    if (score.dataset.min && next < Number(score.dataset.min)) return;
    if (score.dataset.max && next > Number(score.dataset.max)) return;
    if (next < 0) return;
    score.value = next.toFixed(places);
    score.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Dragging files is an extra to choosing them; the names chosen are said.
  // A folder gives the files in it and below; what systems and open programs leave in folders stays out.
  const LEFTOVERS = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;
  const inside = async (entry) => {
    if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))].filter((file) => !LEFTOVERS.test(file.name));
    const [reader, found] = [entry.createReader(), []];
    for (let some; (some = await new Promise((done, failed) => reader.readEntries(done, failed))).length;) found.push(...some);
    return (await Promise.all(found.map(inside))).flat();
  };
  const dropped = async (transfer) => {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    if (!entries.some((entry) => entry && entry.isDirectory)) return transfer.files;
    const list = new DataTransfer();
    for (const file of (await Promise.all(entries.filter(Boolean).map(inside))).flat()) list.items.add(file);
    return list.files;
  };
  const zoneOf = (event) => event.target.closest?.("[data-drop]");
  const inputOf = (zone) => document.getElementById(zone.dataset.drop);
  // asked at the document: a card that has just come in by itself takes files from its first moment
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (zone && event.target === inputOf(zone)) zone.querySelector("[data-chosen]").textContent = [...event.target.files].map((file) => file.name).join(", ");
  });
  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => zoneOf(event)?.classList.remove("is-over"));
  document.addEventListener("drop", async (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    const input = inputOf(zone);
    input.files = await dropped(event.dataTransfer);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
