package import TinyHTTP

/// What is around every page: head, header and footer.
package enum Frame {
  package static func page(
    title: HTML, header: HTML = "", script: HTML = "", _ content: HTML
  ) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title)</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/dashboard.css">
    \(script)
    </head>
    <body>
    <header>
    <h1><a href="/"><img src="/favicon.svg" alt="" width="32" height="32"> NetCatChat</a></h1>
    \(header)
    </header>
    <main>
    \(content)
    </main>
    </body>
    </html>

    """
  }

  /// A page that says one thing: an address that is not there, a request that is refused.
  package static func sorry(_ title: HTML, _ explanation: String) -> HTML {
    page(
      title: "\(title) · NetCatChat",
      """
      <section class="card">
      <h2>\(title)</h2>
      <p>\(explanation)</p>
      <p><a href="/">To the dashboard</a></p>
      </section>
      """)
  }
}
