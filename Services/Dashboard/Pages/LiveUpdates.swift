package import TinyHTTP
import Wire

/// What a page needs to update itself, with JavaScript (`Assets.script`): a list's page is requested
/// again and the parts that have changed are put into their places; a page of regions is sent them.
///
/// Nothing that is typed into may be in such a part. Boxes to tick may, in rows: those stay as they are.
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
    let sum = sum(of: id, content)
    return """
      \(start)<div id="\(id)" data-follow data-sum="\(sum)">\(content)</div>\(end)
      """
  }

  /// A row of such a part, in an element with `data-rows`: a change of it alone is sent alone, and what
  /// is ticked, focused or folded out in the others stays. `element` is `tr` or `li`, without another
  /// of its kind in it; no other row on that page has its `id`.
  package static func row(_ element: HTML, id: HTML, _ content: HTML) -> HTML {
    """
    <\(element) data-sum="\(sum(of: id, content))" id="\(id)">\(content)</\(element)>

    """
  }

  /// A list of events: a new one is sent alone.
  static func events(_ events: [Event], today: String) -> HTML {
    let rows = events.map { event -> HTML in
      row("li", id: "event-\(event.seq)", EventWords.item(event, today: today))
    }
    return "<ol class=\"events\" data-rows>\(HTML.join(rows))</ol>"
  }

  /// Around a part, for `LiveNews`.
  static let start: HTML = "<!--follow-->"
  static let end: HTML = "<!--/follow-->"

  /// Says whether it has changed while this process runs; nobody can make two of the same sum.
  private static func sum(of id: HTML, _ content: HTML?) -> String {
    var hasher = Hasher()
    Array(id.text.utf8).withUnsafeBytes { hasher.combine(bytes: $0) }
    var text = content?.text ?? ""
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return String(UInt(bitPattern: hasher.finalize()), radix: 36)
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
