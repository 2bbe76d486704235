/// Who has which name.
struct Names {
  private var holders: [String: Member] = [:]
  private var guestNumbers = GuestNumbers()

  /// The lowest guest number that is free.
  mutating func takeGuestNumber() -> Int { guestNumbers.take() }

  mutating func add(_ member: Member) {
    for key in member.name.keys { holders[key] = member }
  }

  mutating func remove(_ member: Member) {
    for key in member.name.keys { holders[key] = nil }
    if let number = member.guestNumber { guestNumbers.giveBack(number) }
    member.guestNumber = nil
  }

  /// Who goes by `text`, or by a name that looks the same; nil when that is nobody.
  func holder(of text: String) -> Member? {
    Nickname.keys(of: text).lazy.compactMap { holders[$0] }.first
  }

  /// Throws `.taken` when somebody else has that name, or one that looks like it.
  mutating func rename(_ member: Member, to name: Nickname) throws(NicknameProblem) {
    for key in name.keys {
      if let holder = holders[key], holder !== member { throw .taken(by: holder.name.text) }
    }
    remove(member)
    member.name = name
    add(member)
  }
}
