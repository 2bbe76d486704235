/// Where somebody stands in an order of people: what the column has of them, then their server and their id
/// there. No two people stand at the same place, and every chat server and the API see the same one.
package struct PeoplePlace: Sendable, Equatable {
  /// What a column has of somebody, as it is compared: by one member after the other.
  package struct Value: Sendable, Equatable {
    fileprivate var rank: UInt8 = 0
    fileprivate var number: UInt128 = 0
    fileprivate var text = ""

    /// Last in both directions.
    fileprivate static let lastRank = UInt8.max
  }

  package var value: Value
  package var server: String
  package var id: Int

  /// Longer texts are no cursors: an address of 128 characters fits.
  package static let cursorBytesMax = 1_024

  package init(_ value: Value, server: String, id: Int) {
    self.value = value
    self.server = server
    self.id = id
  }
}

extension PeoplePlace.Value {
  /// In any case.
  package static func name(_ name: String) -> Self { Self(text: name.lowercased()) }

  /// IPv4 before IPv6, and those before what is no address.
  package static func address(_ text: String) -> Self {
    guard let address = try? AddressRange(text) else { return Self(rank: 2, text: text) }
    return Self(rank: address.isIPv6 ? 1 : 0, number: address.bits)
  }

  /// In seconds since 1970, and 0 for all that was before; nil, for what never was, is last.
  package static func time(seconds: Int?) -> Self {
    seconds.map(count) ?? Self(rank: Self.lastRank)
  }

  package static func count(_ count: Int) -> Self { Self(number: UInt128(max(0, count))) }

  package static func server(_ id: String) -> Self { Self(text: id) }

  /// One who is several of these counts as the first of them.
  package static func flags(isMuted: Bool, isVoiced: Bool, isGone: Bool) -> Self {
    Self(rank: isMuted ? 0 : isVoiced ? 1 : isGone ? 2 : 3)
  }
}

extension PeopleOrder {
  /// Whether somebody stands before somebody else. Who is equal by the column is listed by server and id,
  /// in either direction.
  package func puts(_ one: PeoplePlace, before other: PeoplePlace) -> Bool {
    let (mine, others) = (one.value, other.value)
    if mine.rank != others.rank {
      let isLast = max(mine.rank, others.rank) == PeoplePlace.Value.lastRank
      return (mine.rank < others.rank) != (isDescending && !isLast)
    }
    if mine.number != others.number { return (mine.number < others.number) != isDescending }
    if mine.text != others.text { return (mine.text < others.text) != isDescending }
    return one.server == other.server ? one.id < other.id : one.server < other.server
  }
}

extension PeoplePlace {
  /// What asks for those who stand behind this place.
  package func cursor(in order: PeopleOrder) -> String {
    let number = String(value.number, radix: 16)
    return "\(order.text)~\(value.rank)~\(number)~\(server)~\(id)~\(value.text)"
  }

  /// Reads a cursor of that order; nil for anything else, also one of another order.
  package init?(cursor: String, in order: PeopleOrder) {
    guard cursor.utf8.count <= Self.cursorBytesMax else { return nil }
    let parts = cursor.split(separator: "~", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == order.text, let rank = UInt8(parts[1]),
      let number = UInt128(parts[2], radix: 16), let id = Int(parts[4]),
      ServerID.isValid(String(parts[3])), (0...Self.idMax).contains(id)
    else { return nil }
    self.init(
      Value(rank: rank, number: number, text: String(parts[5])), server: String(parts[3]), id: id)
    // There is one way to write each: no signs, no zeros before a number.
    guard self.cursor(in: order) == cursor else { return nil }
  }

  /// The largest integer that every JSON reader takes exactly (RFC 8259 §6).
  private static let idMax = 9_007_199_254_740_991
}
