import Wire

/// Why a banner is refused, in words for the person who sent it.
package struct BannerProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// The banner as it is stored: what people see first, in a terminal, before they can defend
/// themselves.
package enum BannerRules {
  /// Turns every line ending into a line feed, refuses a banner that is then too long
  /// (`Limits.bannerBytesMax`) or holds a forbidden character, and returns it cleaned.
  package static func check(_ banner: String) throws(BannerProblem) -> String {
    let banner = banner.withLineFeeds
    let count = banner.utf8.count
    guard count <= Limits.bannerBytesMax else {
      throw BannerProblem(
        description: "the banner has \(count) bytes; at most \(Limits.bannerBytesMax) are allowed")
    }
    if let found = TextRules.forbiddenCharacter(in: banner, linesAllowed: true) {
      throw BannerProblem(
        description: "the banner must not contain \(found); "
          + "line feeds and tabs are the only control characters allowed")
    }
    return try clean(banner)
  }

  /// Cleans each line like one that people say: chat shows both in the same way.
  private static func clean(_ banner: String) throws(BannerProblem) -> String {
    let lines = banner.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { CleanText($0) }
    let clean = lines.map(\.text).joined(separator: "\n")
    guard banner.isEmpty || !lines.allSatisfy(\.isBlank) else {
      throw BannerProblem(
        description: "the banner has nothing in it that can be seen; for none, leave it empty")
    }
    let count = clean.utf8.count
    guard count <= Limits.bannerBytesMax else {
      throw BannerProblem(
        description: "the banner has \(count) bytes with its tabs as blanks; at most "
          + "\(Limits.bannerBytesMax) are allowed")
    }
    return clean
  }
}
