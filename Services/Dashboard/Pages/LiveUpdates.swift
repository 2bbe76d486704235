package import TinyHTTP

/// What a page needs to update itself, with JavaScript: the browser requests the same page again
/// and puts the parts that have changed into their places (`Assets.script`).
///
/// Nothing that can be filled in may be in such a part.
package enum LiveUpdates {
  package static let script: HTML = "<script src=\"/dashboard.js\" defer></script>"

  /// Where the page says that the connection is lost.
  package static let connection: HTML = """
    <p id="connection" class="notice bad" role="status"></p>
    """

  /// A part of the page that updates itself; no other on that page has its `id`.
  package static func part(_ id: HTML, _ content: HTML?) -> HTML {
    "<div id=\"\(id)\" data-follow>\(content)</div>"
  }
}
