// Files on their way, two at a time: their lines in the list, and what a pause, a lost network or a closed browser leaves.
(() => {
  const AT_ONCE = 2;
  const BETWEEN_LOOKS = 3000;  // the list is not asked for after each of many small files
  const queue = [];
  const all = new Map();  // "#card" → the files sent from there since the page was loaded
  let active = 0;

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // --- one line of the list
  const tell = (one, state, loaded = one.offset ?? one.loaded ?? 0, words = "") => {
    const { line, file } = one;
    one.loaded = loaded;
    const percent = file.size ? Math.min(100, Math.floor(100 * loaded / file.size)) : 100;
    line.dataset.state = state;
    line.querySelector("progress").value = percent;
    const bad = state === "refused";
    line.querySelector("[data-said]").textContent = bad ? "" : fill(one.words[state], { percent, size: (file.size / 1048576).toFixed(1) });
    line.querySelector(".upload-refused").hidden = !bad;
    line.querySelector("[data-refused]").textContent = words;
    line.querySelector("[data-deed=pause]").hidden = !["waiting", "sending", "away"].includes(state);
    line.querySelector("[data-deed=resume]").hidden = state !== "paused";
    line.querySelector("[data-deed=end]").hidden = !["waiting", "sending", "away", "paused"].includes(state);
    line.querySelector("[data-deed=dismiss]").hidden = !["refused", "left", "out"].includes(state);
    line.querySelector("progress").hidden = bad || state === "received";
  };
  const lineOf = (card, name) => {
    const line = card.querySelector("[data-upload-line]").content.firstElementChild.cloneNode(true);
    line.querySelector(".upload-name").textContent = name;
    line.querySelector("progress").setAttribute("aria-label", name);
    for (const button of line.querySelectorAll("[data-deed]")) button.setAttribute("aria-label", fill(button.dataset.words, { name }));
    card.querySelector("[data-uploads]").append(line);
    return line;
  };

  const pump = () => {
    while (active < AT_ONCE && queue.length) {
      const one = queue.shift();
      if (one.paused || one.ended) continue;
      active += 1;
      one.sending = true;
      tus.send(one).finally(() => { active -= 1; one.sending = false; again(one); pump(); look(one.card); });
    }
  };
  const again = (one) => { if (one.wanted && !one.arrived) { one.wanted = false; queue.push(one); } };

  // --- what has arrived appears in the list; nothing typed elsewhere is lost
  let looking = null, looked = 0;
  const look = async (card) => {
    const mine = all.get(card);
    const done = mine.filter((one) => one.arrived);
    const sum = document.querySelector(`${card} [data-uploads-sum]`);
    if (sum) sum.textContent = fill(sum.dataset.words, { done: done.length, all: mine.length });
    const over = !mine.some((one) => one.sending || queue.includes(one));
    const chosen = document.querySelector(`${card} input[type=file]`)?.files.length;
    if (looking || (!over && (chosen || Date.now() - looked < BETWEEN_LOOKS)) || !done.some((one) => !one.shown)) return;
    looking = htmx.ajax("GET", document.querySelector(card).dataset.refresh, { target: card, swap: "outerHTML" });
    const focused = document.activeElement;
    await looking.catch(() => {});
    [looking, looked] = [null, Date.now()];
    for (const one of done) one.shown = true;
    document.querySelector(`${card} [data-uploads]`)?.append(...mine.filter((one) => !one.shown && !one.ended).map((one) => one.line));
    if (focused?.isConnected) focused.focus();
    htmx.trigger(document.body, "lacks-changed");
    look(card);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-uploads] [data-deed]");
    const one = button && [...all.values()].flat().find((each) => each.line.contains(button));
    if (!one && button) {
      tus.remember(button.closest("li").dataset.key, null);
      button.closest("li").remove();
    }
    if (!one) return;
    const deed = button.dataset.deed;
    one.paused = deed === "pause";
    if (deed === "resume") {
      [one.offset, one.wanted] = [null, true];
      tell(one, "waiting");
      one.line.querySelector("[data-deed=pause]").focus();
      if (!one.sending) again(one);
      return pump();
    }
    one.request?.abort();
    one.offset = null;
    if (deed === "pause") {
      tell(one, "paused");
      return one.line.querySelector("[data-deed=resume]").focus();
    }
    one.ended = true;
    if (one.line.dataset.state !== "out") tus.remember(tus.keyOf(one), null);
    one.line.remove();
    if (one.where && deed === "end") tus.call(one, "DELETE", one.where);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-tus]");
    if (!form) return;
    const input = form.querySelector("input[type=file]");
    const files = [...input.files];
    if (!files.length) return;  // the page says what is missing
    event.preventDefault();
    const card = form.dataset.upload;
    const said = [...new FormData(form)].filter(([name]) => name !== "file");
    const fields = () => said.reduce((made, [name, value]) => { made.append(name, value); return made; }, new FormData());
    const list = document.querySelector(`${card} [data-uploads]`);
    for (const old of list.querySelectorAll("[data-state=refused], [data-state=left], [data-state=out]")) old.remove();
    all.set(card, (all.get(card) || []).filter((one) => one.line.isConnected));
    for (const file of files) {
      const one = {
        file, card, fields, words: { ...list.dataset }, create: form.dataset.tus, token: form.elements.csrf_token.value,
        requirement: form.elements.requirement.value, line: lineOf(document.querySelector(card), file.name), offset: null, restarts: 0, tell,
      };
      one.where = tus.remembered(tus.keyOf(one));
      all.get(card).push(one);
      tell(one, "waiting", 0);
      queue.push(one);
    }
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    pump();
  });

  // --- what stopped halfway in this browser is named, so that the same file is chosen again
  const recall = async (form) => {
    const keys = (() => { try { return Object.keys(localStorage); } catch { return []; } })();
    for (const key of keys.filter((each) => each.startsWith(`upload ${form.dataset.tus} `))) {
      const found = await tus.call({ token: "" }, "HEAD", tus.remembered(key));
      if ([404, 410].includes(found.status)) tus.remember(key, null);
      if (found.status !== 200 || !tus.ours(found)) continue;
      const name = tus.decoded(found.getResponseHeader("Upload-Metadata").match(/filename ([^,]*)/)[1]);
      const file = { size: Number(found.getResponseHeader("Upload-Length")) };
      const card = document.querySelector(form.dataset.upload);
      const one = { file, words: { ...card.querySelector("[data-uploads]").dataset }, line: lineOf(card, name) };
      one.line.dataset.key = key;
      tell(one, "left", Number(found.getResponseHeader("Upload-Offset")));
    }
  };
  for (const form of document.querySelectorAll("[data-tus]")) recall(form);
})();
