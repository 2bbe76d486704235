"use strict";
// What every page has: times as the clock here shows them, and keys. The pages work without this.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = (number) => String(number).padStart(2, "0");
  const clock = (date) => two(date.getHours()) + ":" + two(date.getMinutes());

  // As the server writes them: 12:03:10, with its day unless that is today.
  function moment(date) {
    const now = new Date();
    const time = clock(date) + ":" + two(date.getSeconds());
    if (date.toDateString() === now.toDateString()) return time;
    const day = date.getDate() + " " + months[date.getMonth()];
    return (date.getFullYear() === now.getFullYear() ? day : day + " " + date.getFullYear()) + " " + time;
  }

  // The zone by its distance: by name, browsers know it as it was called first (Europe/Kiev).
  function distance() {
    const minutes = -new Date().getTimezoneOffset(), size = Math.abs(minutes);
    const rest = size % 60 ? ":" + two(size % 60) : "";
    return "UTC" + (minutes < 0 ? "−" : "+") + Math.floor(size / 60) + rest;
  }

  // What the server wrote in UTC stays to be seen on hover. The word for its zone stands behind it.
  function localize(root) {
    for (const time of root.querySelectorAll("time:not([data-utc]), [data-time]:not([data-utc])")) {
      const written = time.dataset.time || time.dateTime, date = new Date(written);
      if (isNaN(date)) continue;
      time.dataset.utc = time.textContent;
      time.textContent = "clock" in time.dataset ? clock(date) : moment(date);
      time.title = written.slice(0, 19).replace("T", " ") + " UTC";
      const next = time.nextSibling;
      if (next && next.nodeType === Node.TEXT_NODE) next.data = next.data.replace(/^ UTC\b/, "");
    }
    for (const word of root.querySelectorAll("[data-zone]")) word.textContent = distance();
  }

  // A time to be filled in is one of here, and goes out as the one in UTC that it is.
  function localizeFields() {
    const local = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${clock(date)}`;
    for (const field of document.querySelectorAll("input[type=datetime-local]")) {
      const date = new Date(field.defaultValue + "Z");
      if (!isNaN(date)) {
        const seconds = date.getSeconds() ? ":" + two(date.getSeconds()) : "";
        field.value = field.defaultValue = local(date) + seconds;
      }
      field.form.addEventListener("formdata", ({formData}) => {
        const typed = new Date(field.value);
        if (!isNaN(typed)) formData.set(field.name, typed.toISOString().slice(0, 19) + "Z");
      });
    }
  }

  if (zone !== "UTC") {
    localize(document);
    localizeFields();
    new MutationObserver((changes) => {
      for (const {target, addedNodes} of changes)
        if ([...addedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE)) localize(target);
    }).observe(document.body, {childList: true, subtree: true});
  }

  // Keys. Whoever speaks to their computer, or strikes keys by accident, can turn them off (WCAG 2.2, 2.1.4).
  const list = document.getElementById("keys"), open = document.getElementById("open-keys");
  if (!list) return;
  const isOn = document.getElementById("keys-on"), stored = "keys-off";
  const patience = 1500;  // from g to the letter, in milliseconds
  let asked = -Infinity;

  function remembered() {
    try { return localStorage.getItem(stored); } catch { return null; }  // a browser that keeps nothing
  }

  isOn.checked = !remembered();
  isOn.addEventListener("change", () => {
    try {
      if (isOn.checked) localStorage.removeItem(stored); else localStorage.setItem(stored, "1");
    } catch { /* It holds for this page. */ }
  });
  open.hidden = false;
  open.addEventListener("click", () => list.showModal());

  function press(key) {
    const isSecond = performance.now() - asked < patience;
    asked = -Infinity;
    const link = isSecond && document.querySelector(`nav [data-key="${CSS.escape(key)}"] a`);
    if (link) {
      link.click();
    } else if (key === "g") {
      asked = performance.now();
    } else if (key === "?") {
      list.showModal();
    } else if (key === "/") {
      const field = document.querySelector("[role=search] input:not([type=hidden])");
      if (!field) return false;
      const folded = field.closest("details");
      if (folded) folded.open = true;
      field.focus();
      field.select();
    } else {
      return false;
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (!isOn.checked || list.open || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (press(event.key)) event.preventDefault();
  });
})();
