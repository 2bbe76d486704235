// Lists follow by themselves: the server is told by their sums what the page shows, and answers the parts
// that differ. In these, rows that are here already come empty. It is a part of dashboard.js.
(() => {
  if (typeof document === "undefined" || !document.querySelector("[data-follow]")) return;
  const pause = 5000;
  const restMax = 4000;  // a pointer that has not moved for so long points at nothing
  let timer, pressed = 0, pointed = 0;

  function say(text) {
    const connection = document.getElementById("connection");
    if (connection.textContent !== text) connection.textContent = text;
  }

  // Somebody types, chooses, selects, reads what is folded out, or is about to press something.
  function isBusy() {
    const focus = document.activeElement;
    const selection = getSelection();
    return (focus && focus.matches("input:not([type=checkbox]), select, textarea, button"))
      || (selection && !selection.isCollapsed)
      || document.querySelector("[data-follow] details[open], .commands:hover")
      || Date.now() - pressed < 1000 || Date.now() - pointed < restMax;
  }

  // What somebody has ticked, or is at with the keyboard, stays although it is gone.
  const isHeld = (row) => row.contains(document.activeElement) || row.querySelector(":checked");

  // The same row with other news in it. A cell has at most one thing to press or tick.
  function renew(row, news) {
    [...news.children].forEach((cell, index) => {
      const old = row.children[index];
      if (!old) return row.append(cell.cloneNode(true));
      if (old.innerHTML === cell.innerHTML) return;
      const isTicked = old.querySelector(":checked");
      const isFocused = old.contains(document.activeElement);
      old.innerHTML = cell.innerHTML;
      const now = old.querySelector("a, input, button, summary");
      if (isTicked && now) now.checked = true;
      if (isFocused && now) now.focus({preventScroll: true});
    });
    row.dataset.sum = news.dataset.sum;
    return row;
  }

  function fill(rows, news) {
    const shown = [...rows.children], focus = document.activeElement;
    const same = new Map(shown.map((row) => [row.dataset.sum, row]));
    const all = [...news.children].map((row) => {
      if (!row.id) return same.get(row.dataset.sum);
      const old = shown.find((old) => old.id === row.id);
      return old && old.tagName === "TR" ? renew(old, row) : row;
    });
    const wanted = all.filter(Boolean);
    const kept = new Set(wanted);
    for (const row of shown) {
      const isAway = !kept.has(row) && isHeld(row);
      row.toggleAttribute("data-away", isAway);
      if (!kept.has(row) && !isAway) row.remove();
    }
    let place = rows.firstElementChild;
    for (const row of wanted) {
      while (place && !kept.has(place)) place = place.nextElementSibling;
      if (row === place) place = place.nextElementSibling;
      else rows.insertBefore(row, place);
    }
    if (focus !== document.activeElement && focus.isConnected) focus.focus({preventScroll: true});
    return wanted.length === all.length;
  }

  // Empty rows are those that are here.
  function whole(news, part) {
    for (const row of news.querySelectorAll("[data-rows] > :empty")) {
      const old = part.querySelector(`[data-sum="${row.dataset.sum}"]`);
      if (old) row.replaceWith(old.cloneNode(true));
    }
    return news;
  }

  function put(part, news) {
    let isWhole = true;
    const rows = part.querySelector("[data-rows]"), others = news.querySelector("[data-rows]");
    if (rows && others && part.children.length === news.children.length) {
      [...news.children].forEach((child, index) => {
        const old = part.children[index];
        if (child.contains(others)) isWhole = fill(rows, others) && isWhole;
        else if (old.isEqualNode(child)) return;
        else if (old.contains(document.activeElement)) isWhole = false;  // it is asked for again
        else old.replaceWith(child.cloneNode(true));
      });
    } else if (part.contains(document.activeElement)) {
      return;  // it is asked for again
    } else {
      part.innerHTML = whole(news, part).innerHTML;
    }
    part.dataset.sum = isWhole ? news.dataset.sum : "";
  }

  async function ask() {
    const shown = [...document.querySelectorAll("[data-follow], [data-rows] > *")];
    const sums = shown.map((element) => element.dataset.sum).slice(0, 900).join(" ");
    const answer = await fetch(location.href, {headers: {"X-Follow": sums}});
    if (answer.redirected) return say("Your session has ended: reload the page to log in.");
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (isBusy()) return;
    const trouble = page.querySelector("[data-follow] .notice.bad");
    say(trouble ? trouble.textContent + " What you see may be old." : "");
    if (trouble) return;
    for (const news of page.querySelectorAll("[data-follow]")) {
      const part = document.getElementById(news.id);
      if (part) put(part, news);
    }
    for (const row of document.querySelectorAll("[data-away]")) if (!isHeld(row)) row.remove();
    document.dispatchEvent(new Event("shown"));
  }

  async function follow() {
    clearTimeout(timer);
    if (document.hidden) return;
    if (!isBusy()) {
      await ask().catch(() => say("Not connected: what you see may be old. Trying again."));
    }
    clearTimeout(timer);
    timer = setTimeout(follow, pause);
  }

  document.addEventListener("pointerdown", () => { pressed = Date.now(); });
  document.addEventListener("pointermove", ({target}) => {
    if (target.closest("[data-rows]")) pointed = Date.now();
  });
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  timer = setTimeout(follow, pause);
})();
