import TinyReactor

/// Whether `text` is `http://host[:port][/path]`, the host a name, an IPv4 or a bracketed IPv6
/// address: what an `HTTPClient` takes as its base.
package func isHTTPURL(_ text: String) -> Bool { (try? HTTPOrigin(text)) != nil }

/// Where a client sends its requests: `http://host:port/prefix`, parsed.
struct HTTPOrigin {
  /// Without brackets.
  let host: String
  let port: Int
  /// What the Host field says.
  let authority: String
  /// Empty, or begins with a slash and does not end in one.
  let prefix: String

  /// Refuses other schemes, user information, a query, port 0, a colon without a port (a slip), and
  /// anything but visible ASCII.
  init(_ base: String) throws(HTTPURLProblem) {
    let bytes = Array(base.utf8)
    let span = bytes.span
    let scheme = "http://"
    guard span.count > scheme.utf8.count,
      span.extracting(0..<scheme.utf8.count).equalsIgnoringCase(scheme)
    else { throw HTTPURLProblem(url: base) }

    let pathStart = span.firstIndex(of: .slash, from: scheme.utf8.count) ?? span.count
    let authority = span.extracting(scheme.utf8.count..<pathStart)
    let path = span.extracting(pathStart..<span.count)
    guard Authority.isValid(authority), authority[authority.count - 1] != .colon,
      let hostEnd = Authority.hostEnd(authority),
      path.text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#@\\\"<>".utf8.contains($0) })
    else { throw HTTPURLProblem(url: base) }

    let isBracketed = authority[0] == UInt8(ascii: "[")
    host = authority.extracting(isBracketed ? 1..<hostEnd - 1 : 0..<hostEnd).text
    port =
      hostEnd == authority.count
      ? 80 : Authority.port(authority.extracting(hostEnd + 1..<authority.count)) ?? 80
    let isAddress = host.contains(":") && SocketAddress(host: host, port: 0) != nil
    guard port > 0, isAddress || !isBracketed else { throw HTTPURLProblem(url: base) }
    self.authority = authority.text
    prefix = path.text.hasSuffix("/") ? String(path.text.dropLast()) : path.text
  }
}

/// A base URL that a client cannot send to.
package struct HTTPURLProblem: Error, CustomStringConvertible {
  package let url: String
  package var description: String { "\"\(url)\" is not http://host:port" }
}
