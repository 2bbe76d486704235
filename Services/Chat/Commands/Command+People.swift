import Wire

/// Who is here, under which name.
extension Command {
  /// The most names that `/who` shows; the rest become a count.
  private static let whoNamesMax = 50

  @Sendable static func nick(_ request: Request) {
    do throws(NicknameProblem) {
      try request.room.rename(request.member, to: request.argument.text)
    } catch {
      request.answer(error.description)
    }
  }

  @Sendable static func who(_ request: Request) {
    let room = request.room
    let others = room.otherNames(for: request.member, max: whoNamesMax - 1)
    var names = ["\(request.member.name.text) (you)"] + others.sorted()
    if names.count < room.headcount { names.append("\(room.headcount - names.count) others") }
    request.answer("\(room.headcount) here: \(names.joined(separator: ", "))")
    for words in room.talkRules.words { request.answer(words) }
    if room.talkRules.isVoicedOnly {
      let voiced = room.voicedNames.sorted()
      request.answer(voiced.isEmpty ? "nobody has voice" : "with voice: \(list(voiced))")
    }
    let bots = room.botNames
    if !bots.isEmpty { request.answer("bots: \(list(bots))") }
    if request.isLoggedIn, let desk = request.desk { room.tell(request.member, desk.loginWords) }
    let leaving = room.leavingNames.sorted()
    guard !leaving.isEmpty else { return }
    request.answer("\(leaving.count) gone and still heard: \(list(leaving))")
  }

  private static func list(_ names: [String]) -> String {
    var shown = Array(names.prefix(whoNamesMax))
    if shown.count < names.count { shown.append("\(names.count - shown.count) others") }
    return shown.joined(separator: ", ")
  }
}
