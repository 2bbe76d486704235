import Wire

/// What a member wants to see.
extension Command {
  @Sendable static func ignore(_ request: Request) {
    let name = request.argument.text
    if name.isEmpty { return listIgnored(request) }
    guard let other = whom(name, request) else { return }
    if other.id == request.member.id { return request.answer("you cannot ignore yourself") }
    var isListed = false
    request.room.choose(for: request.member) { options in
      options.forget { request.room.isGoneGuest($0) }
      isListed = options.ignore(other)
    }
    request.answer(
      isListed
        ? "you ignore \(other.name.text); /unignore \(other.name.text) ends it"
        : "you ignore \(Options.ignoredMax) people, which is the most; /ignore lists them")
  }

  /// The bot or the member called that; nil when there is none, and then the asker is told.
  private static func whom(_ name: String, _ request: Request) -> Options.Ignored? {
    if let bot = request.room.bot(named: name) { return bot }
    if let neighbour = request.room.neighbour(named: name) {
      return Options.Ignored(id: neighbour.id, name: neighbour.name)
    }
    return request.find(name, orLeaving: true).map { Options.Ignored(id: $0.id, name: $0.name) }
  }

  private static func listIgnored(_ request: Request) {
    let names = request.member.options?.ignored.map(\.name.text) ?? []
    request.answer(
      names.isEmpty ? "you ignore nobody" : "you ignore \(names.joined(separator: ", "))")
  }

  @Sendable static func unignore(_ request: Request) {
    let name = request.argument.text
    if name.isEmpty {
      return request.answer("/unignore needs a name; /ignore lists whom you ignore")
    }
    var found: Nickname?
    request.room.choose(for: request.member) { found = $0.stopIgnoring(name) }
    request.answer(found.map { "you hear \($0.text) again" } ?? "you do not ignore \(shown(name))")
  }

  @Sendable static func quiet(_ request: Request) {
    request.room.choose(for: request.member) { $0.isQuiet.toggle() }
    request.answer(
      request.member.options?.isQuiet == true
        ? "you are not shown who comes, goes or changes names; /quiet again shows them"
        : "you are shown who comes, goes and changes names")
  }

  @Sendable static func timestamps(_ request: Request) {
    request.room.choose(for: request.member) { $0.showsTime.toggle() }
    request.answer(
      request.member.options?.showsTime == true
        ? "the time (UTC) stands before each line; /timestamps again hides it"
        : "lines are shown without the time")
  }
}
