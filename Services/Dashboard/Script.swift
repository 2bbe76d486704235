/// `/dashboard.js`: keeps what is shown current. It never touches a form, nor anything under
/// somebody's hands.
package enum Script {
  package static let text = #"""
    "use strict";
    // The pages work without this. With it, what they show stays current.
    (() => {
      const connection = document.getElementById("connection");
      const pause = 5000;

      function say(text) {
        if (connection.textContent !== text) connection.textContent = text;
      }

      // The overview: the server sends each part of the page, by its element's id, whenever that
      // part has changed.
      function overview() {
        const regions = ["state", "age", "users", "doors", "servers", "terminal", "events"];
        const silenceMax = 20000;  // several signs of life missed
        let source, watchdog, retry;

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
        return () => { if (document.hidden) disconnect(); else connect(); };
      }

      // Lists: the same page is asked for again, and its marked parts are put into their places.
      function list() {
        let timer, pressed = 0;

        // Somebody types, chooses, selects, reads what is folded out, or is about to press something.
        function isBusy() {
          const focus = document.activeElement;
          const selection = getSelection();
          return (focus && focus.matches("input, select, textarea, button, [data-follow] *"))
            || (selection && !selection.isCollapsed)
            || document.querySelector("[data-follow] details[open], .deeds:hover")
            || Date.now() - pressed < 1000;
        }

        async function ask() {
          const answer = await fetch(location.href, {headers: {"X-Follow": "1"}});
          if (answer.redirected) return say("Your session has ended: reload the page to log in.");
          if (!answer.ok) throw new Error(answer.status);
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          if (isBusy()) return;
          const trouble = page.querySelector("[data-follow] .notice.bad");
          say(trouble ? trouble.textContent + " What you see may be old." : "");
          if (trouble) return;
          for (const part of document.querySelectorAll("[data-follow]")) {
            const news = page.getElementById(part.id);
            if (news && news.innerHTML !== part.innerHTML) part.innerHTML = news.innerHTML;
          }
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
        return () => { timer = setTimeout(follow, pause); };
      }

      // What was said once is not said again by a reload.
      const address = new URL(location);
      address.searchParams.delete("note");
      history.replaceState(null, "", address);

      const follow = document.getElementById("state") ? overview() : list();
      document.addEventListener("visibilitychange", follow);
      follow();
    })();

    """#
}
