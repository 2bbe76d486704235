package import RoomLog
import ServiceKit
package import TinyReactor
package import Wire

/// What comes from the other servers, and what has found its place among it.
extension Room {
  /// Everybody who is here, on whatever server.
  package var headcount: Int { members.count + neighbours.hereCount }

  /// Shows a line to the people of this server; everything that is said gets into their past.
  /// `author` does not read it. `origin` is the server that it comes from, nil for this one.
  package func show(
    _ line: RoomLine, by author: Member? = nil, number: Int? = nil
  ) {
    let encoded = author.map { fanout.post(line, by: $0) } ?? fanout.post(line, byID: line.bot)
    keep(line, encoded, by: author?.id, number: number, origin: nil)
  }

  /// The same for what comes from another server; `author` is a neighbour's id.
  package func show(_ line: RoomLine, byID author: Int?, number: Int, origin: String) {
    keep(line, fanout.post(line, byID: author), by: author, number: number, origin: origin)
  }

  private func keep(
    _ line: RoomLine, _ encoded: ArraySlice<UInt8>, by author: Int?, number: Int?, origin: String?
  ) {
    guard line.kind == .talk, historyLines > 0 else { return }
    history.add(
      encoded, by: author ?? line.bot ?? -1, at: fanout.frameTime, number: number, origin: origin)
  }

  /// What came together is one frame.
  package func flush() { fanout.flush() }
  package var frameInterval: Duration { fanout.interval }

  /// Shows lines as past, with what has to be said before and after.
  package func show(past lines: PastLines, after: [String], before: [String] = []) {
    for notice in after { fanout.post(.notice(notice)) }
    fanout.post(past: lines.first)
    for notice in before { fanout.post(.notice(notice)) }
    keep(past: lines)
  }

  /// They get among what newcomers are shown, unless they are there: the transcript may have been
  /// sooner.
  package func keep(past lines: PastLines) {
    // Ours, which have no origin, are not among them.
    let known = Set(history.inOrder.compactMap { $0.key(at: "") })
    history.merge(lines.last.filter { $0.key(at: "").map { !known.contains($0) } ?? true })
  }

  /// A line that is shown as past; nil for one that nobody said.
  package func pastLine(
    _ record: LogRecord, from origin: String, number: Int, at time: Int
  ) -> History.Line? {
    guard !hidden.contains(HiddenMessage(origin: origin, number: number)),
      let (line, author) = line(of: record, from: origin), line.kind == .talk
    else {
      return nil
    }
    var bytes: [UInt8] = []
    line.encode(into: &bytes)
    return History.Line(
      author: author ?? line.bot ?? -1, time: WallTime(milliseconds: time), bytes: bytes,
      number: number, origin: origin)
  }

  /// Cleaned again: it comes over the network. Nil for one whose author has no name.
  package func line(of record: LogRecord, from origin: String) -> (RoomLine, author: Int?)? {
    let text = CleanText(record.text)
    let neighbour = record.member.flatMap { neighbours[origin, $0] }
    switch record.kind {
    case .said, .done:
      var (name, author) = (neighbour?.name, neighbour?.id)
      if name?.text != record.name { name = Nickname(known: record.name) }
      guard let name else { return nil }
      if author == nil, let member = record.member {
        author = meet(member, on: origin, name, PersonNote(network: ""))?.id
      }
      return (record.kind == .said ? .said(by: name, text) : .done(by: name, text), author)
    case .bot: return Nickname(known: record.name).map { (.bot($0, text), BotNames.number(of: $0)) }
    case .coming: return (.coming(text.text), neighbour?.id)
    case .left: return (.leaving(text.text), neighbour?.id)
    case .renamed: return (.renaming(text.text), neighbour?.id)
    case .notice: return (.notice(text.text), nil)
    default: return nil
    }
  }

  // MARK: - Names

  /// How often somebody's lines ask whether the name that they are to be said under is theirs.
  package static let claimPause = Duration.milliseconds(1)

  func claim(_ name: Nickname, for member: Member, on bus: any RoomBus) {
    guard !bus.isIsland else {
      member.wanted = name
      return tell(
        member,
        "the other servers are out of reach; you will be \(name.text) when they are back, unless "
          + "somebody has that name by then")
    }
    member.claimed = name
    bus.claim(name, for: member)
  }

  /// The log has it that the member goes by that name.
  package func renamed(_ member: Member, to name: Nickname) {
    let (old, isWanted) = (member.name, member.claimed == name)
    if isWanted { member.claimed = nil }
    guard !member.isGone, name != old else { return }
    guard isWanted, !isBanned(name, telling: member),
      (try? names.rename(member, to: name)) != nil
    else {
      // They were given another name meanwhile.
      bus?.tell(.named, of: member, before: name)
      return
    }
    followRename(of: member, from: old)
  }

  /// Somebody else has the name that the member wanted, or has by now.
  package func refused(_ name: Nickname, to member: Member, because problem: NicknameProblem) {
    if member.claimed == name { member.claimed = nil }
    guard !member.isGone else { return }
    if member.name == name {
      makeGuest(of: member, telling: "somebody on another server goes by \(name.text) now")
    } else {
      tell(member, problem.description)
    }
  }

  /// Names that had to wait for the other servers.
  package func claimWanted() {
    for member in members {
      guard let name = member.wanted.take(), member.isHere else { continue }
      do throws(NicknameProblem) {
        try rename(member, to: name.text)
      } catch {
        tell(member, error.description)
      }
    }
  }

