import TinyReactor

/// The numbers by which the API knows people.
package enum MemberID {
  /// Where a process begins to count: the time in microseconds. Each newcomer takes the next, and nobody
  /// lets a million in a second, so no id of an earlier process comes again: an order for somebody there
  /// finds nobody here. Until the year 2255 every reader of JSON counts so far exactly (RFC 8259 §6).
  package static var first: Int {
    let now = WallTime.now()
    return max(0, now.seconds * 1_000_000 + now.nanoseconds / 1_000)
  }
}
