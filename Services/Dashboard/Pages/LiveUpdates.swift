package import TinyHTTP

/// What a page needs so that it follows what happens, with JavaScript: the browser asks for the same
/// page again and puts the parts that have changed into their places (`Script`).
///
/// Nothing that one fills in may be part of a part.
package enum LiveUpdates {
  package static let script: HTML = "<script src=\"/dashboard.js\" defer></script>"

  /// Where it is said that the connection is lost.
  package static let connection: HTML = """
    <p id="connection" class="notice bad" role="status"></p>
    """

  /// A part of the page that follows; `id` is its own on that page.
  package static func part(_ id: HTML, _ content: HTML?) -> HTML {
    "<div id=\"\(id)\" data-follow>\(content)</div>"
  }
}
