/// Recognises a browser that was tricked into posting to the chat.
package enum WebRequest {
  /// Whether a connection's first line is a request line (`GET /x HTTP/1.1`, RFC 9112 §3) or the
  /// beginning of a TLS handshake (RFC 8446 §5.1). A method is any word in capitals: scripts may make
  /// them up.
  package static func begins(with line: [UInt8]) -> Bool {
    if line.starts(with: handshake) { return true }
    let words = line.split(separator: space, maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, words[2].starts(with: "HTTP/".utf8), !words[2].contains(space) else {
      return false
    }
    return isMethod(words[0]) && isTarget(words[1])
  }

  /// Whether a line too long to see its end begins as a request line does.
  package static func isRequest(beginning: [UInt8]) -> Bool {
    if beginning.starts(with: handshake) { return true }
    let words = beginning.split(separator: space, maxSplits: 1, omittingEmptySubsequences: false)
    return words.count == 2 && isMethod(words[0])
      && (words[1].first == UInt8(ascii: "/") || words[1].starts(with: "http".utf8))
  }

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

private let handshake: [UInt8] = [0x16, 0x03]
private let space: UInt8 = 0x20
