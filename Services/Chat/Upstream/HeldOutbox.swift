import ServiceKit
import TinyHTTP
package import TinyReactor
package import Wire

/// Hands lines that filters hold over to the API, one after the other, each until it is acknowledged.
/// It knows each by a key, so that it keeps a line once.
package final class HeldOutbox {
  package static let deadline = Duration.seconds(3)
  /// How long a goodbye may take.
  package static let goodbyeMax = Duration.seconds(2)
  /// Lines that wait for the API, or for moderators who have not looked at those that it has; more are
  /// refused.
  package static let linesMax = 100

  private let clock: any ReactorTime
  private let api: APILink
  private let server: String
  private let instance: String
  private var unsent: [NewHeldLine] = []
  private var count = 0
  private var isSending = false
  private var nextCall: DelayedCall?
  private var backoff = Backoff()
  private var goodbye: Deferred<Void>?

  /// `server` and `instance` are what the API knows this process by.
  package init(on clock: any ReactorTime, _ api: APILink, server: String, instance: String) {
    self.clock = clock
    self.api = api
    self.server = server
    self.instance = instance
  }

  /// Lines that wait to be handed over.
  package var lines: Int { unsent.count }

  /// Takes a line; false when there is no room for it.
  package func hold(
    _ kind: NewHeldLine.Kind, _ text: CleanText, by member: Member, _ filter: WordFilter
  ) -> Bool {
    guard unsent.count < Self.linesMax else { return false }
    count += 1
    unsent.append(
      NewHeldLine(
        key: "\(instance)-\(count)", server: server, instance: instance, member: member.id,
        name: member.name.text, kind: kind, text: text.text, filter: filter.id))
    if !isSending, nextCall == nil { send() }
    return true
  }

  /// Hands over what is left; fires when that is done, or cannot be done in time.
  package func finish() -> Deferred<Void> {
    let done = Deferred<Void>()
    goodbye = done
    nextCall.take()?.cancelIfActive()
    if !isSending { send() }
    return done.addTimeout(Self.goodbyeMax, on: clock).addErrback { [self] _ in
      api.log.warning("held lines were not handed over", ["lines": lines])
    }
  }

  private func send() {
    guard let line = unsent.first else {
      goodbye.take()?.callback(())
      return
    }
    isSending = true
    // Numbers and strings always have a JSON form.
    let body = (try? JSON.encode(line)) ?? []
    let request = HTTPRequest(
      .post, "/held", fields: HTTPFields([("Content-Type", "application/json")]), body: body)
    api.ask(request, deadline: Self.deadline) { _ in }
      .addCallbacks(
        { [self] _ in sent() },
        { [self] error in
          if let problem = error as? APIProblem, [400, 404, 413, 422].contains(problem.status) {
            // It would be refused for ever, and all that is held later with it.
            api.log.error("held line refused", ["problem": "\(problem)"])
            return sent()
          }
          isSending = false
          let pause = goodbye == nil ? backoff.next() : Backoff.first
          nextCall = clock.callLater(pause) { [weak self] in
            self?.nextCall = nil
            self?.send()
          }
        })
  }

  private func sent() {
    unsent.removeFirst()
    backoff.reset()
    isSending = false
    send()
  }
}