  /// Who has a name: `ORIGIN/MEMBER`, as the log knows people.
  package func name(ofHolder origin: String, _ member: Int, own: String) -> Nickname? {
    origin == own ? self.member(withID: member)?.name : neighbours[origin, member]?.name
  }

  /// How it is with somebody, for the other servers.
  package func note(of member: Member) -> PersonNote {
    PersonNote(
      network: member.transport.peer.networkKey, isMuted: isMutedHere(member),
      isVoiced: member.talking.isVoiced, isLeaving: member.presence == .leaving,
      keepsName: (member.departure?.keepsName ?? false) && !member.name.isGuest)
  }

  // MARK: - Who is where

  /// Names of those who are here beside `member`, in no particular order.
  package func otherNames(for member: Member, max: Int) -> [String] {
    let names = members.lazy.filter { $0 !== member }.map(\.name.text).prefix(max)
    guard names.count < max else { return Array(names) }
    let far = neighbours.all.lazy.filter { !$0.isLeaving }.map(\.name.text)
    return Array(names) + Array(far.prefix(max - names.count))
  }

  /// Those who are gone and still heard.
  package var leavingNames: [String] {
    leaving.map(\.name.text) + neighbours.all.filter(\.isLeaving).map(\.name.text)
  }

  /// How many on other servers come from the same network.
  package func count(elsewhereFrom peer: SocketAddress) -> Int {
    neighbours.isEmpty ? 0 : neighbours.count(from: peer.networkKey)
  }

  package func neighbour(_ origin: String, _ member: Int) -> Neighbour? {
    neighbours[origin, member]
  }

  package func neighbour(named name: String) -> Neighbour? { neighbours.holder(of: name) }

  package var neighbourOrigins: Set<String> { neighbours.origins }

  package func neighbours(on origin: String) -> [Neighbour] { neighbours.all(on: origin) }

  /// Somebody is there; those who ignore their name go on ignoring them.
  @discardableResult
  private func meet(
    _ member: Int, on origin: String, _ name: Nickname, _ note: PersonNote
  ) -> Neighbour? {
    let isNew = neighbours[origin, member] == nil
    let neighbour = neighbours.add(member, on: origin, name, note, id: takeID())
    if isNew, let neighbour {
      fanout.follow(renamed: Options.Ignored(id: neighbour.id, name: name))
    }
    return neighbour
  }

  /// What a server tells of its people; `age` is how many seconds ago.
  package func adopt(_ record: LogRecord, from origin: String) {
    let note = PersonNote(record.text)
    switch record.kind {
    case .rosterBegin: neighbours.beginRoster(of: origin)
    case .rosterEnd: neighbours.endRoster(of: origin)
    case .here:
      guard let id = record.member, let name = Nickname(known: record.name) else { return }
      meet(id, on: origin, name, note)
    case .named:
      guard let id = record.member, let name = Nickname(known: record.name) else { return }
      let neighbour =
        neighbours[origin, id] ?? neighbours.add(id, on: origin, name, note, id: takeID())
      guard let neighbour else { return }
      neighbours.rename(neighbour, to: name)
      _ = absentees.takeBack(name, at: clock.now)
      fanout.follow(renamed: Options.Ignored(id: neighbour.id, name: name))
    case .leaving:
      record.member.flatMap { neighbours[origin, $0] }.map { neighbours.markLeaving($0) }
    case .gone:
      record.member.flatMap { neighbours[origin, $0] }.map { neighbours.remove($0) }
      keep(Nickname(known: record.name), note)
    case .muted: record.member.flatMap { neighbours[origin, $0] }?.isMuted = true
    case .heard:
      record.member.flatMap { neighbours[origin, $0] }?.isMuted = false
      if !note.network.isEmpty { absentees.unmute(network: note.network) }
    case .voiced, .unvoiced:
      record.member.flatMap { neighbours[origin, $0] }?.isVoiced = record.kind == .voiced
    case .said, .done, .bot, .coming, .left, .renamed, .notice, .hello, .back, .asks, .ended:
      return
    }
    onChange()
  }

  /// A server is over. Its people may come back here.
  package func end(_ origin: String) {
    for neighbour in neighbours.all(on: origin) {
      neighbours.remove(neighbour)
      let isKept = MessageOrigin(origin).map { mutes.isKept(of: neighbour.member, on: $0) }
      keep(
        neighbour.name,
        PersonNote(
          network: neighbour.network, isMuted: neighbour.isMuted && isKept != true,
          isVoiced: neighbour.isVoiced, keepsName: !neighbour.name.isGuest))
    }
    onChange()
  }

  /// The largest guest's number that somebody is known to have, and blocks of new ones.
  package var lastGuest: Int {
    neighbours.all.reduce(names.guests.last) { max($0, $1.name.guestNumber ?? 0) }
  }
  package func shareGuests() { names.guests.share() }
  package var needsGuests: Bool { names.guests.isRunningOut }
  package func addGuests(_ block: Range<Int>) { names.guests.add(block) }
}

extension RoomLine {
  /// The number by which members ignore the bot that says it.
  fileprivate var bot: Int? {
    if case .bot(let name, _) = self { BotNames.number(of: name) } else { nil }
  }
}

extension Nickname {
  /// Chance aside, so that nobody counts on from there.
  fileprivate var guestNumber: Int? {
    guard isGuest, let number = Int(text.dropFirst(6)) else { return nil }
    return GuestNumbers.isShared(number) ? number : nil
  }
}
