/// Who came and went and has not been announced.
///
/// Announcements are at least `Comings.pause` apart, each one line however many people it names, and
/// who stays for less than that is not announced at all.
struct Comings {
  /// A visit shorter than this makes no noise.
  static let pause = Duration.seconds(1)
  /// Names in one announcement; the rest is a number.
  static let namesMax = 5

  /// In the order in which they came.
  private var arrived: [Member] = []
  private var departed: [(name: Nickname, how: Departure)] = []

  var isEmpty: Bool { arrived.isEmpty && departed.isEmpty }

  mutating func add(_ newcomer: Member) { arrived.append(newcomer) }

  /// Those who have not been announced leave without a word, unless they have been heard and were
  /// put out.
  mutating func remove(_ member: Member, _ how: Departure) {
    if member.isAnnounced || (how.isRemoval && member.linesSaid > 0) {
      departed.append((member.name, how))
    }
  }

  /// The announcements that are due now, departures first: one may have freed an arrival's name.
  /// `author` is who need not read it: the only one that it is about.
  mutating func take(at now: Duration) -> [(text: String, author: Member?)] {
    var announcements: [(String, Member?)] = departures().map { ($0, nil) }
    departed = []
    let newcomers = takeNewcomers(cameBy: now - Self.pause)
    if !newcomers.isEmpty {
      let only = newcomers.count == 1 ? newcomers.first : nil
      announcements.append(("\(Self.list(newcomers.map(\.name))) joined", only))
    }
    return announcements
  }

  /// One line for each way of leaving that reads differently.
  private func departures() -> [String] {
    var groups: [(how: Departure, names: [Nickname])] = []
    for (name, how) in departed {
      if let index = groups.firstIndex(where: { $0.how.words(for: 1) == how.words(for: 1) }) {
        groups[index].names.append(name)
      } else {
        groups.append((how, [name]))
      }
    }
    return groups.map { "\(Self.list($0.names)) \($0.how.words(for: $0.names.count))" }
  }

  private mutating func takeNewcomers(cameBy time: Duration) -> [Member] {
    let due = arrived.prefix { $0.since <= time || !$0.isHere }
    arrived.removeFirst(due.count)
    let newcomers = due.filter { $0.isHere && !$0.isAnnounced }
    for newcomer in newcomers { newcomer.isAnnounced = true }
    return newcomers
  }

  /// `ann, bob and 3 others`
  static func list(_ names: [Nickname]) -> String {
    let shown = names.count <= namesMax ? names.count : namesMax - 1
    var parts = names.prefix(shown).map(\.text)
    if shown < names.count { parts.append("\(names.count - shown) others") }
    guard let last = parts.popLast() else { return "nobody" }
    return parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last
  }
}
