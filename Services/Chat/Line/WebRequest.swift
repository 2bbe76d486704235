/// Recognises a request of HTTP, or of a protocol that looks like it, by its first line.
enum WebRequest {
  /// `GET /x HTTP/1.1` (RFC 9112 §3), or RTSP, SIP, ICAP. A method is any word in capitals: a
  /// script in a browser may make one up.
  static func foreignProtocol(of line: [UInt8], isWhole: Bool) -> ForeignProtocol? {
    let words = line.split(separator: space, maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count > 1, isMethod(words[0]) else { return nil }
    guard isWhole else {
      // Too long to see its end.
      return words[1].first == UInt8(ascii: "/") || words[1].starts(with: "http".utf8) ? .http : nil
    }
    guard words.count == 3, isTarget(words[1]), !words[2].contains(space) else { return nil }
    return versions.first { words[2].starts(with: $0.beginning.utf8) }?.kind
  }

  private static let versions: [(beginning: String, kind: ForeignProtocol)] = [
    ("HTTP/", .http), ("RTSP/", .rtsp), ("SIP/", .sip), ("ICAP/", .icap),
  ]

  private static func isMethod(_ word: ArraySlice<UInt8>) -> Bool {
    !word.isEmpty
      && word.allSatisfy {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_")
      }
  }

  /// `/path`, `*`, `http://host/` or `host:port` (RFC 9112 §3.2); "I like HTTP/1.1" has none.
  private static func isTarget(_ word: ArraySlice<UInt8>) -> Bool {
    word.first == UInt8(ascii: "/") || word.elementsEqual("*".utf8)
      || word.contains(UInt8(ascii: ":"))
  }
}

private let space: UInt8 = 0x20
