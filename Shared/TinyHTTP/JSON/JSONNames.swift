/// The names in the objects of one text, to find duplicates (RFC 7493 §2.3).
///
/// An open-addressing hash table that keeps the hashes, so that it grows without reading a name
/// again. Each process seeds its hashes anew: nobody can choose names that collide.
struct JSONNames {
  private struct Entry {
    let hash: Int
    let object: Int
    /// The range of its name in `bytes`.
    let start: Int
    let end: Int
  }
  private var entries: [Entry] = []
  /// The names of all entries, unescaped, one after another.
  private var bytes: [UInt8] = []
  /// Indices into `entries`; never more than half full.
  private var slots = [Int32](repeating: Self.free, count: 64)

  private static let free: Int32 = -1

  /// Adds a name as it was written. False when that object already has it. Compares bytes, as RFC
  /// 8259 §8.3 does: letters that only look alike are different.
  mutating func insert(_ name: Span<UInt8>, hasEscapes: Bool, into object: Int) -> Bool {
    let start = bytes.count
    if hasEscapes { JSONEscape.undo(name, into: &bytes) } else { bytes.append(name) }
    let entry = Entry(
      hash: hash(from: start, object), object: object, start: start, end: bytes.count)
    var slot = entry.hash & (slots.count - 1)
    while slots[slot] != Self.free {
      if isSame(entries[Int(slots[slot])], entry) { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(entries.count)
    entries.append(entry)
    if entries.count * 2 > slots.count { grow() }
    return true
  }

  private func isSame(_ one: Entry, _ other: Entry) -> Bool {
    one.hash == other.hash && one.object == other.object
      && bytes[one.start..<one.end] == bytes[other.start..<other.end]
  }

  private mutating func grow() {
    slots = [Int32](repeating: Self.free, count: slots.count * 2)
    for (place, entry) in entries.enumerated() {
      var slot = entry.hash & (slots.count - 1)
      while slots[slot] != Self.free { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(place)
    }
  }

  /// The hash of the last name; the same name in another object hashes differently.
  private func hash(from start: Int, _ object: Int) -> Int {
    var hasher = Hasher()
    bytes.span.extracting(start..<bytes.count).withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize() &+ object &* 0x9E37_79B9_7F4A_7C1
  }
}
