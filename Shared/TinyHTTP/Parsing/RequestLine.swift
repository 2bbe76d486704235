/// `GET /path HTTP/1.1`, parsed and checked (RFC 9112 §3).
struct RequestLine {
  let method: HTTPMethod
  /// Path and query, still encoded; `*` for the server as a whole.
  let target: String
  /// The host of an absolute-form target; it replaces the Host field (RFC 9112 §3.2.2).
  let host: String?
  let version: HTTPVersion

  /// Throws what is wrong with it, the version first: another version may mean other rules.
  init(_ line: Span<UInt8>, targetBytesMax: Int) throws(ParseError) {
    try HeadParser.refuseControls(line)
    guard let methodEnd = line.firstIndex(of: .space),
      let targetEnd = line.firstIndex(of: .space, from: methodEnd + 1),
      line.firstIndex(of: .space, from: targetEnd + 1) == nil
    else { throw .badRequestLine }

    version = try HTTPVersion(line.extracting(targetEnd + 1..<line.count))
    let token = line.extracting(0..<methodEnd)
    try HeadParser.checkToken(token, or: .badMethod)
    guard let method = HTTPMethod(standard: token) else { throw .unknownMethod }
    if method == .connect { throw .noProxy }
    self.method = method

    let target = line.extracting(methodEnd + 1..<targetEnd)
    if target.count > targetBytesMax { throw .targetTooLong }
    (self.target, host) = try Self.parseTarget(target, method)
  }

  /// Origin form, absolute form, and `OPTIONS *`; a server that is not a proxy needs no other.
  private static func parseTarget(
    _ target: Span<UInt8>, _ method: HTTPMethod
  ) throws(ParseError) -> (target: String, host: String?) {
    for index in target.indices {
      let byte = target[index]
      if byte <= .space || byte >= 0x7F || byte == UInt8(ascii: "#") { throw .badTarget }
    }
    if target.count > 0, target[0] == .slash { return (target.text, nil) }
    if method == .options, target.equals("*") { return ("*", nil) }

    let scheme = "http://"
    guard target.count > scheme.utf8.count,
      target.extracting(0..<scheme.utf8.count).equalsIgnoringCase(scheme)
    else { throw .badTarget }
    var hostEnd = scheme.utf8.count
    while hostEnd < target.count, target[hostEnd] != .slash, target[hostEnd] != UInt8(ascii: "?") {
      hostEnd += 1
    }
    let host = target.extracting(scheme.utf8.count..<hostEnd)
    guard Authority.isValid(host) else { throw .badTarget }
    let rest = target.extracting(hostEnd..<target.count).text
    return (rest.hasPrefix("/") ? rest : "/" + rest, host.text)
  }
}
