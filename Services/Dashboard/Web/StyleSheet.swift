/// `/dashboard.css`: one column on a phone, two on a desk; light and dark as the system says.
package enum StyleSheet {
  package static let text = """
    :root {
      color-scheme: light dark;
      --paper: #f4f3ee; --card: #ffffff; --line: #dcd9cf; --ink: #1c2321; --soft: #58615d;
      --accent: #0b6b58; --on-accent: #ffffff; --field: #fbfaf7; --edge: #8a918d;
      --good: #e3f2ea; --good-edge: #2f8f63; --bad: #fbe7e3; --bad-edge: #b3392a;
      --plain: #fbf1d3; --plain-edge: #a97c12;
      --live: #1a7048; --gone: #9c3322; --harsh: #a5301f; --on-harsh: #ffffff;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #121615; --card: #1a201e; --line: #2e3633; --ink: #e4e9e6; --soft: #9eaaa5;
        --accent: #6fd6ba; --on-accent: #08231d; --field: #141918; --edge: #6b7773;
        --good: #16302a; --good-edge: #4fbf95; --bad: #3a1d19; --bad-edge: #e98272;
        --plain: #322a12; --plain-edge: #d3ac4c;
        --live: #74d3a4; --gone: #f0998a; --harsh: #ef9384; --on-harsh: #2b0d08;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1rem; max-width: 74rem;
      background: var(--paper); color: var(--ink);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
      overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
    }
    h1, h2, p, ul, ol, pre, figure { margin: 0; }
    a { color: var(--accent); }
    code, pre, textarea { font-family: var(--mono); font-size: .875rem; }
    small { color: var(--soft); font-size: .8125rem; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

    header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.5rem; margin-bottom: 1rem; }
    header form { margin-left: auto; }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem; }
    nav li a { display: block; padding: .55rem .8rem; border-radius: .4rem; text-decoration: none; }
    nav li a:hover { background: var(--card); }
    nav li a[aria-current] { background: var(--card); color: var(--ink); font-weight: 600; }
    nav li a[aria-current] { box-shadow: inset 0 0 0 1px var(--line); }
    .skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--card); }
    .skip:focus { top: .5rem; }
    .aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .aside { white-space: nowrap; }
    h1 { font-size: 1.25rem; letter-spacing: -.01em; }
    h1 a { display: flex; align-items: center; gap: .6rem; color: inherit; text-decoration: none; }
    h2 { font-size: 1rem; }

    .notice, .outage p {
      padding: .6rem .9rem; margin-bottom: 1rem; border-radius: .4rem;
      background: var(--plain); border-left: .3rem solid var(--plain-edge);
    }
    .notice:empty { display: none; }
    #connection:empty { display: block; padding: 0; margin: 0; border: 0; }
    .notice.good { background: var(--good); border-color: var(--good-edge); }
    .notice.bad, .outage p { background: var(--bad); border-color: var(--bad-edge); }
    .outage #state p { margin: 0; padding-bottom: 0; border-radius: .4rem .4rem 0 0; font-weight: 600; }
    .outage #age p { padding-top: 0; border-radius: 0 0 .4rem .4rem; }

    section {
      padding: 1rem; margin-bottom: 1rem; min-width: 0;
      background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
    }
    section > h2 { margin-bottom: .6rem; }
    section > small + [data-follow] > .notice { margin-top: .6rem; }
    .none { color: var(--soft); }

    .count b { display: block; font-size: 3rem; line-height: 1.1; font-weight: 650; }
    .count, .facts, time { font-variant-numeric: tabular-nums; }
    .count, .facts { color: var(--soft); }
    .count b { color: var(--ink); }

    ul, ol { list-style: none; padding: 0; }
    .servers li + li { margin-top: .7rem; padding-top: .7rem; border-top: 1px solid var(--line); }
    .servers .name { margin-right: .4rem; font-family: var(--mono); font-size: .875rem; }
    .facts { font-size: .875rem; }
    .live, .gone { font-size: .8125rem; white-space: nowrap; }
    .live { color: var(--live); }
    .gone { color: var(--gone); }
    .live::before, .gone::before { content: ""; display: inline-block; width: .55em; height: .55em; }
    .live::before, .gone::before { margin-right: .4em; border-radius: 50%; }
    .live::before { background: currentColor; }
    .gone::before { border: 2px solid currentColor; }

    .terminal { border-radius: .5rem; overflow: hidden; background: #0e1413; color: #d5e5de; }
    .terminal { border: 1px solid #0e1413; margin-bottom: 1.1rem; }
    @media (prefers-color-scheme: dark) { .terminal { border-color: var(--line); background: #0a0e0d; } }
    figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
    figcaption { padding: .45rem .9rem; background: #1d2624; color: #d5e5de; }
    figcaption code::before { content: "$ "; color: #6fd6ba; }
    figcaption small { color: #a3b3ac; align-self: center; }
    #terminal { padding: .8rem .9rem; overflow: auto; max-height: 26rem; min-height: 4rem; }
    #terminal:focus-visible { outline-color: #6fd6ba; outline-offset: -3px; }
    #terminal .none { color: #a3b3ac; }
    pre, textarea { white-space: pre; overflow-wrap: normal; tab-size: 8; }
    /* As close as a terminal sets its lines: the lines of boxes meet. */
    pre, textarea { line-height: 1.12; }

    label, legend { display: block; margin: .8rem 0 .3rem; font-weight: 600; }
    label small { font-weight: 400; }
    form > label:first-child, section > form > label:first-of-type { margin-top: 0; }
    textarea, select, input:not([type=hidden], [type=radio]) {
      display: block; width: 100%; padding: .6rem .7rem;
      color: inherit; background: var(--field); border: 1px solid var(--edge); border-radius: .4rem;
    }
    textarea { min-height: 8rem; resize: vertical; }
    textarea.prose { min-height: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
    ::placeholder { color: var(--soft); opacity: 1; }
    input, select { font: inherit; min-height: 2.75rem; }
    fieldset { border: 0; padding: 0; margin: 0; }
    legend { padding: 0; }
    fieldset + label { margin-top: .5rem; }
    fieldset label { display: flex; align-items: center; gap: .6rem; margin: 0; padding: .4rem 0; }
    fieldset label { font-weight: 400; }
    input[type=radio] { flex: none; width: 1.25rem; height: 1.25rem; min-height: 0; margin: 0; accent-color: var(--accent); }
    .hint { margin-top: .8rem; color: var(--soft); font-size: .875rem; }
    [aria-invalid] { border: 2px solid var(--bad-edge); }
    .actions { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin-top: .7rem; }
    button, .button {
      display: inline-flex; align-items: center; justify-content: center; text-decoration: none;
      padding: .55rem 1.1rem; min-height: 2.75rem; border: 1px solid transparent; border-radius: .4rem;
      background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
    }
    button:hover, .button:hover { filter: brightness(1.12); }
    button.quiet, .button.quiet { background: none; color: var(--accent); border-color: var(--line); }
    button.quiet, .button.quiet { font-weight: 500; }
    .small { padding: .3rem .75rem; min-height: 2.25rem; font-size: .875rem; }
    .harsh { background: var(--harsh); color: var(--on-harsh); }

    .rows { margin-top: .4rem; }
    .rows li { padding: .7rem 0; border-top: 1px solid var(--line); }
    .rows .who { min-width: 0; margin-bottom: .5rem; }
    .who code { color: var(--soft); }
    .who code.range { color: var(--ink); font-weight: 600; font-size: .9375rem; }
    .badge { padding: .05rem .5rem; border-radius: 1rem; background: var(--plain); font-size: .75rem; }
    .deeds { display: flex; flex-wrap: wrap; gap: .4rem; }
    .tabs { margin-bottom: .8rem; }
    .tabs li a { border: 1px solid var(--line); }
    .tabs li a[aria-current] { border-color: var(--accent); box-shadow: none; }
    .inline { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
    .inline label { width: 100%; margin: 0; }
    .inline input:not([type=hidden]) { flex: 1 1 12rem; width: auto; }
    .inline input[type=number] { flex: 0 1 8rem; }
    .inline + * > .facts:first-child { margin-top: .8rem; }
    .pager { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; }
    q { quotes: "“" "”"; }

    .events { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 .9rem; }
    .events li { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; }
    .events li { padding: .45rem 0; border-top: 1px solid var(--line); }
    .events li:first-child { border-top: 0; }
    .events li > time { color: var(--soft); font-size: .875rem; line-height: 1.7; }
    summary { color: var(--soft); font-size: .875rem; cursor: pointer; }
    details p { color: var(--soft); font-size: .8125rem; margin-top: .4rem; }
    details pre {
      padding: .5rem .7rem; max-height: 14rem; overflow: auto; border-radius: .3rem;
      background: #0e1413; color: #d5e5de;
    }
    .events li > div { min-width: 0; }

    .card { max-width: 30rem; margin: 4vh auto 0; }
    .card h2 { font-size: 1.25rem; }
    .card p + p { margin-top: .7rem; }
    .card form { margin-top: .8rem; }

    @media (min-width: 56rem) {
      body { padding: 1.5rem 2rem; }
      .columns { display: grid; grid-template-columns: 19rem minmax(0, 1fr); gap: 1rem; }
      section { padding: 1.2rem 1.3rem; }
      .rows li { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
      .rows .who { margin-bottom: 0; }
      .deeds { flex: none; }
      .columns > section { align-self: start; }
    }
    @media (max-width: 30rem) {
      .events li { grid-template-columns: 1fr; }
      header nav { order: 1; width: 100%; }
    }

    """
}
