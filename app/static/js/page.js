// Small courtesies: the list of errors takes the focus, a passing message goes, a page can be printed, and a
// form that is being sent keeps its words on the button and is not sent twice. What was asked for comes into sight.
(() => {
  document.querySelector("[data-focus], [aria-invalid=true]")?.focus(); // what was refused comes into sight
  for (const message of document.querySelectorAll("[data-passing]")) setTimeout(() => message.remove(), 10000);
  for (const button of document.querySelectorAll("[data-print-page]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => { delete form.dataset.sent; event.submitter?.removeAttribute("aria-busy"); }, 8000);
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => { if (target.matches("[data-into-sight]")) target.scrollIntoView({ block: "center" }); });
  addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
})();
