// For the quick: Alt and a digit choose a level from the top, Ctrl and Enter keep the page and go on. The evidence
// takes the height that the head of the page leaves free when one reads on.
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

  const foot = document.querySelector(".foot-bar");
  const grow = () => {
    const beside = document.querySelector(".workbench .split-evidence");
    if (beside) document.documentElement.style.setProperty("--around", `${Math.max(8, beside.getBoundingClientRect().top) + (foot?.offsetHeight || 0) + 10}px`);
  };
  for (const name of ["scroll", "resize"]) addEventListener(name, grow, { passive: true });
  grow();
})();
