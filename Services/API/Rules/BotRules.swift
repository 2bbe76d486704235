package import Wire

/// Why something about a bot is refused, in words for the person who wants it.
package struct BotProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// What a bot may be called: whatever a person may, since the two talk in one room.
package enum BotRules {
  package static func name(_ text: String) throws(BotProblem) -> Nickname {
    do throws(NicknameProblem) {
      return try Nickname(chosen: text)
    } catch .empty {
      throw BotProblem(description: "a bot needs a name")
    } catch {
      throw BotProblem(description: error.description)
    }
  }

  /// The first of `names` that looks like `name`, or is the same.
  package static func namesake(of name: String, among names: [String]) -> String? {
    let keys = Nickname.keys(of: name)
    return names.first { !Nickname.keys(of: $0).isDisjoint(with: keys) }
  }
}
