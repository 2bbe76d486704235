"use strict";
// The pages work without this. With it, what they show stays current.
(() => {
  const pause = 5000;

  // What the server sends of the overview: each part of the page, by its element's id, whenever
  // that part has changed. `tell` hears {id, html} of it, and {text} of how we are connected.
  function stream(tell) {
    const silenceMax = 20000;  // several signs of life missed
    const parts = new Set();
    let source, watchdog, retry;

    function alive() {
      tell({text: ""});
      clearTimeout(watchdog);
      watchdog = setTimeout(lost, silenceMax);
    }

    function lost() {
      tell({text: "Not connected: what you see may be old. Trying again; if this stays, reload the page."});
      stop();
      retry = setTimeout(start, pause);
    }

    function listen(id) {
      source.addEventListener(id, (event) => { alive(); tell({id, html: event.data}); });
    }

    function start() {
      stop();
      // Who shows the room gets each line of it.
      source = new EventSource(parts.has("lines") ? "/updates?lines=1" : "/updates");
      source.onopen = alive;
      source.onerror = lost;
      source.addEventListener("alive", alive);
      parts.forEach(listen);
    }

    function stop() {
      clearTimeout(watchdog);
      clearTimeout(retry);
      if (source) source.close();
    }

    // Connects anew only for a part that was not asked for yet: all come with a connection.
    function follow(ids) {
      const known = parts.size;
      ids.forEach((id) => parts.add(id));
      if (parts.size > known) start();
    }

    return {follow, stop() { stop(); parts.clear(); }};
  }

  // As a worker: one stream for all windows of a browser, which has six connections to a server
  // and no seventh. Each window says which parts it shows, or null that nobody looks at it.
  function share() {
    const windows = new Set(), last = new Map();
    const {follow, stop} = stream((news) => {
      last.set(news.id, news);
      windows.forEach((port) => port.postMessage(news));
    });

    function leave(port) {
      if (!windows.delete(port) || windows.size) return;
      stop();
      last.clear();
    }

    self.onconnect = ({ports: [port]}) => {
      port.onmessage = ({data: ids}) => {
        if (!ids) return leave(port);
        windows.add(port);
        last.forEach((news) => port.postMessage(news));
        follow(ids);
      };
    };
  }

  if (typeof document === "undefined") return share();

  const connection = document.getElementById("connection");

  function say(text) {
    if (connection.textContent !== text) connection.textContent = text;
  }

  // What has come for a part waits while somebody reads there what is folded out, selects, or is at
  // something with the keyboard or about to press it.
  const waiting = new Map();

  function isUsed(part) {
    const selection = getSelection();
    return part.querySelector("details[open], :focus-visible, :active")
      || (selection && !selection.isCollapsed && part.contains(selection.anchorNode));
  }

  function put(id, html) {
    const part = document.getElementById(id);
    if (isUsed(part)) return waiting.set(id, html);
    waiting.delete(id);
    part.innerHTML = html;
  }

  const settle = () => setTimeout(() => [...waiting].forEach(([id, html]) => put(id, html)));

  // The parts that this page has; lines are for room.js.
  function live() {
    const parts = ["state", "age", "users", "people-day", "lines-day", "room-state", "room", "doors",
      "doors-state", "servers", "health", "port", "terminal", "events"].filter((id) => document.getElementById(id));
    const lines = ["lines", "line"];
    if (document.getElementById("lines")) parts.push(...lines);

    function show({id, html, text}) {
      if (!id) return say(text);
      if (!parts.includes(id)) return;  // another window shows it
      if (lines.includes(id)) {
        document.dispatchEvent(new CustomEvent("news", {detail: {id, html}}));
      } else {
        put(id, html);
      }
    }
    for (const event of ["selectionchange", "focusout", "pointerup"])
      document.addEventListener(event, settle);
    document.addEventListener("toggle", settle, true);

    let ours;
    function alone() {
      ours = ours || stream(show);
      if (document.hidden) ours.stop(); else ours.follow(parts);
    }
    if (!window.SharedWorker) return alone;

    const worker = new SharedWorker("/dashboard.js");
    worker.onerror = () => { ours = stream(show); alone(); };
    worker.port.onmessage = ({data}) => show(data);
    const join = (isHere) => worker.port.postMessage(isHere ? parts : null);
    addEventListener("pagehide", () => join(false));
    return () => { if (ours) alone(); else join(!document.hidden); };
  }

  // What was said once is not said again by a reload.
  const address = new URL(location);
  address.searchParams.delete("note");
  history.replaceState(null, "", address);

  // The command to join, for whoever would rather not type it.
  const copy = document.getElementById("copy");
  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", () => {
      getSelection().selectAllChildren(document.getElementById("command"));
      // The newer way is only for pages that came over TLS.
      const isCopied = document.execCommand("copy");
      document.getElementById("copied").textContent = isCopied ? "Copied." : "Now press Ctrl+C.";
    });
  }

  if (document.querySelector("[data-follow]")) return;  // a list: see list.js
  const follow = live();
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  follow();
})();
