package import TinyHTTP

/// Links to the pages before and after this one.
package enum Pager {
  /// A nil `target` is a page that does not exist, and gets no link.
  package static func html(_ links: [(label: HTML, target: String?)]) -> HTML {
    let there = links.compactMap { link in
      link.target.map { "<a class=\"button quiet\" href=\"\($0)\">\(link.label)</a>" as HTML }
    }
    guard !there.isEmpty else { return "" }
    return "<nav class=\"pager\" aria-label=\"More pages\">\(HTML.join(there))</nav>"
  }
}
