import TinyReactor

/// The numbers by which the API knows people.
package enum MemberID {
  /// The first id of a process: the time in microseconds. Each newcomer takes the next, and no
  /// server lets in a million a second, so no id of an earlier process comes again: an order for
  /// somebody there finds nobody here. Until the year 2255 every JSON reader can represent them
  /// exactly (RFC 8259 §6).
  package static var first: Int {
    let now = WallTime.now()
    return max(0, now.seconds * 1_000_000 + now.nanoseconds / 1_000)
  }
}
