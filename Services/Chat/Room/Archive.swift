package import TinyReactor
package import Wire

/// Where what was said before is kept.
package protocol Archive: AnyObject {
  /// The newest lines of talk with these words, by somebody of that name, oldest first; nil asks for
  /// any. Fails when it cannot be reached.
  func find(words: String?, name: String?, limit: Int) -> Deferred<[Message]>
}

/// How the room uses it.
extension Room {
  /// Lines that one search shows.
  package static let foundMax = 20
  /// Searches under way at once, of one member and in all.
  static let searchesPerMemberMax = 4
  static let searchesMax = 16

  /// Shows a member the newest lines that fit, when they are found.
  package func search(
    words: String? = nil, name: String? = nil, limit: Int = foundMax, for member: Member
  ) {
    guard let archive else { return tell(member, "what is said here is not kept") }
    guard member.searches < Self.searchesPerMemberMax, searches < Self.searchesMax else {
      return tell(member, "too many searches are under way; try again in a moment")
    }
    member.searches += 1
    searches += 1
    archive.find(words: words, name: name, limit: limit).addBoth { [weak self] found in
      member.searches -= 1
      guard let self else { return }
      searches -= 1
      guard member.isHere else { return }
      switch found {
      case .failure: tell(member, "what was said before cannot be read now; try again later")
      case .success(let messages): show(messages, to: member)
      }
    }
  }

  private func show(_ messages: [Message], to member: Member) {
    let ignored = member.options?.ignored.map(\.name.text) ?? []
    let lines = messages.filter { !ignored.contains($0.name) }.compactMap(History.Line.init)
    guard !lines.isEmpty else { return tell(member, "nothing was found") }
    var bytes: [UInt8] = []
    RoomLine.notice("said before (times in UTC):").encode(into: &bytes)
    let now = timeOfDay()
    for line in lines { line.encode(into: &bytes, at: now) }
    show(bytes, to: member)
  }

  /// Remembers what was said before this server started, or was hidden for a while; `origin` is this
  /// server. What is here already is not taken again; that is all of our own, unless `ownToo`.
  ///
  /// The transcript may have lines that we are about to read from the other servers: they come first.
  package func remember(_ messages: [Message], origin: String, ownToo: Bool = false) {
    guard let bus else { return take(messages, origin: origin, ownToo: ownToo) }
    bus.whenRead { [weak self] in self?.take(messages, origin: origin, ownToo: ownToo) }
  }

  private func take(_ messages: [Message], origin: String, ownToo: Bool) {
    let lines = messages.filter {
      !hidden.contains(HiddenMessage(origin: $0.origin, number: $0.number))
    }
    history.restore(lines.compactMap(History.Line.init), origin: origin, ownToo: ownToo)
  }

  /// Nobody is shown again what was said so far.
  package func forgetAll() { history.remove { _ in true } }

  /// Nobody is shown these lines again; `origin` is this server. Returns whether others may be shown
  /// that were among them before: they are to be remembered.
  @discardableResult
  package func forget(_ lines: [HiddenMessage], origin: String) -> Bool {
    let before = hidden
    hidden = Set(lines)
    let isShownAgain = !before.isSubset(of: hidden)
    guard !hidden.isEmpty else { return isShownAgain }
    history.remove { [hidden] line in
      line.key(at: origin).map(hidden.contains) ?? false
    }
    return isShownAgain
  }
}
