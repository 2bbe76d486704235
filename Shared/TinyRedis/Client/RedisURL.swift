import TinyReactor

/// The parts of a `redis://` or `redis+unix://` URL (RFC 3986 §3), taken apart and not yet judged.
struct RedisURL {
  static let kinds =
    "it begins with none of redis://, redis+unix://, tcp: and unix:"

  private let text: String
  /// `user:password`, percent-encoded.
  private let userInfo: Substring?
  private let authority: Substring
  /// With its slash, percent-encoded.
  private let path: Substring
  private let query: Substring?

  init(_ text: String) throws(RedisAddressError) {
    self.text = text
    guard let scheme = text.firstRange(of: "://") else { throw RedisAddressError(text, Self.kinds) }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw RedisAddressError(
        text, "it may hold visible ASCII alone; what is not is percent-encoded (%20 for a space)")
    }
    let rest = text[scheme.upperBound...]
    if rest.contains("#") {
      throw RedisAddressError(text, "there is nothing behind a #; one in a password is written %23")
    }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    if rest[end...].contains("@") {
      throw RedisAddressError(
        text, "there is an @ behind the host; in a password / is %2F, ? is %3F and @ is %40")
    }
    let parts = rest[..<end].split(separator: "@", omittingEmptySubsequences: false)
    if parts.count > 2 {
      throw RedisAddressError(text, "there is more than one @; one in a password is written %40")
    }
    userInfo = parts.count == 2 ? parts[0] : nil
    authority = parts[parts.count - 1]
    let behind = rest[end...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = behind.first ?? ""
    query = behind.count == 2 ? behind[1] : nil
  }

  func credentials() throws(RedisAddressError) -> (user: String?, password: String?) {
    guard let userInfo else { return (nil, nil) }
    let parts = userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let user = try decode(parts[0], "user")
    let password = parts.count == 2 ? try decode(parts[1], "password") : nil
    if user.isEmpty && password?.isEmpty != false {
      throw RedisAddressError(text, "there is neither user nor password before the @")
    }
    return (user.isEmpty ? nil : user, password)
  }

  func host() throws(RedisAddressError) -> String {
    var host = authority
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]"),
        ["", ":"].contains(host[end...].dropFirst().prefix(1))
      else { throw RedisAddressError(text, "nothing closes the bracket of the address") }
      host = host[..<end].dropFirst()
      guard host.contains(":"), SocketAddress(host: String(host), port: 0) != nil else {
        throw RedisAddressError(text, "there is no IPv6 address between the brackets")
      }
      return String(host)
    }
    host = host[..<(host.firstIndex(of: ":") ?? host.endIndex)]
    if host.isEmpty { throw RedisAddressError(text, "the host is missing") }
    guard host.utf8.allSatisfy({ Self.isOfHost($0) }) else {
      throw RedisAddressError(text, "the host is not a name or an address")
    }
    return String(host)
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-._~".utf8.contains(byte)
    }
  }

  func port() throws(RedisAddressError) -> Int? {
    let behindHost = authority.lastIndex(of: "]").map { authority[$0...].dropFirst() } ?? authority
    guard let colon = behindHost.firstIndex(of: ":") else { return nil }
    guard let port = Self.number(behindHost[colon...].dropFirst()), 1...65_535 ~= port else {
      throw RedisAddressError(
        text, "the port must be a number from 1 to 65535; an IPv6 address stands in brackets")
    }
    return port
  }

  func unixEndpoint() throws(RedisAddressError) -> ClientEndpoint {
    guard authority.isEmpty else {
      throw RedisAddressError(text, "a socket has a path and no host: three slashes begin it")
    }
    let path = try decode(path, "path")
    guard path.utf8.count > 1 else { throw RedisAddressError(text, "the path is missing") }
    let escaped = path.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
      .replacing("=", with: "\\=")
    do throws(EndpointError) {
      return try ClientEndpoint("unix:\(escaped)")
    } catch {
      throw RedisAddressError(text, error.reason)
    }
  }

  /// The path's, or that of `?db=`.
  func database(inPath: Bool) throws(RedisAddressError) -> Int {
    var word: Substring?
    if inPath, path.count > 1 { word = path.dropFirst() }
    if let query {
      guard query.hasPrefix("db="), word == nil else {
        throw RedisAddressError(
          text, "the only thing behind a ? is db=N, once; password and the rest stand before an @")
      }
      word = query.dropFirst(3)
    }
    guard let word else { return 0 }
    guard let number = Self.number(word) else {
      throw RedisAddressError(text, "the database is a number, 0 unless given")
    }
    return number
  }

  private static func number(_ digits: Substring) -> Int? {
    guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 })
    else { return nil }
    return Int(digits)
  }

  private func decode(_ text: Substring, _ what: String) throws(RedisAddressError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = Self.hexValue(rest.next()), let low = Self.hexValue(rest.next()),
        high + low > 0
      else {
        throw RedisAddressError(
          self.text, "the \(what) has a bad percent escape; a % is written %25")
      }
      bytes.append(high << 4 | low)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw RedisAddressError(self.text, "the \(what) is not UTF-8 when its percents are decoded")
    }
    return decoded
  }

  private static func hexValue(_ byte: UInt8?) -> UInt8? {
    switch byte {
    case let byte? where 0x30...0x39 ~= byte: byte - 0x30
    case let byte? where 0x41...0x46 ~= byte: byte - 0x37
    case let byte? where 0x61...0x66 ~= byte: byte - 0x57
    default: nil
    }
  }
}
