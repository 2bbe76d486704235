import Chat
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// What the log says of the API, and how often.
@Suite struct APILinkTests {
  private let clock = ManualClock()
  private let pipe = Pipe()
  private let link: APILink
  private let answers = Answers()

  /// What the API has to say.
  private final class Answers {
    var next: Result<HTTPResponse, any Error> = .success(.text(""))
  }

  init() {
    link = APILink(on: clock, log: Log(descriptor: pipe.writing)) { [answers] _, _ in
      switch answers.next {
      case .success(let response): .succeeded(response)
      case .failure(let error): .failed(error)
      }
    }
  }

  private func ask(_ status: HTTPStatus?, at target: String = "/config") {
    answers.next =
      status.map { .success($0 == .ok ? .text("") : .json(Outcome.error("why"), $0)) }
      ?? .failure(TimeoutError(limit: .seconds(1)))
    link.ask(HTTPRequest(.get, target), deadline: .seconds(1)) { _ in }.addBoth { _ in }
  }

  /// Since the last time, each line from its event on. There is always one: the last is ours.
  private func events() -> [String] {
    Log(descriptor: pipe.writing).info("end")
    return pipe.take().split(separator: "\n").dropLast().map { line in
      line.split(separator: " ").dropFirst().joined(separator: " ")
    }
  }

  private func warning(_ event: String, _ problem: String) -> String {
    "warning \(event) asked=/config problem=\(problem)"
  }

  @Test(arguments: [HTTPStatus.unauthorized, .forbidden])
  func `an API that comes and does not take our token is told from one that is away`(
    _ status: HTTPStatus
  ) {
    ask(nil)
    #expect(events().map { $0.hasPrefix("warning api is away asked=/config ") } == [true])
    for _ in 0..<100 { ask(status) }
    #expect(
      events() == [
        warning("api refuses us", #""status \#(status.code): why""#)
          + #" help="give chat the API_TOKEN that the API has""#
      ])
    ask(.internalServerError)
    #expect(events() == [warning("api answers with errors", #""status 500: why""#)])
    ask(.ok)
    #expect(events() == ["info api is up"])
  }

  @Test func `of two kinds of trouble the one that needs somebody is said`() {
    ask(nil, at: "/servers/a")
    ask(.unauthorized)
    #expect(events().count == 2)
    for _ in 0..<10 {
      ask(nil, at: "/servers/a")
      ask(.unauthorized)
    }
    #expect(events() == [])
    ask(.ok)
    ask(nil, at: "/servers/a")
    #expect(events().map { $0.hasPrefix("warning api is away asked=/servers/a ") } == [true])
  }

  @Test func `an API that comes and goes does not fill the log, which is right in the end`() {
    for _ in 0..<60 {
      ask(nil)
      ask(.unauthorized)
      clock.advance(by: .milliseconds(100))
    }
    #expect(events().count == 6)
    clock.advance(by: .seconds(60))
    ask(.ok)
    #expect(events() == ["info api is up"])
  }

  @Test func `while we stop it is no news that the API does too`() {
    ask(.ok)
    _ = events()
    link.isStopping = true
    ask(nil, at: "/servers/a")
    ask(.unauthorized, at: "/servers/a")
    #expect(events() == [])
  }

  @Test(arguments: [nil, HTTPStatus.unauthorized, .internalServerError])
  func `what somebody looked for is their own, whatever becomes of it`(_ status: HTTPStatus?) {
    ask(status, at: "/messages?room=lobby&q=my+illness&name=ann")
    let said = events()
    #expect(said.count == 1)
    #expect(said[0].contains(" asked=/messages problem="))
    #expect(!said[0].contains("illness") && !said[0].contains("ann"))
  }
}
