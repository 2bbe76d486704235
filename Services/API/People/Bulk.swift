import TinyHTTP
import TinyReactor
import Wire

/// One thing to be done about many people, checked.
struct Bulk {
  let action: NewBulk.Action
  let people: [MemberAction]
  let minutes: Int?
  let actor: Author

  /// Checks each member. Throws 400 for all if one is wrong.
  init(_ body: RequestObject, actor: Author) throws {
    guard let action = NewBulk.Action(rawValue: try body.string("action")) else {
      throw HTTPError(.badRequest, "\"action\" must be kick, mute, unmute or ban")
    }
    let reason = try body.lineIfPresent("reason", charactersMax: Limits.reasonCharactersMax)
    let minutes = try body.numberIfPresent("minutes", in: 1...Limits.banMinutesMax)
    (self.action, self.minutes, self.actor) = (action, minutes, actor)
    people = try body.objects("people", max: Limits.bulkMax).map { person throws(HTTPError) in
      var person = try MemberAction(person)
      person.reason = reason
      person.minutes = minutes
      return person
    }
  }
}

/// Carries it out: several at a time, in no particular order, each with its own event. It goes on if the
/// caller disconnects. A chat server that once could not be asked is not asked for the rest.
final class BulkRun {
  private let bulk: Bulk
  private let orders: Orders
  private let moderation: Moderation
  private let presence: Presence
  private var outcomes: [Outcome?]
  private var next = 0
  private var underWay = 0
  private var silent: Set<String> = []
  private let done = Deferred<[Outcome]>()

  init(_ bulk: Bulk, _ orders: Orders, _ moderation: Moderation, _ presence: Presence) {
    self.bulk = bulk
    self.orders = orders
    self.moderation = moderation
    self.presence = presence
    outcomes = Array(repeating: nil, count: bulk.people.count)
  }

  /// Fires with one outcome for each person, in their order.
  func begin() -> Deferred<[Outcome]> {
    goOn()
    return done
  }

  private func goOn() {
    while next < bulk.people.count, underWay < APILimits.bulkUnderWayMax {
      let index = next
      next += 1
      underWay += 1
      act(on: bulk.people[index]).addBoth { [self] result in
        underWay -= 1
        switch result {
        case .success(let outcome): outcomes[index] = outcome
        case .failure(let error): outcomes[index] = .error("\(error)")
        }
        goOn()
      }
    }
    if underWay == 0, next == bulk.people.count, !done.hasFired {
      done.callback(outcomes.map { $0 ?? .error("it was not tried") })
    }
  }

  private func act(on person: MemberAction) -> Deferred<Outcome> {
    switch bulk.action {
    case .ban: ban(person)
    case .kick: order(.kick, person)
    case .mute: order(.mute, person)
    case .unmute: order(.unmute, person)
    }
  }

  private func ban(_ person: MemberAction) -> Deferred<Outcome> {
    do throws(BanProblem) {
      return moderation.ban(
        name: try BanRules.check(name: person.name), reason: person.reason ?? "",
        minutes: bulk.minutes, actor: bulk.actor
      ).addCallback { _ in Outcome.success }
    } catch {
      return .failed(error)
    }
  }

  private func order(_ action: Order.Action, _ person: MemberAction) -> Deferred<Outcome> {
    guard !silent.contains(person.server) else {
      return .failed(
        StateError(
          .unavailable, "nothing was ordered: chat server \(person.server) could not be asked"))
    }
    do throws(StateError) {
      let server = try presence.server(person.server)
      return orders.give(action, person, on: server, actor: bulk.actor).addCallback {
        [self] answer in
        switch answer {
        case .done(let message):
          return Outcome(status: Outcome.success.status, message: message)
        case .waiting(let message):
          silent.insert(person.server)
          return .waiting(message)
        }
      }
    } catch {
      return .failed(error)
    }
  }
}
