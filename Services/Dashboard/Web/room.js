"use strict";
// The room: new lines as they are said, which dashboard.js hears of, and older ones by scrolling up.
// Without this, links lead to both. The box stays at its end by itself (room.css has it reversed):
// its scrollTop is 0 at the end, and less above.
(() => {
  const list = document.getElementById("lines");
  if (!list || !("last" in list.dataset)) return;
  const box = list.parentElement, resume = document.getElementById("resume");
  const followedMax = 500, scrolledMax = 1000, pageMax = 200;
  const restMax = 4000;  // a pointer that has not moved for so long points at nothing
  let last = +list.dataset.last;  // the newest line that is here
  let heard = last;  // the newest that there is, as far as is known
  let waiting = 0;  // how many of these are not here
  let isBehind = false, isLoading = false, isWhole = false, pointed = 0, timer;

  const idOf = (line) => line ? +line.id.slice(5) : 0;
  const isAtEnd = () => box.scrollTop > -40;

  function read(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.querySelector("ol");
  }

  async function ask(place) {
    const query = new URLSearchParams(list.dataset.filter);
    if (place) query.set(...place);
    const answer = await fetch("/room/lines?" + query, {headers: {"X-Follow": "1"}});
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return read(await answer.text());
  }

  // Somebody points at a line, selects text, reads what is folded out, or is about to press
  // something: then nothing moves.
  function isBusy() {
    const selection = getSelection();
    return Date.now() - pointed < restMax || list.contains(document.activeElement)
      || (selection && !selection.isCollapsed && list.contains(selection.anchorNode))
      || list.querySelector("details[open], :checked");
  }

  function hold() {
    isBehind = true;
    const words = waiting === 1 ? "1 new line" : waiting ? waiting + " new lines" : "Newer lines";
    resume.textContent = words + ", resume";
    resume.hidden = false;
  }

  function caughtUp() {
    isBehind = false;
    waiting = 0;
    resume.hidden = true;
  }

  function append(lines) {
    const fresh = [...lines.children].filter((line) => idOf(line) > last);
    if (!fresh.length) return;
    last = idOf(fresh[fresh.length - 1]);
    heard = Math.max(heard, last);
    list.append(...fresh);
  }

  function dropOldest() {
    while (list.children.length > followedMax) {
      list.firstElementChild.remove();
      isWhole = false;
    }
  }

  // All lines are others: those that were here are not announced again.
  function begin(lines) {
    box.setAttribute("aria-busy", "true");
    list.replaceChildren(...lines.children);
    box.removeAttribute("aria-busy");
    last = idOf(list.lastElementChild);
    heard = Math.max(heard, last);
    isWhole = !("more" in lines.dataset);
    box.scrollTop = 0;
    caughtUp();
  }

  async function load(work) {
    if (isLoading) return;
    isLoading = true;
    await work().catch(() => {});  // dashboard.js says that the connection is lost
    isLoading = false;
  }

  // What was missed, if that is a page; else the newest lines in place of these.
  const toEnd = () => load(async () => {
    const lines = waiting > pageMax ? null : await ask(["after", last]);
    if (!lines || "more" in lines.dataset) return begin(await ask());
    append(lines);
    dropOldest();
    caughtUp();
    box.scrollTop = 0;
  });

  // The next page below, for somebody who has scrolled far up and comes down again.
  const newer = () => load(async () => {
    const lines = await ask(["after", last]);
    const height = box.scrollHeight;
    append(lines);
    const growth = box.scrollHeight - height;  // below, where scrollTop counts from
    dropOldest();
    if (!("more" in lines.dataset)) return caughtUp();
    box.scrollTop -= growth;
  });

  const older = () => load(async () => {
    const lines = await ask(["before", idOf(list.querySelector("li"))]);
    isWhole = !("more" in lines.dataset);
    box.setAttribute("aria-busy", "true");
    list.prepend(...lines.children);
    box.removeAttribute("aria-busy");
    if (list.children.length <= scrolledMax) return;
    const height = box.scrollHeight;
    while (list.children.length > scrolledMax) list.lastElementChild.remove();
    box.scrollTop += height - box.scrollHeight;
    last = idOf(list.lastElementChild);
    hold();
  });

  function said(lines) {
    const newest = idOf(lines.lastElementChild);
    waiting += [...lines.children].filter((line) => idOf(line) > heard).length;
    heard = Math.max(heard, newest);
    if ("anew" in lines.dataset) {
      heard = 0;
      return begin(lines);
    }
    if (newest <= last) return;
    if (isBehind || isBusy() || !isAtEnd()) return hold();
    if (+lines.dataset.after > last) return toEnd();
    append(lines);
    dropOldest();
    caughtUp();
  }

  function changed(line) {
    const old = line && document.getElementById(line.id);
    if (!old || old.contains(document.activeElement)) return;
    const box = line.querySelector("[name=who]");
    if (box && old.querySelector(":checked")) box.checked = true;
    old.replaceWith(line);
  }

  // When nobody is busy any more, what has waited comes by itself.
  function settle() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!isBehind || !isAtEnd()) return;
      if (isBusy()) settle(); else newer();
    }, 500);
  }

  function scrolled() {
    const above = box.scrollHeight - box.clientHeight + box.scrollTop;
    if (above < 300 && !isWhole && !isLoading && list.querySelector("li")) older();
    if (isBehind) settle();
  }

  document.addEventListener("news", ({detail: {id, html}}) => {
    const lines = read(html);
    if (id === "lines") said(lines); else changed(lines.firstElementChild);
    if (isBehind) settle();
  });
  list.addEventListener("pointermove", () => { pointed = Date.now(); });
  list.addEventListener("pointerdown", () => { pointed = Date.now(); });
  list.addEventListener("pointerleave", () => { pointed = 0; settle(); });
  for (const event of ["selectionchange", "focusout"]) document.addEventListener(event, settle);
  list.addEventListener("toggle", settle, true);
  box.addEventListener("scroll", scrolled, {passive: true});
  resume.addEventListener("click", () => { box.focus({preventScroll: true}); toEnd(); });
})();
