import TinyHTTP
package import TinyReactor
package import Wire

/// Who is there, and what is known of them.
extension APIClient {
  /// A page of those who are there, on all chat servers.
  package func people(_ query: PeopleQuery) -> Deferred<PeopleHere> {
    people(query.conditions)
  }

  /// Who is there now whom a ban or a mute of that would mean.
  package func people(of target: Target) -> Deferred<PeopleHere> { people([target.pair]) }

  /// Whom nobody hears now.
  package func mutedPeople() -> Deferred<PeopleHere> { people([("muted", "true")]) }

  private func people(_ pairs: [(String, String)]) -> Deferred<PeopleHere> {
    let request = HTTPRequest(.get, "/people?\(Form.encode(pairs))")
    return send(request, Self.relayTimeMax).addCallbacks(
      { response throws -> PeopleHere in try Self.people(in: response) },
      { error throws -> PeopleHere in throw APIFailure(error) })
  }

  private static func people(in response: HTTPResponse) throws(APIFailure) -> PeopleHere {
    try check(response)
    do throws(JSONError) {
      return try PeopleHere(reading: response.body)
    } catch {
      throw .unreadable("not people: \(error.message)")
    }
  }

  /// Whom a link means, as their chat server has them now; nil when they have left. In another process,
  /// nobody is that person, not even somebody with their id.
  package func person(_ action: MemberAction) -> Deferred<PersonHere?> {
    precondition(ServerID.isValid(action.server), "it stands in a path")
    // All ids from theirs on: 0 is somebody's, too.
    let after = action.member > 0 ? [("after", String(action.member - 1))] : []
    return get(
      "/servers/\(action.server)/users?" + Form.encode([("limit", "1")] + after), as: Roster.self,
      deadline: Self.relayTimeMax
    ).addCallback { roster -> PersonHere? in
      let isSame =
        action.instance == nil || roster.instance == nil || action.instance == roster.instance
      guard isSame, let user = roster.users.first, user.id == action.member else { return nil }
      return PersonHere(server: action.server, instance: roster.instance, user: user)
    }
  }

  /// What the transcript tells of whoever went by a name; nil when the API is older than the question.
  package func history(of name: String) -> Deferred<PersonHistory?> {
    get("/people/history?\(Form.encode([("name", name)]))", as: PersonHistory.self)
      .addCallbacks({ history -> PersonHistory? in history }, Self.nothingIfOlder)
  }

  /// The last notes about a name, and about what an address is in.
  package func notes(about name: String, at address: String?) -> Deferred<RemarkList> {
    let range = address.map { [("range", $0)] } ?? []
    return get("/notes?\(Form.encode([("name", name)] + range))", as: RemarkList.self)
  }

  /// Those in force, oldest first.
  package func mutes() -> Deferred<[Mute]> {
    get("/mutes", as: MuteList.self).addCallback { $0.mutes }
  }

  /// Bans (`kind` is `bans`) or mutes that are over, the last that ended first.
  package func ended(
    _ kind: String, search: String, before: Int?, limit: Int
  ) -> Deferred<EndedList> {
    let pairs =
      [("limit", String(limit))] + (search.isEmpty ? [] : [("q", search)])
      + (before.map { [("before", String($0))] } ?? [])
    return get("/\(kind)/ended?\(Form.encode(pairs))", as: EndedList.self)
  }

  /// The last lines that somebody said by a name, in order.
  package func lines(by name: String, limit: Int) -> Deferred<RoomView> {
    var query = RoomQuery()
    query.name = name
    query.isTalkOnly = true
    return room(query, limit: limit)
  }
}
