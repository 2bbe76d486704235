package import Wire

/// The last known values, how old they are, and since when the API has been away.
///
/// Readings may overlap and overtake each other: of each value, the one asked for last is kept.
package struct Snapshot {
  /// Since when the API has been failing, and how it failed last.
  package struct Outage: Equatable {
    /// RFC 3339, UTC.
    package let since: String
    package let failure: APIFailure
  }

  package var users: Int? { knownUsers?.value }
  package var servers: [ServerEntry]? { knownServers?.value }
  package var banner: String? { knownBanner?.value }
  /// Newest first.
  package var events: [Event]? { knownEvents?.value }
  /// Without the word.
  package var doors: Doors? { knownDoors?.value }
  /// Nil as well when the API is too old to say.
  package var rules: RoomRules? { knownRules?.value ?? nil }
  package var historyLines: Int? { knownHistory?.value }
  /// Nil as well when the API is too old to say.
  package var status: APIStatus? { knownStatus?.value ?? nil }
  /// Nil while the API answers.
  package private(set) var outage: Outage?
  /// When the API was last asked and answered everything; nil before any contact.
  package private(set) var asOf: Duration?

  private var knownUsers: Known<Int>?
  private var knownServers: Known<[ServerEntry]>?
  private var knownBanner: Known<String>?
  private var knownEvents: Known<[Event]>?
  private var knownDoors: Known<Doors>?
  private var knownRules: Known<RoomRules?>?
  private var knownHistory: Known<Int>?
  private var knownStatus: Known<APIStatus?>?

  package init() {}

  /// How long ago the API last answered everything it was asked; nil before any contact.
  package func age(at now: Duration) -> Duration? {
    asOf.map { max(.zero, now - $0) }
  }

  /// Takes in what a reading brought; `time` is the time of day, for an outage that begins here.
  package mutating func take(_ reading: Reading, time: String) {
    Known.update(&knownUsers, reading.users, asked: reading.asked)
    Known.update(&knownServers, reading.servers, asked: reading.asked)
    Known.update(&knownBanner, reading.banner, asked: reading.asked)
    Known.update(&knownEvents, reading.events, asked: reading.asked)
    Known.update(&knownDoors, reading.doors, asked: reading.asked)
    Known.update(&knownRules, reading.rules, asked: reading.asked)
    Known.update(&knownHistory, reading.historyLines, asked: reading.asked)
    Known.update(&knownStatus, reading.status, asked: reading.asked)
    if let asOf, reading.asked < asOf { return }  // old news about whether the API is there
    switch reading.failure {
    case nil:
      outage = nil
      asOf = reading.asked
    case .busy: break  // says something about us, and nothing about the API
    case let failure?: outage = Outage(since: outage?.since ?? time, failure: failure)
    }
  }
}

/// A value and when it was asked for.
private struct Known<Value> {
  let value: Value
  let asked: Duration

  static func update(
    _ known: inout Known<Value>?, _ answer: Result<Value, APIFailure>?, asked: Duration
  ) {
    guard case .success(let value) = answer else { return }
    if let known, asked < known.asked { return }
    known = Known(value: value, asked: asked)
  }
}
