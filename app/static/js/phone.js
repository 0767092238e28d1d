// The page on a telephone: the code behind the # is handed over; photographs are looked at, laid flat, and sent one
// after the other. What did not arrive stays on the list and is sent again without choosing it anew.
(() => {
  const asking = document.querySelector("[data-phone-code]");
  if (asking && location.hash.length > 1) {
    asking.elements.code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);  // the code does not stay in the browser's list of pages
    asking.requestSubmit();
  }

  const form = document.querySelector("[data-phone]");
  if (!form) return;
  const words = form.dataset;
  const photos = [];
  const send = form.querySelector("[data-send]");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const open = () => photos.filter((one) => one.state !== "received");

  const tell = (one, state, percent = 0) => {
    one.state = state;
    const part = (name) => one.line.querySelector(name);
    one.line.dataset.state = state;
    part("[data-said]").textContent = state === "chosen" ? (one.flat ? words.flat : "") : fill(words[state] || "", { percent });
    part("progress").hidden = !["sending", "looking"].includes(state);
    part("progress").value = percent;
    part("[data-deed=straighten]").hidden = !one.picture || !["chosen", "refused"].includes(state);
    part("[data-deed=again]").hidden = !["away", "failed"].includes(state);
    part("[data-deed=off]").hidden = ["waiting", "sending", "looking"].includes(state);
    if (state !== "refused") part("[data-refused]").replaceChildren();
    send.hidden = !open().length;
    send.disabled = open().some((each) => ["waiting", "sending", "looking"].includes(each.state));
    send.querySelector("span").textContent = fill(words.send, { all: open().length });
  };

  // --- chosen
  const thumb = (one) => {
    const canvas = one.line.querySelector("canvas");
    straighten.draw(canvas, one.picture, one.turn, 144, 144);
    if (!one.corners) return;
    const pen = canvas.getContext("2d");
    pen.resetTransform();
    pen.strokeStyle = getComputedStyle(form).color;
    pen.lineWidth = 3;
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate(one.turn * Math.PI / 180);
    const [w, h] = one.turn % 180 ? [canvas.height, canvas.width] : [canvas.width, canvas.height];
    pen.beginPath();
    one.corners.forEach(([x, y], at) => pen[at ? "lineTo" : "moveTo"]((x - 0.5) * w, (y - 0.5) * h));
    pen.closePath();
    pen.stroke();
  };
  const add = async (file) => {
    const line = form.querySelector("[data-photo]").content.firstElementChild.cloneNode(true);
    const one = { file, line, turn: 0, corners: null, flat: false, picture: null };
    line.querySelector("[data-name]").textContent = file.name;
    for (const button of line.querySelectorAll("[data-deed]")) button.setAttribute("aria-label", `${button.textContent.trim()} ${file.name}`);
    form.querySelector("[data-photos]").append(line);
    photos.push(one);
    tell(one, "chosen");
    if (!file.type.startsWith("image/")) return line.querySelector("canvas").remove();
    try {
      one.picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      thumb(one);
      tell(one, one.state);
    } catch { line.querySelector("canvas").remove(); }  // this browser cannot show it; it is sent as it is
  };
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => { [...input.files].forEach(add); input.value = ""; });
  }

  // --- laid flat: the one that was pressed, then those after it that were not looked at yet
  const layFlat = async (first) => {
    const shown = photos.filter((one) => one.picture && ["chosen", "refused"].includes(one.state));
    const title = document.getElementById("straighten-title").dataset.words;
    for (const one of [first, ...shown.slice(shown.indexOf(first) + 1).filter((each) => !each.looked)]) {
      one.looked = true;
      const found = await straighten.ask(one.picture, one, fill(title, { number: shown.indexOf(one) + 1, all: shown.length }));
      Object.assign(one, found || { turn: 0, corners: null });
      one.flat = Boolean(one.turn || one.corners);
      thumb(one);
      tell(one, "chosen");
    }
    first.line.querySelector("[data-deed=straighten]").focus();
  };

  form.addEventListener("click", (event) => {
    const deed = event.target.closest("[data-deed]")?.dataset.deed;
    const one = deed && photos.find((each) => each.line.contains(event.target));
    if (!one) return;
    if (deed === "straighten") layFlat(one);
    if (deed === "again") { tell(one, "waiting"); pump(); }
    if (deed === "off") {
      one.line.remove();
      photos.splice(photos.indexOf(one), 1);
      send.hidden = !open().length;
      send.querySelector("span").textContent = fill(words.send, { all: open().length });
      form.querySelector("input[type=file]").focus();
    }
  });

  // --- sent
  const arrived = (one, text) => {
    const section = document.querySelector("[data-received]");
    section.hidden = false;
    const line = document.querySelector("[data-arrival]").content.firstElementChild.cloneNode(true);
    line.querySelector("b").textContent = text;
    section.querySelector("[data-arrived]").append(line);
    tell(one, "received");
    one.line.remove();
    one.picture?.close();
  };
  const post = (one) => new Promise((done) => {
    const said = new FormData(form);
    const title = said.get("title").trim();
    if (title && one.of > 1) said.set("title", `${title} ${one.number}`);
    said.delete("file");
    said.append("file", one.file);
    said.append("turn", String(one.turn));
    said.append("corners", straighten.written(one.corners));
    const request = new XMLHttpRequest();
    request.open("POST", location.pathname);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => tell(one, "sending", Math.floor(100 * event.loaded / event.total)));
    request.upload.addEventListener("load", () => tell(one, "looking", 100));
    request.addEventListener("loadend", () => done(request));
    tell(one, "sending");
    request.send(said);
  });
  let busy = false;
  const pump = async () => {
    if (busy) return;
    busy = true;
    for (let one; (one = photos.find((each) => each.state === "waiting"));) {
      const { status, responseText } = await post(one);
      const answer = new DOMParser().parseFromString(responseText, "text/html");
      if (status === 200 && answer.querySelector("[data-number]")) arrived(one, answer.querySelector("[data-number]").textContent);
      else if (status === 410) { tell(one, "over"); one.line.querySelector("[data-deed=again]").hidden = false; }
      else if (!status) tell(one, "away");
      else if (answer.querySelector(".field-msg")) {
        tell(one, "refused");
        one.line.querySelector("[data-refused]").replaceChildren(...answer.querySelectorAll(".field-msg"));
      } else tell(one, "failed");
    }
    busy = false;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open().forEach((one, at, all) => { Object.assign(one, { number: at + 1, of: all.length }); tell(one, "waiting"); });
    pump();
  });
  send.hidden = true;
  addEventListener("beforeunload", (event) => { if (open().length) event.preventDefault(); });
})();
