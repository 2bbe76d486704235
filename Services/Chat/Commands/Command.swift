package import Wire

/// Something a person can ask for with a line that begins with a slash.
///
/// Commands are data: `Command.all` is what there is, and `/help` shows it.
package struct Command: Sendable {
  /// What follows the slash.
  package let name: String
  /// What follows the name; empty when nothing does.
  package let usage: String
  package let help: String
  let action: @Sendable (Request) -> Void

  /// Who asks, where, and for what.
  struct Request {
    let member: Member
    let room: Room
    let banner: BannerText
    let argument: CleanText

    func answer(_ notices: String...) { room.tell(member, notices) }

    /// Who goes by `name`; when nobody does the member is told so. Who is leaving can be heard, and
    /// hears nothing.
    func find(_ name: String, orLeaving: Bool = false) -> Member? {
      if let found = room.member(named: name), found.isHere || orLeaving { return found }
      answer("nobody here is called \(Command.shown(name)); /who lists who is")
      return nil
    }
  }

  /// `/nick NAME`
  package var synopsis: String { usage.isEmpty ? "/\(name)" : "/\(name) \(usage)" }

  /// Does what `name` stands for, or tells the member what is there instead.
  package static func run(
    _ name: String, _ argument: CleanText, for member: Member, in room: Room, _ banner: BannerText
  ) {
    if let command = named(name) ?? meant(by: name, hasArgument: !argument.isEmpty) {
      command.action(Request(member: member, room: room, banner: banner, argument: argument))
    } else {
      room.tell(member, unknown(name))
    }
  }

  static func named(_ name: String) -> Command? { all.first { $0.name == name } }

  /// What was typed, in part when it is long.
  static func shown(_ text: String) -> String {
    text.unicodeScalars.count > 20 ? "\(text.prefix(20))…" : text
  }

  /// Names a near command if there is one.
  package static func unknown(_ name: String) -> String {
    let shown = shown(name)
    let nearest = all.map { (command: $0, distance: distance(name, $0.name)) }
      .filter { $0.distance <= typosForgiven(in: name, $0.command.name) }
      .min { $0.distance < $1.distance }
    if let nearest {
      return "there is no /\(shown); did you mean \(nearest.command.synopsis)?"
    }
    return "there is no /\(shown); /help lists the commands, // begins a line with a slash"
  }

  /// Typing mistakes forgiven when looking for what was meant.
  private static let typosMax = 2

  /// In short words fewer, or any two would do: /mute is no /me. Of a single letter nothing is left.
  private static func typosForgiven(in one: String, _ other: String) -> Int {
    min(min(one.utf8.count, other.utf8.count) <= 4 ? 1 : typosMax, one.utf8.count - 1)
  }

  /// Letters to add, take away, change or swap with their neighbour to turn one into the other; more
  /// than `typosMax` when the lengths alone say so (optimal string alignment distance).
  static func distance(_ one: String, _ other: String) -> Int {
    let (a, b) = (Array(one.utf8), Array(other.utf8))
    guard abs(a.count - b.count) <= typosMax else { return typosMax + 1 }
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
