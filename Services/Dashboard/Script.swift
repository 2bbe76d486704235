/// `/dashboard.js`: puts each region that arrives into its place. It never touches the form.
package enum Script {
  package static let text = #"""
    "use strict";
    // The page works without this. With it, what the API says stays current: the server sends
    // each part of the page, by its element's id, whenever that part has changed.
    (() => {
      const regions = ["state", "age", "users", "doors", "servers", "terminal", "events"];
      const connection = document.getElementById("connection");
      const silenceMax = 20000;  // several signs of life missed
      const pause = 5000;
      let source, watchdog, retry;

      function say(text) {
        if (connection.textContent !== text) connection.textContent = text;
      }

      function alive() {
        say("");
        clearTimeout(watchdog);
        watchdog = setTimeout(lost, silenceMax);
      }

      function lost() {
        say("Not connected: what you see may be old. Trying again; if this stays, reload the page.");
        disconnect();
        retry = setTimeout(connect, pause);
      }

      function connect() {
        disconnect();
        source = new EventSource("/updates");
        source.onopen = alive;
        source.onerror = lost;
        source.addEventListener("alive", alive);
        for (const id of regions) {
          source.addEventListener(id, (event) => {
            alive();
            document.getElementById(id).innerHTML = event.data;
          });
        }
      }

      function disconnect() {
        clearTimeout(watchdog);
        clearTimeout(retry);
        if (source) source.close();
      }

      // A page nobody looks at holds no connection: browsers allow six to one server.
      function follow() {
        if (document.hidden) disconnect(); else connect();
      }

      document.addEventListener("visibilitychange", follow);
      if (location.search) history.replaceState(null, "", "/");  // a reload says nothing twice
      follow();
    })();

    """#
}
