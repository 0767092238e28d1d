// Remarks on the page: a region is drawn with the mouse, the finger or the arrow keys; a moment is taken from the film.
(() => {
  const form = () => document.getElementById("remark-form");
  const LEAST = 0.02;
  const STEP = 0.02;
  let box = null; // the region being drawn, in fractions of the page
  let from = null;
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
  const field = (name) => form()?.elements.namedItem(name);
  const put = () => {
    const drawn = document.querySelector(".draw-box");
    for (const [name, css] of [["x", "left"], ["y", "top"], ["width", "width"], ["height", "height"]]) {
      drawn.style[css] = `${100 * box[name]}%`;
      field(name).value = box[name].toFixed(4);
    }
    field("spot").value = "drawn";
  };
  const begin = () => {
    const sheet = document.querySelector(".viewer-sheet");
    if (!sheet || !form()) return;
    form().closest("details").open = true;
    sheet.classList.remove("turn-90", "turn-180", "turn-270");
    sheet.closest("[data-viewer]").dataset.turned = 0;
    sheet.classList.add("is-drawing");
    if (!sheet.querySelector(".draw-box")) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "draw-box";
      made.setAttribute("aria-label", form().dataset.drawing);
      sheet.append(made);
      const page = sheet.closest(".viewer-page").getBoundingClientRect();
      const all = sheet.getBoundingClientRect();
      const middle = (page.top + page.height / 2 - all.top) / all.height;
      box = { x: 0.25, y: clamp(middle - 0.05, 0, 0.9), width: 0.5, height: 0.1 };
    }
    put();
    sheet.closest(".viewer-page").scrollIntoView({ block: "nearest" });
    sheet.querySelector(".draw-box").focus({ preventScroll: true });
  };
  const end = () => {
    document.querySelector(".is-drawing")?.classList.remove("is-drawing");
    field("remark")?.focus();
  };
  const at = (event, sheet) => {
    const all = sheet.getBoundingClientRect();
    return [clamp((event.clientX - all.left) / all.width, 0, 1), clamp((event.clientY - all.top) / all.height, 0, 1)];
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-draw]")) begin();
    if (event.target.closest("[data-this-moment]")) {
      const film = document.querySelector(".viewer-film");
      if (!film || !form()) return;
      const second = Math.floor(film.currentTime);
      field("moment").value = `${Math.floor(second / 60)}:${String(second % 60).padStart(2, "0")}`;
      field("spot").value = "moment";
      field("remark").focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    const sheet = event.target.closest(".is-drawing");
    if (!sheet || event.button) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    from = at(event, sheet);
  });
  document.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = at(event, document.querySelector(".is-drawing"));
    const width = Math.max(Math.abs(x - from[0]), LEAST);
    const height = Math.max(Math.abs(y - from[1]), LEAST);
    box = { x: clamp(Math.min(x, from[0]), 0, 1 - width), y: clamp(Math.min(y, from[1]), 0, 1 - height), width, height };
    put();
  });
  addEventListener("pointercancel", () => { from = null; });
  document.addEventListener("pointerup", () => {
    if (!from) return;
    from = null;
    end();
  });
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(".draw-box")) return;
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      if (event.key === "Escape") {
        field("spot").value = "whole";
        event.target.remove();
      }
      end();
      return;
    }
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    if (event.shiftKey) {
      box.width = clamp(box.width + STEP * move[0], LEAST, 1 - box.x);
      box.height = clamp(box.height + STEP * move[1], LEAST, 1 - box.y);
    } else {
      box.x = clamp(box.x + STEP * move[0], 0, 1 - box.width);
      box.y = clamp(box.y + STEP * move[1], 0, 1 - box.height);
    }
    put();
    event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  for (const each of document.querySelectorAll("[data-draw], [data-this-moment]")) each.hidden = false;
})();
