import Wire

/// What a newcomer is shown first, ready to be sent.
package struct BannerText: Equatable {
  /// Shown until the API has sent the real one.
  package static let builtIn = BannerText("Welcome to NetCatChat!")

  /// Clean lines, each with its CR LF; none for an empty banner.
  package let bytes: [UInt8]

  package init(_ text: String) {
    var bytes: [UInt8] = []
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      bytes += CleanText(line).bytes
      bytes += "\r\n".utf8
    }
    self.bytes = bytes
  }
}
