// For the quick: Alt and a digit choose a level from the top, Ctrl and Enter keep the page and go on.
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && /^Digit[1-9]$/.test(event.code)) {
      const level = document.querySelectorAll(".levels input[type=radio]")[Number(event.code.slice(5)) - 1];
      if (!level) return;
      event.preventDefault();
      level.focus();
      level.click();
    }
    if (event.ctrlKey && event.key === "Enter") {
      const on = document.querySelector("[data-go-on]");
      if (!on) return;
      event.preventDefault();
      on.click();
    }
  });
})();
