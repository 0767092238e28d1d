// A question that unfolds in place becomes a dialog; Escape and "not now" close it, the focus returns to its button.
(() => {
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    if (closer) { closer.closest("dialog")?.close(); return; }
    const summary = event.target.closest("[data-ask] > summary");
    if (!summary || !("showModal" in HTMLDialogElement.prototype)) return;
    event.preventDefault();
    const ask = summary.parentElement;
    let dialog = ask.querySelector("dialog");
    if (!dialog) {
      const body = ask.querySelector(".dialog");
      const title = body.querySelector("h2, h3");
      title.id ||= `ask-${Math.random().toString(36).slice(2)}`;
      dialog = document.createElement("dialog");
      dialog.className = "dialog";
      dialog.setAttribute("aria-labelledby", title.id);
      body.before(dialog);
      dialog.append(body);
      body.querySelector("[data-close]").hidden = false;
      dialog.addEventListener("close", () => { ask.open = false; summary.focus(); });
    }
    ask.open = true;
    dialog.showModal();
  });
})();
