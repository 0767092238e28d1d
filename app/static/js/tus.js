// One file on its way by tus 1.0: what the browser remembers of it, its requests, and what follows from each answer.
// A file is { file, create, requirement, token, fields, words, tell }; `one.tell(one, state)` shows how far it is.
const tus = (() => {
  const PIECE = 16 * 1024 * 1024;
  const WAITS = [1, 2, 4, 8, 15, 30];  // seconds
  const RESTARTS = 2;
  const HASHED_MOST = 64 * 1024 * 1024;  // it is held in memory while it is hashed

  const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const decoded = (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  const wait = (seconds) => new Promise((done) => {
    setTimeout(done, seconds * 1000);
    window.addEventListener("online", done, { once: true });
  });

  // --- what this browser remembers of a file until it has arrived: no name, only where it was going
  const print = (text) => {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (const letter of text) {
      a = Math.imul(a ^ letter.codePointAt(0), 2654435761);
      b = Math.imul(b ^ letter.codePointAt(0), 1597334677);
    }
    return (a >>> 0).toString(36) + (b >>> 0).toString(36);
  };
  const keyOf = (one) => `upload ${one.create} ${print([one.file.name, one.file.size, one.file.lastModified, one.requirement].join("|"))}`;
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, where) => { try { where ? localStorage.setItem(key, where) : localStorage.removeItem(key); } catch { /* a browser that keeps nothing */ } };

  // --- one request
  const call = (one, method, url, headers = {}, body = null) => new Promise((done) => {
    const request = new XMLHttpRequest();
    one.request = request;
    request.open(method, url);
    for (const [name, value] of Object.entries({ "Tus-Resumable": "1.0.0", "X-CSRFToken": one.token, ...headers })) request.setRequestHeader(name, value);
    if (method === "PATCH") request.upload.addEventListener("progress", (event) => one.tell(one, "sending", one.offset + event.loaded));
    request.addEventListener("loadend", () => done(request));
    request.send(body);
  });
  const ours = (answer) => answer.getResponseHeader("Tus-Resumable") !== null;
  const reasons = (answer) => { try { return JSON.parse(answer.responseText).reasons || []; } catch { return []; } };

  // --- what the server may know already need not travel: the file is named by its digest, where the browser can
  const digestOf = async (file) => {
    if (!window.crypto?.subtle || !file.size || file.size > HASHED_MOST) return "";
    try {
      const found = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      return Array.from(found, (each) => each.toString(16).padStart(2, "0")).join("");
    } catch { return ""; }  // a file that cannot be read says so when it is sent
  };

  // --- the next step of a file: begin it, ask how much is there, send a piece, claim it
  const step = async (one) => {
    if (!one.where) {
      one.digest ??= await digestOf(one.file);
      const known = one.digest ? `,digest ${encoded(one.digest)}` : "";
      const told = `filename ${encoded(one.file.name)},requirement ${encoded(one.requirement)}${known}`;
      const made = await call(one, "POST", one.create, { "Upload-Length": one.file.size, "Upload-Metadata": told });
      if (made.status === 201) {
        [one.where, one.offset] = [made.getResponseHeader("Location"), Number(made.getResponseHeader("Upload-Offset") || 0)];
        remember(keyOf(one), one.where);
      }
      return made;
    }
    if (one.offset === null) {
      const found = await call(one, "HEAD", one.where);
      if (found.status === 200 && ours(found)) one.offset = Number(found.getResponseHeader("Upload-Offset"));
      return found;
    }
    if (one.offset < one.file.size) {
      const headers = { "Upload-Offset": one.offset, "Content-Type": "application/offset+octet-stream" };
      const sent = await call(one, "PATCH", one.where, headers, one.file.slice(one.offset, one.offset + PIECE));
      one.offset = sent.status === 204 ? Number(sent.getResponseHeader("Upload-Offset")) : null;
      return sent;
    }
    one.tell(one, "looking");
    const claimed = await call(one, "POST", `${one.where}/claim`, {}, one.fields());
    one.arrived = ours(claimed) && [200, 201].includes(claimed.status);
    if (!one.arrived) one.offset = null;
    return claimed;
  };

  const send = async (one) => {
    for (let tries = 0; !one.paused && !one.ended;) {
      const begun = Boolean(one.where);
      const answer = await step(one);
      if (one.paused || one.ended) break;
      if (one.arrived) return end(one, "received");
      if (answer.status < 400 && answer.status && !ours(answer)) return one.tell(one, "out");
      if (answer.status && answer.status < 300) { tries = 0; one.tell(one, "sending"); continue; }
      const lost = begun && [404, 410].includes(answer.status);
      const elsewhere = begun && answer.status === 409 && !reasons(answer).length;
      const later = !answer.status || [423, 429, 460].includes(answer.status) || (answer.status >= 500 && answer.status !== 507);
      if (lost && one.restarts < RESTARTS) {
        remember(keyOf(one), null);
        [one.where, one.offset, one.restarts] = [null, null, one.restarts + 1];
      } else if (later || elsewhere) {
        if (later) one.tell(one, "away");
        await wait(WAITS[Math.min(tries++, WAITS.length - 1)]);
      } else return end(one, "refused", reasons(answer).join(" ") || one.words.failed);
    }
  };
  const end = (one, state, words = "") => { one.wanted = false; remember(keyOf(one), null); one.tell(one, state, one.file.size, words); };

  return { ours, call, send, decoded, remember, remembered, keyOf };
})();
