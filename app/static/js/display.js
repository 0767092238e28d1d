// Large print and contrast change at once, so that nothing typed is lost; the choice is sent in the background.
(() => {
  const root = document.documentElement;
  const press = (button, on) => button.setAttribute("aria-pressed", on ? "true" : "false");

  const show = (name, value) => {
    const on = value !== "standard";
    const attribute = name === "print" ? "large" : "more";
    if (on) root.dataset[name] = attribute; else delete root.dataset[name];
    if (name === "print") { if (on) root.dataset.size = value; else delete root.dataset.size; }
    for (const button of document.querySelectorAll(`[data-switch="${name}"]`)) {
      press(button, on);
      button.value = on ? "standard" : (name === "print" ? "22" : "more");
    }
    if (name === "print") {
      for (const step of document.querySelectorAll("[data-size-step]")) press(step, step.value === value);
    }
  };

  for (const button of document.querySelectorAll("[data-switch], [data-size-step]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const { name, value } = button;
      show(name, value);
      fetch(button.form.action, { method: "POST", body: new URLSearchParams({ [name]: value }), redirect: "manual" }).catch(() => {});
    });
  }

  // Reading the page aloud, a little slower than people speak; one more press stops it.
  for (const button of document.querySelectorAll("[data-read]")) {
    button.hidden = !("speechSynthesis" in window);
    button.addEventListener("click", () => {
      if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
      const words = new SpeechSynthesisUtterance(document.querySelector("main").innerText);
      words.lang = document.body.dataset.voice;
      words.rate = .8;
      speechSynthesis.speak(words);
    });
  }
})();
