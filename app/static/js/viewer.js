// Evidence: larger, smaller, turned, without loading the page again; it opens at the passage cited.
(() => {
  const STEPS = ["fit", "75", "100", "150", "200", "300", "400"];
  const ready = (from) => {
    for (const turn of from.querySelectorAll("[data-turn]")) turn.hidden = false;
    for (const mark of from.querySelectorAll("[data-open-here]")) {
      const page = mark.closest(".viewer-page");
      const at = mark.getBoundingClientRect();
      const box = page.getBoundingClientRect();
      page.scrollTop += at.top - box.top - page.clientHeight / 4;
      page.scrollLeft += at.left - box.left - 16;
    }
  };
  document.addEventListener("click", (event) => {
    const viewer = event.target.closest("[data-viewer]");
    if (!viewer) return;
    const sheet = viewer.querySelector(".viewer-sheet");
    const step = event.target.closest("[data-zoom-step]");
    if (step) {
      event.preventDefault();
      const move = Number(step.dataset.zoomStep);
      const now = STEPS.indexOf(viewer.dataset.zoom);
      const next = move ? Math.min(Math.max(now + move, 0), STEPS.length - 1) : 0;
      sheet.classList.replace(`zoom-${STEPS[now]}`, `zoom-${STEPS[next]}`);
      viewer.dataset.zoom = STEPS[next];
    }
    if (event.target.closest("[data-turn]")) {
      const turned = (Number(viewer.dataset.turned || 0) + 90) % 360;
      sheet.classList.remove("turn-90", "turn-180", "turn-270");
      if (turned) sheet.classList.add(`turn-${turned}`);
      viewer.dataset.turned = turned;
    }
  });
  // By keyboard, while the page is in focus: + and - for the size, 0 for the width, r to turn, [ and ] for the page.
  const KEYS = { "+": '[data-zoom-step="1"]', "=": '[data-zoom-step="1"]', "-": '[data-zoom-step="-1"]', 0: '[data-zoom-step="0"]', r: "[data-turn]", "[": "[data-page-before]", "]": "[data-page-after]" };
  document.addEventListener("keydown", (event) => {
    const viewer = event.target.closest(".viewer-page")?.closest("[data-viewer]");
    if (!viewer || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    viewer.querySelector(KEYS[event.key])?.click();
  });
  addEventListener("load", () => ready(document));
  document.addEventListener("htmx:load", (event) => ready(event.target));
})();
