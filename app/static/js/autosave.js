// The saved state of a form that saves by itself (data-autosave on the htmx form): saving, saved at, not saved yet.
(() => {
  const words = document.body.dataset;
  const AGAIN = 5000;
  const waiting = new Map();

  const say = (kind, text) => {
    const place = document.getElementById("saved");
    if (!place) return;
    const icon = { saving: "clock", saved: "done", unsaved: "alert" }[kind];
    const sheet = document.querySelector("svg.icon use").getAttribute("href").split("#")[0];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sheet}#${icon}`);
    svg.append(use);
    const span = document.createElement("span");
    span.textContent = text;
    place.className = `saved saved-${kind}`;
    place.replaceChildren(svg, span);
  };
  const form = (event) => event.target.closest && event.target.closest("[data-autosave]");

  // A field that is left is sent at once, unless just this was sent already: a press on "keep mine" must not send it again.
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (form(event) && field.value !== (field.dataset.sent ?? field.defaultValue)) htmx.trigger(field, "leave");
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (form(event) && "value" in event.target) event.target.dataset.sent = event.target.value; });
  document.addEventListener("input", (event) => { const kept = form(event); if (kept) kept.dataset.typed = "yes"; });
  document.addEventListener("htmx:beforeRequest", (event) => { if (form(event)) say("saving", words.saving); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const kept = form(event);
    if (!kept) return;
    clearTimeout(waiting.get(kept));
    const { status, responseText } = event.detail.xhr;
    if (status >= 200 && status < 400) {
      delete kept.dataset.typed;
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
      if (!responseText.includes('id="saved"')) say("saved", words.saved.replace("{time}", time));
      return;
    }
    if (responseText.includes('id="saved"')) return;  // the refusal says itself why nothing was saved
    say("unsaved", words.unsaved);
    if (!status || status >= 500) {
      waiting.set(kept, setTimeout(() => htmx.trigger(kept, "save-again"), AGAIN));
    }
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-autosave][data-typed]")) event.preventDefault();
  });
  // A button pressed while a save is on its way waits for it: the page then carries the version just saved.
  const under = new Map();
  const later = new Map();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const kept = form(event);
    if (kept) under.set(kept, (under.get(kept) || 0) + 1);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const kept = form(event);
    if (!kept) return;
    under.set(kept, under.get(kept) - 1);
    setTimeout(() => {
      const press = later.get(kept);
      if (!press || under.get(kept)) return;
      later.delete(kept);
      press();
    });
  });
  document.addEventListener("submit", (event) => {
    const kept = form(event);
    if (!kept) return;
    if (under.get(kept)) {
      event.preventDefault();
      const { target, submitter } = event;
      later.set(kept, () => target.requestSubmit(submitter));
      return;
    }
    delete kept.dataset.typed;
  });
})();
