import TinyReactor

/// Whether `text` is `http://host[:port][/path]`, the host a name, an IPv4 or a bracketed IPv6
/// address; no user, query or fragment, which a base for requests has no use for. An `HTTPClient`
/// takes every one of these as its base.
package func isHTTPURL(_ text: String) -> Bool {
  let scheme = "http://"
  guard text.lowercased().hasPrefix(scheme) else { return false }
  let rest = text.dropFirst(scheme.count)
  guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#@\\\"<>".utf8.contains($0) }) else {
    return false
  }
  let authority = rest.prefix { $0 != "/" }
  let (host, port) = split(authority)
  return !host.isEmpty && isHost(host) && (port.map(isPort) ?? true)
}

private func split(_ authority: Substring) -> (host: Substring, port: Substring?) {
  let afterBrackets = authority.lastIndex(of: "]") ?? authority.startIndex
  guard let colon = authority[afterBrackets...].firstIndex(of: ":") else { return (authority, nil) }
  return (authority[..<colon], authority[authority.index(after: colon)...])
}

private func isHost(_ host: Substring) -> Bool {
  guard host.hasPrefix("[") else {
    return host.allSatisfy { $0.isLetter || $0.isNumber || "-._".contains($0) }
  }
  let address = host.dropFirst().dropLast()
  return host.hasSuffix("]") && address.contains(":")
    && address.allSatisfy { $0.isHexDigit || ":.".contains($0) }
    && SocketAddress(host: String(address), port: 0) != nil
}

/// 1 to 65,535 in at most five digits.
private func isPort(_ text: Substring) -> Bool {
  text.utf8.count <= 5 && text.allSatisfy(\.isNumber)
    && (Int(text).map { (1...65_535).contains($0) } ?? false)
}
