/// Limits that more than one process keeps.
package enum Limits {
  /// Bytes of UTF-8 in a banner.
  package static let bannerBytesMax = 4_096
  /// Seconds a chat server counts as there without renewing.
  package static let leaseSeconds = 5
  /// Seconds the API holds a long poll at most.
  package static let waitSecondsMax = 60
  /// Bytes in a chat line, without its line ending.
  package static let lineBytesMax = 1_024
  /// Columns in a nickname.
  package static let nicknameColumnsMax = 20
}
