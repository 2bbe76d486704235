import TinyHTTP
import TinyReactor
import Wire

/// What chat servers have answered to an order, and what follows from it. A value: it sends and
/// writes nothing.
struct Replies {
  private let order: Change.NewOrder
  private var done: [String] = []
  /// What the server says of the person; an announcement is about nobody.
  private var finding = Change.Finding()
  private var missed: [(server: String, result: OrderResult)] = []
  private var unreached: [(server: String, why: String)] = []

  init(
    _ order: Change.NewOrder, _ replies: [(server: String, reply: Result<OrderResult, any Error>)]
  ) {
    self.order = order
    for (server, reply) in replies {
      switch reply {
      case .success(let result) where result.outcome == .done:
        done.append(server)
        finding = result.finding
      case .success(let result): missed.append((server, result))
      case .failure(let error):
        unreached.append((server, "\(error)"))
      }
    }
    if replies.isEmpty { unreached.append(("", "no chat server has reported yet")) }
  }

  /// The changes for servers that have answered.
  var outcomes: [Change.What] {
    let all = done.count == order.recipients.count
    return (done.isEmpty ? [] : [.orderDone(id: order.id, on: all ? nil : done, finding: finding)])
      + missed.map { $0.result.change(about: order.member, on: [$0.server]) }
  }

  /// The change for servers that could not be asked; nil when there are none.
  var waiting: Change.What? {
    unreached.isEmpty ? nil : .orderWaiting(id: order.id, on: unreached.map(\.server), why: why)
  }

  /// The same, when the order cannot wait.
  func givenUp(_ problem: String) -> Change.What? {
    guard !unreached.isEmpty else { return nil }
    return .orderFailed(id: order.id, on: unreached.map(\.server), why: "\(why); \(problem)")
  }

  /// What the caller who gave the order hears. Throws when it was not carried out; `note` is added
  /// when it was.
  func answer(note: String?) throws(StateError) -> Orders.Answer {
    if !unreached.isEmpty { return .waiting(waitingMessage) }
    guard let first = missed.first else { return .done(note) }
    if done.isEmpty { throw first.result.problem(about: order.member) }
    let rest = missed.map { $0.result.problem(about: order.member).description }
    return .done(([said] + rest + [note].compactMap { $0 }).joined(separator: "; "))
  }

  /// Says that the order may be lost on servers that could not be asked.
  var lostMessage: String {
    (done.isEmpty ? "" : said + "; ") + "it is not known whether it was carried out: \(why)"
  }

  private var said: String { "said on " + done.joined(separator: ", ") }

  private var why: String { unreached.map(\.why).joined(separator: "; ") }

  private var waitingMessage: String {
    let minutes = "\(Limits.orderSecondsMax / 60) minutes"
    guard let name = order.name else {
      return (done.isEmpty ? "" : said + "; ")
        + "\(why); it is said there once a server is back, within \(minutes)"
    }
    return
      "\(why); the order waits for it, and is carried out within \(minutes) if \(name) is still "
      + "there by that name"
  }
}

extension OrderResult {
  /// The change that puts it into the audit log.
  func change(about member: Int?, on servers: [String]) -> Change.What {
    switch outcome {
    case .done: .orderDone(id: order, on: servers, finding: finding)
    case .absent, .renamed, .busy, .held, .muted:
      .orderFailed(id: order, on: servers, why: problem(about: member).description)
    }
  }

  /// What it says of whom it was about.
  var finding: Change.Finding { Change.Finding(range: range, mutes: mutes ?? []) }

  /// The error for the caller who gave the order, when it was not carried out.
  func problem(about member: Int?) -> StateError {
    switch (outcome, member) {
    case (.busy, _):
      StateError(
        .unavailable, "chat server \(server) has had too many orders lately; try again later"
      )
    case (.renamed, .some(let member)):
      StateError(.conflict, "\(member) on \(server) is \(name ?? "somebody else") now")
    case (.held, .some(let member)):
      StateError(
        .conflict,
        "\(member) on \(server) is muted by their name or address, with mute "
          + "\((mutes ?? []).map(String.init).joined(separator: ", ")); lift that")
    case (.muted, .some(let member)):
      StateError(.conflict, "\(member) on \(server) is muted, and nobody would hear it")
    case (_, .some(let member)):
      StateError(.unknown, "there is no \(member) on \(server)")
    case (_, nil):
      StateError(.conflict, "\(server) has just been started anew; say it again")
    }
  }
}

extension ChatServers {
  /// Has an order carried out. Fails with a `StateError` when it is not known whether it was.
  func give(_ order: Order, to server: ServerEntry) -> Deferred<OrderResult> {
    // Numbers and strings always have a JSON form.
    let request = HTTPRequest(
      .post, "/orders", fields: HTTPFields([("Content-Type", "application/json")]),
      body: (try? JSON.encode(order)) ?? [])
    return ask(
      server, request, deadline: APILimits.orderWaitMax,
      answerBytesMax: APILimits.orderAnswerBytesMax
    ).addCallback { response in
      let result = try? JSON.decode(OrderResult.self, from: response.body)
      guard let result, result.order == order.id, result.server == server.id,
        result.name.map({ TextRules.isClean($0, charactersMax: Limits.nicknameColumnsMax) })
          ?? true,
        result.range.map({ (try? AddressRange($0)) != nil }) ?? true,
        result.mutes?.count ?? 0 <= Limits.mutesMax
      else { throw Self.problem(server, "did not say what came of it") }
      return result
    }
  }
}
