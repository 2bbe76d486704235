"use strict";
// The table of people: how many are ticked, and one box for all. Without this, each is ticked by itself.
(() => {
  const form = document.getElementById("choose"), all = document.getElementById("all");
  if (!form || !all) return;
  const chosen = document.getElementById("chosen"), words = chosen.textContent;

  function tell() {
    const boxes = [...form.querySelectorAll("tbody [type=checkbox]")];
    const count = boxes.filter((box) => box.checked).length;
    const text = count ? count + " chosen" : words;
    if (chosen.textContent !== text) chosen.textContent = text;
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && !all.checked;
  }

  all.parentElement.hidden = false;
  form.addEventListener("change", ({target}) => {
    if (target === all)
      for (const box of form.querySelectorAll("tbody [type=checkbox]")) box.checked = all.checked;
    tell();
  });
  document.addEventListener("shown", tell);
  addEventListener("pageshow", tell);
  tell();
})();
