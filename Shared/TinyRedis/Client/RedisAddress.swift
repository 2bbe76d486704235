package import TinyReactor

/// Where a server is, and as whom to speak to it:
///
/// - `tcp:host:port`, `unix:/path`: endpoint strings, as everywhere here
/// - `redis://[user[:password]@]host[:port][/db]`; the port is 6379 unless given
/// - `redis+unix://[user[:password]@]/path[?db=N]`, and `unix://` the same
///
/// User and password are percent-encoded in a URL. Neither is in `description`, nor in an error.
package struct RedisAddress: Sendable, CustomStringConvertible {
  package let endpoint: ClientEndpoint
  /// Nil: the server's default user.
  package var user: String?
  /// May be given apart from the URL, which others can read in a list of processes.
  package var password: String?
  package let database: Int

  package static let portDefault = 6_379

  /// Throws, saying what is wrong with the text.
  package init(_ text: String) throws(RedisAddressError) {
    let scheme = text.firstRange(of: "://").map { text[..<$0.lowerBound].lowercased() }
    switch scheme {
    case nil:
      guard text.hasPrefix("tcp:") || text.hasPrefix("unix:") else {
        throw RedisAddressError(text, RedisURL.kinds)
      }
      do throws(EndpointError) {
        endpoint = try ClientEndpoint(text)
      } catch {
        throw RedisAddressError(text, error.reason)
      }
      (user, password, database) = (nil, nil, 0)
    case "redis":
      let url = try RedisURL(text)
      endpoint = .tcp(host: try url.host(), port: try url.port() ?? Self.portDefault)
      (user, password) = try url.credentials()
      database = try url.database(inPath: true)
    case "redis+unix", "unix":
      let url = try RedisURL(text)
      endpoint = try url.unixEndpoint()
      (user, password) = try url.credentials()
      database = try url.database(inPath: false)
    case "rediss", "valkeys":
      throw RedisAddressError(
        text, "TLS is not spoken here; put a proxy that does (stunnel, HAProxy) between")
    default: throw RedisAddressError(text, RedisURL.kinds)
    }
  }

  package var description: String { database == 0 ? "\(endpoint)" : "\(endpoint) db \(database)" }
}

/// An address that cannot be used, and why. What may be a password in it is left out.
package struct RedisAddressError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String
  /// The reason alone.
  package let reason: String

  init(_ text: String, _ reason: String) {
    self.reason = reason
    description = "\(text.isEmpty ? "an empty string" : Self.shown(text)): \(reason)"
  }

  /// Without what stands before the last `@`, and without a query.
  private static func shown(_ text: String) -> String {
    var shown = text[..<(text.firstIndex(of: "?") ?? text.endIndex)]
    if let at = text.lastIndex(of: "@") {
      let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
      shown = "\(text[..<min(start, at)])***\(text[at...].prefix { $0 != "?" })"[...]
    }
    return String(shown)
  }
}
