// Evidence: larger, smaller, turned, without loading the page again; it opens at the passage cited.
(() => {
  const STEPS = ["50", "75", "100", "150", "200", "300", "400"];
  const FITTED = 1; // what fits the width counts as 75 % when it is made larger or smaller
  const ready = (from) => {
    for (const turn of from.querySelectorAll("[data-turn]")) turn.hidden = false;
    for (const image of from.querySelectorAll(".viewer-sheet img")) if (image.complete && !image.naturalWidth) undrawn(image);
    for (const mark of from.querySelectorAll("[data-open-here]")) {
      const page = mark.closest(".viewer-page");
      const image = page.querySelector("img");
      if (image && !image.complete) {  // its height is not known yet: the place would slip away when it is
        image.addEventListener("load", () => ready(from), { once: true });
        continue;
      }
      const at = mark.getBoundingClientRect();
      const box = page.getBoundingClientRect();
      page.scrollTop += at.top - box.top - page.clientHeight / 4;
      page.scrollLeft += at.left - box.left - 16;
    }
  };
  // a page that could not be drawn: the sentence instead of the sign of a broken picture
  const undrawn = (image) => {
    const told = image.closest(".viewer-page")?.querySelector("[data-undrawn]");
    if (!told) return;
    told.hidden = false;
    image.closest(".viewer-sheet").hidden = true;
  };
  document.addEventListener("error", (event) => {
    if (event.target.matches?.(".viewer-sheet img")) undrawn(event.target);
  }, true);
  const show = (viewer, zoom) => {
    const sheet = viewer.querySelector(".viewer-sheet");
    sheet.classList.replace(`zoom-${viewer.dataset.zoom}`, `zoom-${zoom}`);
    viewer.dataset.zoom = zoom;
    const image = sheet.querySelector("img[data-wide]");
    if (image && Number(zoom) >= 300 && image.getAttribute("src") !== image.dataset.wide) image.src = image.dataset.wide;
    // the links to other pages and the page typed keep the size
    for (const link of viewer.querySelectorAll("[data-page-before], [data-page-after]")) link.href = link.href.replace(/zoom=\w+/, `zoom=${zoom}`);
    for (const kept of viewer.querySelectorAll(".page-form [name=zoom]")) kept.value = zoom;
  };
  document.addEventListener("click", (event) => {
    const viewer = event.target.closest("[data-viewer]");
    if (!viewer) return;
    const step = event.target.closest("[data-zoom-step]");
    const to = event.target.closest("[data-zoom-to]");
    if (step || to) event.preventDefault();
    if (to) show(viewer, to.dataset.zoomTo);
    if (step) {
      const now = STEPS.indexOf(viewer.dataset.zoom);
      const next = (now < 0 ? FITTED : now) + Number(step.dataset.zoomStep);
      show(viewer, STEPS[Math.min(Math.max(next, 0), STEPS.length - 1)]);
    }
    if (event.target.closest("[data-turn]")) {
      const turned = (Number(viewer.dataset.turned || 0) + 90) % 360;
      const sheet = viewer.querySelector(".viewer-sheet");
      sheet.classList.remove("turn-90", "turn-180", "turn-270");
      if (turned) sheet.classList.add(`turn-${turned}`);
      viewer.dataset.turned = turned;
    }
  });
  // By keyboard, while the page is in focus. What leads elsewhere comes back into the page.
  const KEYS = {
    "+": '[data-zoom-step="1"]', "=": '[data-zoom-step="1"]', "-": '[data-zoom-step="-1"]', 0: '[data-zoom-to="fit"]',
    f: '[data-zoom-to="page"]', r: "[data-turn]", "[": "[data-page-before]", "]": "[data-page-after]",
    p: "[data-piece-before]", n: "[data-piece-after]", u: "[data-piece-open]", s: "[data-piece-unseen]", d: "[data-draw]",
  };
  const ARROWS = { ArrowLeft: "[data-page-before]", ArrowRight: "[data-page-after]" };
  document.addEventListener("keydown", (event) => {
    const page = event.target.closest(".viewer-page");
    if (event.target !== page || event.ctrlKey || event.metaKey || event.altKey) return;
    const wide = page.scrollWidth > page.clientWidth + 1; // then the arrows move the page
    const key = KEYS[event.key.toLowerCase()] || (wide ? null : ARROWS[event.key]);
    const found = key && (page.closest("[data-viewer]").querySelector(key) || document.querySelector(key));
    if (!found) return;
    event.preventDefault();
    if (found.href && !found.matches("[data-zoom-step], [data-zoom-to]")) location.assign(`${found.href}#sheet`);
    else found.click();
  });
  // Doubt and refusal ask for the reason first; Enter in it sends what was chosen, never "accepted".
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest(".mark-bar [data-wants-note]");
    if (!chosen) return;
    const bar = chosen.closest(".mark-bar");
    const note = bar.querySelector("[name=note]");
    bar.classList.add("wants-note");
    bar.dataset.mark = chosen.value;
    if (note.value.trim()) return;
    event.preventDefault();
    note.focus();
  });
  document.addEventListener("keydown", (event) => {
    const bar = event.target.closest(".mark-note") && event.target.closest(".mark-bar");
    if (!bar || event.key !== "Enter" || event.isComposing) return;
    const chosen = bar.querySelector(`[value="${bar.dataset.mark}"]`);
    if (!chosen) return;
    event.preventDefault();
    bar.requestSubmit(chosen);
  });
  addEventListener("load", () => {
    ready(document);
    if (location.hash === "#sheet") document.getElementById("sheet")?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:load", (event) => ready(event.target));
})();
