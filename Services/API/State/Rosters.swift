import TinyHTTP
package import TinyReactor
package import Wire

/// Asks a chat server who is there, at the moment when a caller wants to know. The answer is
/// decoded, checked and encoded again, so that nothing but a roster passes.
package final class Rosters {
  private let chats: ChatServers
  private var underWay = 0

  package init(_ chats: ChatServers) { self.chats = chats }

  /// Which part of a roster.
  package struct Query: Equatable {
    package var after: Int?
    package var limit: Int
    /// Text in the name or the address.
    package var search: String?
    /// Only those who come from there, in canonical form.
    package var range: String?
    /// Only those who go by that name, or by one that looks like it.
    package var name: String?
    /// Only those whom nobody hears.
    package var isMuted = false
    /// Only those who were given voice.
    package var isVoiced = false
    /// Only those silent for so many seconds.
    package var idle: Int?
    /// Only those who joined so many seconds ago or less.
    package var new: Int?
    /// Nil: by id.
    package var order: PeopleOrder?
    /// In that order, only those behind this place.
    package var past: PeoplePlace?
  }

  /// Fails with a `StateError`: `.conflict` when the server has not reported a URL, `.unavailable`
  /// when too many rosters are being asked for, `.late` when it takes too long, else
  /// `.unreachable`.
  package func ask(_ server: ServerEntry, _ query: Query) -> Deferred<Roster> {
    guard server.report.url != nil else {
      return .failed(
        StateError(
          .conflict,
          "chat server \(server.id) does not say where its roster can be asked for; set its "
            + "CHAT_HTTP_URL"))
    }
    guard underWay < APILimits.rostersMax else {
      return .failed(
        StateError(
          .unavailable, "\(APILimits.rostersMax) rosters are being asked for; try again"))
    }
    underWay += 1
    return chats.ask(
      server, HTTPRequest(.get, "/roster?" + query.encoded), deadline: APILimits.rosterWaitMax,
      answerBytesMax: APILimits.rosterBytesMax
    )
    .addBoth { [weak self] result in
      self?.underWay -= 1
      return try result.get()
    }
    .addCallback { response in try Self.read(response, of: server, atMost: query.limit) }
  }

  private static func read(
    _ response: HTTPResponse, of server: ServerEntry, atMost limit: Int
  ) throws(StateError) -> Roster {
    var roster: Roster
    do throws(JSONError) {
      roster = try JSON.decode(Roster.self, from: response.body)
    } catch {
      throw ChatServers.problem(server, "sent no roster: \(error.message)")
    }
    guard roster.users.count <= limit else {
      throw ChatServers.problem(
        server, "sent \(roster.users.count) users where \(limit) were asked for")
    }
    if let problem = RosterRules.problem(with: roster) {
      throw ChatServers.problem(server, "sent no roster: \(problem)")
    }
    // The instance that we asked, whatever the answer says: orders go to that process.
    roster.instance = server.report.instance
    return roster
  }
}

extension Rosters.Query {
  fileprivate var encoded: String {
    var pairs = [("limit", String(limit))]
    if let after { pairs.append(("after", String(after))) }
    if let search { pairs.append(("q", search)) }
    if let range { pairs.append(("range", range)) }
    if let name { pairs.append(("name", name)) }
    if isMuted { pairs.append(("muted", "true")) }
    if isVoiced { pairs.append(("voiced", "true")) }
    if let idle { pairs.append(("idle", String(idle))) }
    if let new { pairs.append(("new", String(new))) }
    if let order {
      pairs.append(("sort", order.text))
      if let past { pairs.append(("past", past.cursor(in: order))) }
    }
    return Form.encode(pairs)
  }
}
