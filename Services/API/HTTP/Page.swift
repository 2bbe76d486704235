import TinyHTTP

/// The front page: the routes, with links, for anyone who opens the port in a browser.
enum Page {
  /// The page, with `routes` in their order and then health.
  static func html(_ routes: [Route]) -> HTML {
    let own = routes.map {
      item($0.method, $0.path, $0.summary, isWhole: !$0.query.contains(where: \.isRequired))
    }
    let health = OpenAPI.health.map { item(.get, $0.path, $0.summary) }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>NetCatChat API</title>
      </head>
      <body>
      <h1>NetCatChat API</h1>
      <p>JSON over HTTP: the banner, who is there and who may not be,
      what has happened. To talk, use
      <code>nc</code>; to administrate, the dashboard.</p>
      <ul>
      \(own)</ul>
      <h2>Health</h2>
      <ul>
      \(health)</ul>
      </body>
      </html>

      """
  }

  /// A GET that needs no parameters is a link.
  private static func item(
    _ method: HTTPMethod, _ path: String, _ summary: String, isWhole: Bool = true
  ) -> HTML {
    if method == .get && !path.contains("{") && isWhole {
      return "<li><a href=\"\(path)\"><code>\(path)</code></a>: \(summary)</li>\n"
    }
    return "<li><code>\(method.rawValue) \(path)</code>: \(summary)</li>\n"
  }
}
