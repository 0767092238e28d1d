// A photograph laid flat by hand: four corners drawn to its sheet, under a lens; the server does the work.
// straighten.ask(picture, { turn, corners }, title) → { turn, corners }, or null when it is left as it is.
// Corners are fractions of the picture before it is turned; null corners are the whole picture.
const straighten = (() => {
  const WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]];
  const STEP = 0.005, LEAP = 0.03;
  const ZOOM = 2.5;
  const HIGH = 0.5;  // of the window: hint and buttons must be seen too

  // --- from the picture as it came to how it is turned now, and back
  const turned = ([x, y], turn) => ({ 0: [x, y], 90: [1 - y, x], 180: [1 - x, 1 - y], 270: [y, 1 - x] })[turn];
  const back = (point, turn) => turned(point, (360 - turn) % 360);

  const draw = (canvas, picture, turn, wide, high) => {
    const lying = turn % 180 !== 0;
    const [w, h] = lying ? [picture.height, picture.width] : [picture.width, picture.height];
    const scale = Math.min(wide / w, high / h);
    [canvas.width, canvas.height] = [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
    const pen = canvas.getContext("2d");
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate(turn * Math.PI / 180);
    const [across, down] = lying ? [canvas.height, canvas.width] : [canvas.width, canvas.height];
    pen.drawImage(picture, -across / 2, -down / 2, across, down);
  };

  const ask = (picture, { turn = 0, corners = null } = {}, title = "") => new Promise((done) => {
    const dialog = document.querySelector("[data-straighten]");
    const stage = dialog.querySelector(".straighten-stage");
    const canvas = dialog.querySelector("[data-picture]");
    const lens = dialog.querySelector("[data-lens]");
    const handles = [...dialog.querySelectorAll(".straighten-corner")];
    if (title) dialog.querySelector("h2").textContent = title;
    let now = turn;
    let shown = (corners || WHOLE).map((point) => turned(point, now));

    const place = () => {
      shown.forEach(([x, y], at) => { [handles[at].style.left, handles[at].style.top] = [`${100 * x}%`, `${100 * y}%`]; });
      dialog.querySelector("polygon").setAttribute("points", shown.map(([x, y]) => `${100 * x},${100 * y}`).join(" "));
    };
    const picture_ = () => {
      const room = stage.parentElement.getBoundingClientRect().width - 96;
      draw(canvas, picture, now, Math.max(120, room), innerHeight * HIGH);
      [stage.style.width, stage.style.height] = [`${canvas.width}px`, `${canvas.height}px`];
      place();
    };
    const look = (at) => {
      const [x, y] = shown[at];
      lens.hidden = false;
      lens.style[x < 0.5 ? "right" : "left"] = "0";
      lens.style[x < 0.5 ? "left" : "right"] = "auto";
      const pen = lens.getContext("2d");
      const side = lens.width / ZOOM;
      pen.fillRect(0, 0, lens.width, lens.height);
      pen.drawImage(canvas, x * canvas.width - side / 2, y * canvas.height - side / 2, side, side, 0, 0, lens.width, lens.height);
      pen.strokeStyle = getComputedStyle(dialog).color;
      pen.strokeRect(lens.width / 2, 0, 0, lens.height);
      pen.strokeRect(0, lens.height / 2, lens.width, 0);
    };
    const move = (at, x, y) => {
      shown[at] = [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
      place();
      look(at);
    };

    const over = new AbortController();
    const on = (who, what, then) => who.addEventListener(what, then, { signal: over.signal });
    handles.forEach((handle, at) => {
      on(handle, "pointerdown", (event) => { handle.setPointerCapture(event.pointerId); look(at); });
      on(handle, "pointermove", (event) => {
        if (!handle.hasPointerCapture(event.pointerId)) return;
        const box = canvas.getBoundingClientRect();
        move(at, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
      });
      for (const end of ["pointerup", "pointercancel", "blur"]) on(handle, end, () => { lens.hidden = true; });
      on(handle, "keydown", (event) => {
        const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (!way) return;
        event.preventDefault();
        const step = event.shiftKey ? LEAP : STEP;
        move(at, shown[at][0] + way[0] * step, shown[at][1] + way[1] * step);
      });
    });
    const end = (found) => { over.abort(); lens.hidden = true; dialog.close(); done(found); };
    on(dialog, "cancel", (event) => { event.preventDefault(); end(null); });
    on(dialog.querySelector("[data-leave]"), "click", () => end(null));
    on(dialog.querySelector("[data-quarter]"), "click", () => {
      shown = shown.map((point) => turned(back(point, now), (now + 90) % 360));
      shown.unshift(shown.pop());  // the circle at the top left stays called so
      now = (now + 90) % 360;
      picture_();
    });
    on(dialog.querySelector("[data-use]"), "click", () => {
      const whole = shown.every(([x, y]) => (x === 0 || x === 1) && (y === 0 || y === 1));
      end({ turn: now, corners: whole ? null : shown.map((point) => back(point, now)) });
    });
    on(window, "resize", picture_);
    dialog.showModal();
    picture_();
  });

  const written = (corners) => (corners || []).map((point) => point.map((value) => value.toFixed(5)).join(",")).join(" ");

  // On the page of a piece: its picture as the page shows it, then the form is sent.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-straighten-open]");
    if (!button) return;
    const form = button.form;
    const picture = new Image();
    picture.src = button.dataset.straightenOpen;
    await picture.decode();
    const found = await ask(picture, { turn: Number(form.elements.turn.value) });
    if (!found) return button.focus();
    [form.elements.turn.value, form.elements.corners.value] = [String(found.turn), written(found.corners)];
    if (found.turn || found.corners) form.requestSubmit();
  });
  for (const button of document.querySelectorAll("[data-straighten-open]")) button.hidden = false;

  return { ask, written, draw };
})();
