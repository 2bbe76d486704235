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
    let members = request.room.members
    let others = members.lazy.filter { $0 !== request.member }.prefix(whoNamesMax - 1)
    var names = ["\(request.member.name.text) (you)"] + others.map(\.name.text).sorted()
    if names.count < members.count { names.append("\(members.count - names.count) others") }
    request.answer("\(members.count) here: \(names.joined(separator: ", "))")
    let bots = request.room.botNames
    if !bots.isEmpty { request.answer("bots: \(list(bots))") }
    let leaving = request.room.leaving.map(\.name.text).sorted()
    guard !leaving.isEmpty else { return }
    request.answer("\(leaving.count) gone and still heard: \(list(leaving))")
  }

  private static func list(_ names: [String]) -> String {
    var shown = Array(names.prefix(whoNamesMax))
    if shown.count < names.count { shown.append("\(names.count - shown.count) others") }
    return shown.joined(separator: ", ")
  }
}
