import Wire

/// Who joined, left or changed names, as far as the room has yet to be told.
///
/// Announcements are at least `pause` apart, and tell how things stand by then: newcomers who have
/// chosen a name meanwhile join under it, and two changes of name become one. A newcomer is
/// announced with their name, or with their first words, or after they have been silent for
/// `nameGrace`.
struct MembershipNews {
  /// Those here for less are not announced: a line that is piped in makes no noise but itself.
  static let pause = Duration.seconds(1)
  /// How long a newcomer may take to choose a name. Those who leave sooner, unannounced, leave
  /// without a word.
  static let nameGrace = Duration.seconds(5)
  /// The most names in one announcement; the rest become a count.
  static let namesMax = 5
  /// Up to this many new names are told one by one, so that those who ignore somebody need not read
  /// theirs.
  static let renamesMax = 3
  /// The most changes that are searched for a name; more are told at once.
  static let searchedMax = 64

  /// What the others have been told of somebody's name.
  enum Standing {
    /// Nothing.
    case unannounced
    /// Something that is no longer true, or nothing yet; they are in `named` or `renamed`.
    case changed
    /// Everything that they are to be told.
    case told
  }

  /// An announcement. `author`, the only member it is about, need not read it.
  typealias Announcement = (line: RoomLine, author: Member?)

  /// In the order in which they came; some have been announced since.
  private var newcomers: [Member] = []
  /// Newcomers to be announced under their name, when they have been here for `pause`.
  private var named: [Member] = []
  /// Known to the others under an older name; some have been announced, or have left, since.
  private var renamed: [Member] = []
  private var departed: [(name: Nickname, how: Departure)] = []

  var isEmpty: Bool { newcomers.isEmpty && named.isEmpty && renamed.isEmpty && departed.isEmpty }

  mutating func add(_ newcomer: Member) { newcomers.append(newcomer) }

  /// The others are to be told this member's name, a newcomer's or a new one.
  mutating func note(_ member: Member) {
    guard member.standing != .changed else { return }
    member.standing = .changed
    if member.knownName == nil { named.append(member) } else { renamed.append(member) }
  }

  /// Members of whom nobody has read leave without a word, unless they are removed.
  mutating func remove(_ member: Member, _ how: Departure, at now: Duration) {
    let stay = now - member.since
    let isPutOut = how.isRemoval && stay >= Self.pause
    guard let name = member.knownName ?? (isPutOut ? member.name : nil) else { return }
    let isMissed = member.isAnnounced || how.isRemoval || stay >= Self.nameGrace
    // A member who changed it while muted has left the name to others.
    if isMissed, member.standing == .changed || name == member.name { departed.append((name, how)) }
  }

  /// Those who left under such a name leave without a word.
  mutating func forget(_ isTaken: (Nickname) -> Bool) {
    departed.removeAll { isTaken($0.name) }
  }

  /// Whether the others may still know somebody else by that name, who has given it up.
  func isGivenUp(_ name: Nickname, by other: Member) -> Bool {
    guard departed.count + renamed.count <= Self.searchedMax else { return true }
    if departed.contains(where: { !$0.name.keys.isDisjoint(with: name.keys) }) { return true }
    return renamed.contains { member in
      guard member !== other, member.standing == .changed, let known = member.knownName else {
        return false
      }
      return !known.keys.isDisjoint(with: name.keys)
    }
  }

  /// The announcements that are due now, departures first: they may have freed names.
  mutating func take(at now: Duration) -> [Announcement] {
    let known = newcomers.prefix {
      $0.since <= now - Self.nameGrace || $0.standing != .unannounced
    }
    newcomers.removeFirst(known.count)
    for newcomer in known where newcomer.standing == .unannounced { note(newcomer) }
    return takeDepartures() + takeNewNames() + takeArrivals(cameBy: now - Self.pause)
  }

  /// One line for each way of leaving that reads differently.
  private mutating func takeDepartures() -> [Announcement] {
    var groups: [(how: Departure, names: [Nickname])] = []
    for (name, how) in departed {
      if let index = groups.firstIndex(where: { $0.how.words(for: 1) == how.words(for: 1) }) {
        groups[index].names.append(name)
      } else {
        groups.append((how, [name]))
      }
    }
    departed = []
    return groups.map { how, names in
      (.leaving("\(Self.list(names.map(\.text))) \(how.words(for: names.count))"), nil)
    }
  }

  private mutating func takeNewNames() -> [Announcement] {
    var news: [(text: String, author: Member)] = []
    for member in renamed where member.standing == .changed {
      member.standing = .told
      // Otherwise somebody muted could go on talking in names.
      guard !member.isGone, !member.isMuted, let old = member.knownName, old != member.name else {
        continue
      }
      news.append(("\(old.text) is now \(member.name.text)", member))
      member.becomeKnown()
    }
    renamed = []
    guard news.count > Self.renamesMax else { return news.map { (.renaming($0.text), $0.author) } }
    let others = news.count > Self.namesMax ? " have new names" : ""
    return [(.renaming(Self.list(news.map(\.text)) + others), nil)]
  }

  private mutating func takeArrivals(cameBy time: Duration) -> [Announcement] {
    let waiting = named.filter { $0.standing == .changed && $0.knownName == nil && $0.isHere }
    named = waiting.filter { $0.since > time }
    let arrived = waiting.filter { $0.since <= time }
    guard !arrived.isEmpty else { return [] }
    for member in arrived { member.becomeKnown() }
    let text = "\(Self.list(arrived.map(\.name.text))) joined"
    return [(.coming(text), arrived.count == 1 ? arrived.first : nil)]
  }

  /// `ann, bob and 3 others`
  static func list(_ names: [String]) -> String {
    let shown = names.count <= namesMax ? names.count : namesMax - 1
    var parts = Array(names.prefix(shown))
    if shown < names.count { parts.append("\(names.count - shown) others") }
    guard let last = parts.popLast() else { return "nobody" }
    return parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last
  }
}

extension Member {
  /// The others now know the member's present name.
  fileprivate func becomeKnown() {
    (standing, knownName, isAnnounced) = (.told, name, true)
  }
}
