package import TinyReactor
package import Wire

/// All that is known of somebody. What the API did not say has its reason in its place.
package struct PersonFile {
  package typealias Answer<Value> = Result<Value, APIFailure>

  /// Lines and entries of the log that are shown.
  package static let linesShown = 8
  package static let eventsShown = 20

  /// Whom the page was asked for.
  package let whom: PersonAddress
  /// Nil when they are not there.
  package let here: Answer<PersonHere?>
  /// Chat servers that did not say whether they are there.
  package let missing: [PeopleHere.Silence]

  package var notes: Answer<RemarkList> = .failure(.busy)
  /// Nil of an API that is older than the question.
  package var history: Answer<PersonHistory?> = .failure(.busy)
  /// What was decided about them, the newest first.
  package var events: Answer<EventList> = .failure(.busy)
  package var bans: Answer<[Ban]> = .failure(.busy)
  package var mutes: Answer<[Mute]> = .failure(.busy)
  /// What they said last.
  package var lines: Answer<RoomView> = .failure(.busy)

  init(_ whom: PersonAddress, here: Answer<PersonHere?>, missing: [PeopleHere.Silence] = []) {
    self.whom = whom
    self.here = here
    self.missing = missing
  }

  /// Their name now.
  package var name: String { person?.user.name ?? whom.name }
  /// A name that they chose can be banned and noted about; the server's own go from one to the next.
  package var hasChosenName: Bool { (try? Nickname(chosen: name)) != nil }
  package var person: PersonHere? { try? here.get() }
  package var address: String? { person?.user.address }

  /// The bans that meet whoever goes by their name, or comes from where they are.
  package func meeting(_ bans: [Ban]) -> [Ban] {
    let marks = Marks(self)
    return bans.filter { marks.meet($0.name, $0.range) }
  }

  /// The mutes that do, and the one of their connection.
  package func meeting(_ mutes: [Mute]) -> [Mute] {
    let marks = Marks(self)
    return mutes.filter { mute in
      mute.id == person?.user.mute?.id || marks.meet(mute.name, mute.range ?? "")
    }
  }

  /// What they are known by, read once for all bans and mutes.
  private struct Marks {
    let keys: Set<String>
    let address: AddressRange?

    init(_ file: PersonFile) {
      keys = Nickname.keys(of: file.name)
      address = file.address.flatMap { try? AddressRange($0) }
    }

    func meet(_ name: String?, _ range: String) -> Bool {
      if let name, !Nickname.keys(of: name).isDisjoint(with: keys) { return true }
      guard let address, let range = try? AddressRange(range) else { return false }
      return range.contains(address)
    }
  }
}

extension APIClient {
  /// Never fails.
  package func file(of whom: PersonAddress) -> Deferred<PersonFile> {
    find(whom).addBoth { found -> PersonFile in
      switch found {
      case .success(let found):
        PersonFile(whom, here: .success(found.person), missing: found.missing)
      case .failure(let error): PersonFile(whom, here: .failure(APIFailure(error)))
      }
    }.addCallback { file in complete(file) }
  }

  private func complete(_ file: PersonFile) -> Deferred<PersonFile> {
    var file = file
    func keep<Value>(
      _ answer: Deferred<Value>, _ place: WritableKeyPath<PersonFile, Result<Value, APIFailure>>
    ) -> Deferred<Void> {
      answer.addBoth { file[keyPath: place] = $0.mapError(APIFailure.init) }
    }
    var decided = LogQuery()
    decided.target = file.name
    return DeferredList.all([
      keep(notes(about: file.name, at: file.address), \.notes),
      keep(history(of: file.name), \.history),
      keep(log(decided, limit: PersonFile.eventsShown), \.events),
      keep(bans(), \.bans), keep(mutes(), \.mutes),
      keep(lines(by: file.name, limit: PersonFile.linesShown), \.lines),
    ]).addCallback { _ in file }
  }

  private typealias Found = (person: PersonHere?, missing: [PeopleHere.Silence])

  /// By their connection, if that is still there; else by their name.
  private func find(_ whom: PersonAddress) -> Deferred<Found> {
    guard let action = whom.action else { return find(named: whom.name) }
    return person(action).addBoth { person throws -> Deferred<Found> in
      guard let person = try? person.get() else { return find(named: whom.name) }
      return .succeeded((person, []))
    }
  }

  private func find(named name: String) -> Deferred<Found> {
    guard !name.isEmpty else { return .succeeded((nil, [])) }
    return people(of: .name(name)).addCallback { here in
      (here.people.first { $0.user.name == name }, here.missing ?? [])
    }
  }
}
