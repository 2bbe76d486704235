"use strict";
// Many at once: how many are ticked, and one box for all. Without this, each is ticked by itself.
(() => {
  const form = document.getElementById("choose");
  if (!form) return;
  const all = document.getElementById("all"), chosen = document.getElementById("chosen");
  const words = chosen.textContent;
  // Those outside of the form among them.
  const boxes = () => [...form.elements].filter((element) => element.name === "who");

  function tell() {
    const count = boxes().filter((box) => box.checked).length;
    const text = count ? count + " chosen" : words;
    if (chosen.textContent !== text) chosen.textContent = text;
    if (!all) return;
    all.checked = count > 0 && count === boxes().length;
    all.indeterminate = count > 0 && !all.checked;
  }

  if (all) all.parentElement.hidden = false;
  document.addEventListener("change", ({target}) => {
    if (target === all) for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  document.addEventListener("shown", tell);
  addEventListener("pageshow", tell);
  tell();
})();
