import TinyHTTP
import TinyReactor
import Wire

/// Bans, by an address or by a name. Not to put out a classroom by accident, it is said first who else comes
/// from there.
extension Command {
  @Sendable static func ban(_ request: Request) { ban(request, whoeverElse: false) }

  /// `/ban!`
  @Sendable static func banAll(_ request: Request) { ban(request, whoeverElse: true) }

  private static func ban(_ request: Request, whoeverElse isMeant: Bool) {
    guard let words = request.words(takesMinutes: true) else { return }
    if let range = try? AddressRange(words.target) {
      let problem = isMeant ? nil : request.others(in: range, besides: nil, elsewhere: 0, words)
      if let problem { return request.answer(problem) }
      return request.ask { desk, login, note in
        desk.ban(range, words, as: login, note: note)
      }
    }
    if let neighbour = request.room.neighbour(named: words.target) {
      return ban(neighbour, words, request, whoeverElse: isMeant)
    }
    guard let member = request.find(words.target, orLeaving: true) else { return }
    guard let range = try? AddressRange(member.transport.peer.host).subscriber else {
      return request.answer("\(member.name.text) has no address that could be banned")
    }
    let elsewhere = request.room.count(elsewhereFrom: member.transport.peer)
    let problem =
      isMeant ? nil : request.others(in: range, besides: member, elsewhere: elsewhere, words)
    if let problem { return request.answer(problem) }
    request.ask { desk, login, note in desk.ban(range, words, as: login, note: note) }
  }

  /// Of somebody on another server the API knows the address.
  private static func ban(
    _ neighbour: Neighbour, _ words: ModerationWords, _ request: Request, whoeverElse isMeant: Bool
  ) {
    let name = neighbour.name.text
    request.ask { desk, login, note in
      desk.address(of: neighbour, as: login, note: note).addCallback { host -> Deferred<String> in
        guard let host, let range = try? AddressRange(host).subscriber,
          let peer = SocketAddress(host: host, port: 0)
        else { return .succeeded("\(name) has no address that could be banned") }
        let elsewhere = max(0, request.room.count(elsewhereFrom: peer) - 1)
        let problem =
          isMeant ? nil : request.others(in: range, besides: nil, elsewhere: elsewhere, words)
        if let problem { return .succeeded(problem) }
        return desk.ban(range, words, as: login, note: note)
      }
    }
  }
}

extension Command.Request {
  /// The most names that are listed of those who would be put out.
  private static var namesMax: Int { 10 }

  /// What to say when a ban would put out others than it is about, or the asker; nil when it would not.
  /// `elsewhere` counts those on other servers. A single person in a range is whom it is about.
  fileprivate func others(
    in range: AddressRange, besides member: Member?, elsewhere: Int, _ words: ModerationWords
  ) -> String? {
    let isRange = (try? AddressRange(words.target)) != nil
    let here = room.members.filter { other in
      (try? AddressRange(other.transport.peer.host)).map(range.contains) == true
    }
    let isAsker = here.contains { $0 === self.member }
    let strangers = here.filter { $0 !== member && $0 !== self.member }.map(\.name.text).sorted()
    var names = (isAsker ? ["you"] : []) + strangers
    let count = names.count + elsewhere
    guard isAsker || count > (isRange ? 1 : 0) else { return nil }
    names = Array(names.prefix(Self.namesMax))
    if names.count < count { names.append("\(count - names.count) more") }
    return
      "nobody was banned: \(range) is where \(count == 1 ? "1 person" : "\(count) people") "
      + "\(isRange ? "" : "beside \(words.target) ")would be put out: "
      + "\(names.joined(separator: ", ")); /ban! \(words.target) does it"
  }
}

extension AdminDesk {
  func ban(
    _ range: AddressRange, _ words: ModerationWords, as login: AdminLogin, note: String
  ) -> Deferred<String> {
    let end = words.minutes.map { "for \($0) min" } ?? "for ever"
    return order(
      "/bans",
      NewBan(range: range.description, reason: words.reason ?? "", minutes: words.minutes),
      as: login, note: note, done: "\(range) is banned \(end)")
  }

  /// Where somebody on another server comes from; nil when they are gone.
  func address(
    of neighbour: Neighbour, as login: AdminLogin, note: String
  ) -> Deferred<String?> {
    guard let origin = MessageOrigin(neighbour.origin) else { return .succeeded(nil) }
    let member = neighbour.member
    let query = Form.encode([("after", "\(member - 1)"), ("limit", "1")])
    return ask(
      .get, "/servers/\(origin.server)/users?\(query)", nil as NewSession?, token: login.token,
      note: note
    ).addCallback { response -> String? in
      let roster = try JSON.decode(Roster.self, from: response.body)
      return roster.users.first { $0.id == member }?.address
    }
  }
}
