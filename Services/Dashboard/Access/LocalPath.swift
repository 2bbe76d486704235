/// Where to go after a login: only ever to a page of our own.
package enum LocalPath {
  /// A question about a page of people still fits, and into what `HTTPLimits` allow; anything longer is
  /// not ours.
  package static let bytesMax = 8_000

  /// `path` if no browser can read it as another site, else `/`. Browsers take `//host` and
  /// `/\host` for one, and drop tabs and line ends before they look.
  package static func checked(_ path: String?) -> String {
    guard let path, path.hasPrefix("/"), path.utf8.count <= bytesMax,
      path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
      !path.hasPrefix("//")
    else { return "/" }
    return path
  }
}
