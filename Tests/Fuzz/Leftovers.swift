import Support

/// What each service holds when nobody is connected, before and after: inputs may leave nothing.
struct Leftovers {
  /// Descriptors that may be more: connections between the services come and go.
  private static let descriptorsMax = 12
  /// Bytes that may be more: the past, the notes of who came from where, what the allocator keeps.
  private static let memoryMax = 96 * 1_048_576

  private struct Holding {
    let descriptors: Int
    let memory: Int
  }

  private let before: [Holding]

  init(_ fleet: Fleet) { before = Self.holdings(fleet) }

  private static func holdings(_ fleet: Fleet) -> [Holding] {
    fleet.members.map { Holding(descriptors: $0.descriptors, memory: $0.memory) }
  }

  /// Waits until connections that were broken off are gone everywhere. Returns what is more than
  /// before, in words.
  func compare(_ lab: Lab) throws -> String {
    let fleet = lab.fleet
    let isGone = try lab.exchange.wait(atMost: lab.patience) {
      zip(fleet.members, before).allSatisfy {
        $0.descriptors - $1.descriptors <= Self.descriptorsMax
      }
    }
    let more = zip(Self.holdings(fleet), before).map {
      (descriptors: $0.descriptors - $1.descriptors, memory: $0.memory - $1.memory)
    }
    let words = zip(fleet.members, more).map { member, more in
      "\(member.role.rawValue) \(signed(more.descriptors)) descriptors and "
        + "\(signed(more.memory / 1_048_576)) MiB"
    }.joined(separator: ", ")
    // A sanitizer holds back what is freed.
    let isLean = isSanitized || more.allSatisfy { $0.memory <= Self.memoryMax }
    guard isGone, isLean else { throw Failure(.leftover, words) }
    return words
  }

  private func signed(_ number: Int) -> String { number < 0 ? "\(number)" : "+\(number)" }
}
