import Wire

/// Who has which name.
struct Names {
  private var holders: [String: Member] = [:]
  var guests = GuestNumbers()

  /// A name for a newcomer. No number is given twice: `guest-1` is always the same person.
  mutating func nextGuest() -> Nickname { .guest(guests.next()) }

  mutating func add(_ member: Member) {
    for key in member.name.keys { holders[key] = member }
  }

  mutating func remove(_ member: Member) {
    for key in member.name.keys { holders[key] = nil }
  }

  /// The member who goes by `text`, or by a name that looks the same; nil when there is none.
  func holder(of text: String) -> Member? {
    Nickname.keys(of: text).lazy.compactMap { holders[$0] }.first
  }

  /// All who go by `text`, or by a name that looks the same.
  func holders(of text: String) -> [Member] {
    Nickname.keys(of: text).compactMap { holders[$0] }.reduce(into: []) { found, member in
      if !found.contains(where: { $0 === member }) { found.append(member) }
    }
  }

  /// A member other than `member` who has that name, or one that looks like it.
  func holder(of name: Nickname, otherThan member: Member) -> Member? {
    name.keys.lazy.compactMap { holders[$0] }.first { $0 !== member }
  }

  /// Throws `.taken` when somebody else has that name, or one that looks like it.
  mutating func rename(_ member: Member, to name: Nickname) throws(NicknameProblem) {
    if let holder = holder(of: name, otherThan: member) { throw .taken(by: holder.name.text) }
    remove(member)
    member.name = name
    add(member)
  }
}
