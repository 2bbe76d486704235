import TinyReactor

/// Slows down whoever guesses passwords: after a few failures each further one doubles the wait of
/// that address. While it waits its guesses are refused unread.
///
/// A proxy or a published container port makes all people one address; that is why the wait stays
/// short enough to sit out.
package struct LoginThrottle {
  /// Failures that cost nothing: people mistype.
  package static let freeFailures = 3
  package static let waitMax = Duration.seconds(60)
  /// Failures are forgotten after this long without another.
  package static let memory = Duration.seconds(3_600)
  /// Addresses remembered; past it the one that failed longest ago is forgotten.
  package static let addressesMax = 1_024

  private struct Record {
    var failures: Int
    var last: Duration
    var until: Duration
  }

  private var records: [String: Record] = [:]

  package init() {}

  package var addressCount: Int { records.count }

  /// How long this address must still wait; nil when it may try.
  package func wait(for address: String, at now: Duration) -> Duration? {
    guard let record = records[Self.network(address)], record.until > now else { return nil }
    return record.until - now
  }

  package mutating func failed(_ address: String, at now: Duration) {
    let network = Self.network(address)
    var record = records[network] ?? Record(failures: 0, last: now, until: now)
    if now - record.last >= Self.memory { record.failures = 0 }
    record.failures += 1
    record.last = now
    record.until = now + Self.wait(after: record.failures)
    if records[network] == nil { makeRoom() }
    records[network] = record
  }

  package mutating func succeeded(_ address: String) {
    records[Self.network(address)] = nil
  }

  /// 0, 0, 0, then 1 s, 2 s, 4 s … up to `waitMax`.
  private static func wait(after failures: Int) -> Duration {
    guard failures > freeFailures else { return .zero }
    let doublings = min(failures - freeFailures - 1, 6)
    return min(.seconds(1 << doublings), waitMax)
  }

  private mutating func makeRoom() {
    guard records.count >= Self.addressesMax,
      let oldest = records.min(by: { $0.value.last < $1.value.last })
    else { return }
    records[oldest.key] = nil
  }

  /// An IPv6 customer owns a whole /64, which therefore counts as one.
  /// So does all of 127.0.0.0/8, which is this machine.
  private static func network(_ address: String) -> String {
    if SocketAddress(host: address, port: 0)?.isLoopback == true { return "loopback" }
    return address.contains(":") ? RangeWords.network64(of: address) : address
  }
}
