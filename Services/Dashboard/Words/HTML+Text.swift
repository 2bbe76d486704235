package import TinyHTTP

/// The small pieces that pages are made of, from texts that anybody may have written.
extension HTML {
  /// A name or another short text that stands out, and keeps its own direction of writing.
  package static func name(_ text: String) -> HTML {
    "<b><bdi>\(TerminalText.visible(text))</bdi></b>"
  }

  /// An RFC 3339 time in UTC as people read it; see `Format.moment`.
  /// Where there is a script it becomes the browser's, and a word `UTC` behind it goes.
  package static func time(_ time: String, today: String) -> HTML {
    let time = TerminalText.visible(time)
    return "<time datetime=\"\(time)\">\(Format.moment(time, today: today))</time>"
  }

  /// The zone of the times on a page; where there is a script, the browser's.
  static let zone: HTML = "<span data-zone>UTC</span>"
}
