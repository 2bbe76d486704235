import Wire

/// What a member has chosen to see. Most choose nothing, and have no options.
package struct Options {
  /// The most people a member can ignore: the list is walked for each line.
  static let ignoredMax = 32

  /// A member or a bot that is not to be heard, by id, which survives a change of name.
  struct Ignored {
    var id: Int
    var name: Nickname
  }

  private(set) var ignored: [Ignored] = []
  /// Joins, leaves and new names are not shown.
  var isQuiet = false
  /// The time stands before each line.
  var showsTime = false

  /// Everything is shown as it is, as without options.
  var isPlain: Bool { ignored.isEmpty && !isQuiet && !showsTime }

  func ignores(_ author: Int) -> Bool { ignored.contains { $0.id == author } }

  func hides(_ kind: RoomLine.Kind, by author: Int?) -> Bool {
    switch kind {
    case .talk: author.map(ignores) ?? false
    case .coming: isQuiet
    case .renaming: isQuiet || (author.map(ignores) ?? false)
    case .notice: false
    }
  }

  /// False when the list is full.
  mutating func ignore(_ other: Ignored) -> Bool {
    if ignores(other.id) { return true }
    guard ignored.count < Self.ignoredMax else { return false }
    ignored.append(other)
    return true
  }

  /// Returns the name taken off the list, as it was there; nil when none looks like `text`.
  mutating func stopIgnoring(_ text: String) -> Nickname? {
    let keys = Nickname.keys(of: text)
    guard let index = ignored.firstIndex(where: { !$0.name.keys.isDisjoint(with: keys) }) else {
      return nil
    }
    return ignored.remove(at: index).name
  }

  /// Forgets guests who have left: nobody comes back under their names.
  mutating func forget(where isGone: (Ignored) -> Bool) { ignored.removeAll(where: isGone) }

  /// Somebody goes by another name: they stay ignored under it, and so does somebody who comes back
  /// under a name that was ignored. Names are unique, so whoever had it before has left.
  mutating func follow(_ person: Ignored) {
    for index in ignored.indices {
      if ignored[index].id == person.id {
        ignored[index].name = person.name
      } else if !ignored[index].name.keys.isDisjoint(with: person.name.keys) {
        ignored[index].id = person.id
      }
    }
  }
}
