// Files go one by one with their progress; the list of evidence is asked for again, and nothing typed elsewhere is lost.
(() => {
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const send = (form, file, line) => new Promise((done) => {
    const list = form.querySelector("[data-uploads]").dataset;
    const body = new FormData(form);
    body.delete("file");
    body.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      line.textContent = fill(list.sending, { name: file.name, percent: Math.floor(100 * event.loaded / event.total) });
    });
    request.addEventListener("loadend", () => {
      const arrived = request.status >= 200 && request.status < 300;
      line.textContent = arrived ? fill(list.received, { name: file.name }) : "";
      if (!arrived) {
        line.dataset.refused = "yes";
        if (request.status >= 400 && request.status < 600 && request.responseText) line.innerHTML = request.responseText;
        else line.textContent = fill(list.failed, { name: file.name });
        const name = document.createElement("strong");
        name.textContent = file.name;
        line.prepend(name);
      }
      done(arrived);
    });
    request.send(body);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-upload]");
    if (!form) return;
    const files = [...form.querySelector("input[type=file]").files];
    if (!files.length) return;  // the page says what is missing
    event.preventDefault();
    const list = form.querySelector("[data-uploads]");
    list.replaceChildren();
    const button = form.querySelector("button:not([type=button])");
    button.setAttribute("aria-busy", "true");
    const refused = [];
    for (const file of files) {
      const line = document.createElement("li");
      list.append(line);
      if (!await send(form, file, line)) refused.push(line);
    }
    button.removeAttribute("aria-busy");
    const card = document.querySelector(form.dataset.upload);
    await htmx.ajax("GET", card.dataset.refresh, { target: form.dataset.upload, swap: "outerHTML" });
    document.querySelector(`${form.dataset.upload} [data-uploads]`)?.append(...refused);
    htmx.trigger(document.body, "lacks-changed");
  });
})();
