/// Slack's way to write links and mentions, made readable in a terminal
/// (https://api.slack.com/reference/surfaces/formatting). Stars and underlines stay as they are.
package enum SlackMarkup {
  /// `<https://a.b|label>` becomes `label (https://a.b)`, `<!here>` `@here`, `<#C1|general>`
  /// `#general`, and `&lt;` `<`. What is no mark stays. Takes linear time.
  package static func plain(_ text: String) -> String {
    var plain: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let start = rest.firstIndex(of: open) {
      plain += rest[..<start]
      rest = rest[start...].dropFirst()
      // A mark stands in one line, and has no other in it.
      let end = rest.firstIndex { $0 == close || $0 == open || $0 == lineFeed }
      if let end, rest[end] == close, let mark = read(rest[..<end]) {
        plain += mark
        rest = rest[end...].dropFirst()
      } else {
        plain.append(open)
      }
    }
    return unescaped(String(decoding: plain + rest, as: UTF8.self))
  }

  /// What stands between `<` and `>`; nil when it is no mark, as in `a <b> c`.
  private static func read(_ mark: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = mark.split(separator: bar, maxSplits: 1, omittingEmptySubsequences: false)
    let (target, label) = (parts[0], parts.count == 2 ? parts[1] : [])
    switch target.first {
    case UInt8(ascii: "!"):
      if !label.isEmpty { return Array(label) }
      return at + (target.dropFirst().split(separator: UInt8(ascii: "^")).first ?? [])
    case UInt8(ascii: "@"): return at + (label.isEmpty ? target.dropFirst() : label)
    case UInt8(ascii: "#"): return hash + (label.isEmpty ? target.dropFirst() : label)
    default:
      guard target.contains(UInt8(ascii: ":")), !target.contains(UInt8(ascii: " ")) else {
        return nil
      }
      if label.isEmpty || label == target { return Array(target) }
      let isMail = target.starts(with: "mailto:".utf8) || target.starts(with: "tel:".utf8)
      return isMail ? Array(label) : Array(label) + " (".utf8 + target + ")".utf8
    }
  }

  /// Once: `&amp;lt;` is a `&lt;` that somebody wrote.
  private static func unescaped(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
  }

  private static let (open, close) = (UInt8(ascii: "<"), UInt8(ascii: ">"))
  private static let (bar, lineFeed) = (UInt8(ascii: "|"), UInt8(ascii: "\n"))
  private static let (at, hash) = ([UInt8(ascii: "@")], [UInt8(ascii: "#")])
}
