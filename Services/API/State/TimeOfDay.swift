import FoundationEssentials

/// The wall clock, as bans that end need it.
package enum TimeOfDay {
  /// Since 1970, UTC.
  package static func now() -> Duration {
    .milliseconds(Int((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
  }

  /// What `Timestamp` has written, since 1970; nil for anything else.
  package static func parse(_ text: String) -> Duration? {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    guard let date = try? format.parse(text) else { return nil }
    return .milliseconds(Int((date.timeIntervalSince1970 * 1_000).rounded()))
  }
}
