package import TinyHTTP

/// What a page needs to update itself, with JavaScript (`Assets.script`): a list's page is requested
/// again and the parts that have changed are put into their places; a page of regions is sent them.
///
/// Nothing that can be filled in may be in such a part.
package enum LiveUpdates {
  package static let script: HTML = "<script src=\"/dashboard.js\" defer></script>"

  /// Nothing for a page that comes after those that may update themselves, if `stillBeside` them.
  package static func script(stillBeside: Int?) -> HTML { stillBeside == nil ? script : "" }

  /// Where the page says that the connection is lost.
  package static let connection: HTML = """
    <p id="connection" class="notice bad" role="status"></p>
    """

  /// A part of the page that updates itself; no other on that page has its `id`.
  package static func part(_ id: HTML, _ content: HTML?) -> HTML {
    "<div id=\"\(id)\" data-follow>\(content)</div>"
  }
}

/// What the pages of regions have in common.
extension Regions {
  /// Whether the page is current: its connection, the API, and how many others there are.
  func notices(stillBeside: Int?) -> HTML {
    """
    \(LiveUpdates.connection)
    <div class="outage">\(part(.state, role: "status"))\(part(.age))</div>
    \(stillBeside.map(Self.stillNotice))
    """
  }

  private static func stillNotice(_ others: Int) -> HTML {
    """
    <p class="notice">\(others) pages are open and updating themselves already. \
    This one does not: reload it to see news.</p>

    """
  }

  /// The element of a region.
  func part(_ region: Region, role: HTML? = nil) -> HTML {
    let attribute: HTML = role.map { " role=\"\($0)\"" } ?? ""
    return "<div id=\"\(region.rawValue)\"\(attribute)>\(html(region))</div>"
  }
}
