import TinyHTTP
import TinyReactor
import Wire

/// Bans and mutes: their pages, and whom one would hit before it is made.
extension Routes {
  func bans(_ tab: BansPage.Tab, _ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let query = BansPage.Query(tab, request.query)
    return content(query, api(for: request)).addBoth { content -> HTTPResponse in
      let page = BansPage(
        query, content.mapError(APIFailure.init), timeOfDay: self.timeOfDay(),
        mayModerate: self.visitor(of: request).mayModerate)
      return self.page(
        .bans, "Bans and mutes", for: request, script: LiveUpdates.script, page.html)
    }
  }

  private func content(
    _ query: BansPage.Query, _ api: APIClient
  ) -> Deferred<BansPage.Content> {
    switch query.tab {
    case .bans: api.bans().addCallback { .bans($0) }
    case .mutes:
      api.mutes().addCallback { mutes -> Deferred<BansPage.Content> in
        // One question for all of them, and none when there is nobody to look for.
        guard !mutes.isEmpty else { return .succeeded(.mutes([], here: nil)) }
        return api.mutedPeople().addBoth { here -> BansPage.Content in
          .mutes(mutes, here: here.mapError(APIFailure.init))
        }
      }
    case .endedBans, .endedMutes:
      api.ended(
        query.tab == .endedBans ? "bans" : "mutes", search: query.search, before: query.before,
        limit: BansPage.rowsShown
      ).addCallback { .ended($0) }
    }
  }

  // MARK: - Whom it would hit

  /// Asks who is there for each that a ban or a mute could be of; `person` is whom an admin has pointed at.
  /// Never fails.
  func aims(
    _ deed: Reach.Deed, of target: Target, person: MemberAction?, _ request: HTTPRequest
  ) -> Deferred<Subject> {
    guard let person else {
      return aims(deed, Aims.targets(of: target), person: nil, request)
    }
    return look(for: person, request).addCallback { subject -> Deferred<Subject> in
      let found =
        switch subject {
        case .member(let entry, _): Aims.Person(person, entry)
        case .unknown(let why): Aims.Person(person, nil, trouble: why)
        default: Aims.Person(person, nil)
        }
      return self.aims(deed, found.targets, person: found, request)
    }
  }

  private func aims(
    _ deed: Reach.Deed, _ targets: [Target], person: Aims.Person?, _ request: HTTPRequest
  ) -> Deferred<Subject> {
    let api = api(for: request)
    return DeferredList.all(targets.map { api.people(of: $0) }, consumeErrors: true)
      .addCallback { answers -> Subject in
        let aims = zip(targets, answers).map { target, people in
          Aims.Aim(target, deed, people.mapError(APIFailure.init))
        }
        return .aims(Aims(deed, aims, person: person))
      }
  }

  /// Somebody on their chat server's roster. Never fails.
  func look(for action: MemberAction, _ request: HTTPRequest) -> Deferred<Subject> {
    api(for: request).person(action).addCallbacks(
      { person -> Subject in person.map { .member($0.user) } ?? .gone },
      { error -> Subject in
        // A chat server that is not known has signed off, and everybody on it with it.
        if case .refused(.notFound, _) = APIFailure(error) { return .gone }
        return .unknown(APIFailure(error).explanation)
      })
  }

  /// The same with who else comes from where they do: a mute is known by that again. Never fails.
  func lookAround(_ action: MemberAction, _ request: HTTPRequest) -> Deferred<Subject> {
    look(for: action, request).addCallback { subject -> Deferred<Subject> in
      guard case .member(let entry, _) = subject,
        let address = (try? AddressRange(entry.address))?.subscriber.description
      else { return .succeeded(subject) }
      return self.api(for: request).people(of: .range(address)).addBoth { people -> Subject in
        .member(entry, sharing: people.mapError(APIFailure.init))
      }
    }
  }
}
