import Chat
import Glibc
import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// An API that answers when a test says so.
final class FakeAPI {
  let clock = ManualClock()
  private(set) var requests: [HTTPRequest] = []
  private var answers: [Deferred<HTTPResponse>] = []
  /// Requests that were asked and not answered.
  var waiting: Int { answers.count }

  /// Counts, and writes nowhere.
  let log = Log(descriptor: FakeAPI.nowhere)
  private static let nowhere = open("/dev/null", O_WRONLY)

  private(set) lazy var link = APILink(on: clock, log: log) { [unowned self] request, limit in
    requests.append(request)
    let answer = Deferred<HTTPResponse>()
    answers.append(answer)
    return answer.addTimeout(limit, on: clock)
  }

  func answer(_ response: HTTPResponse) { answers.removeFirst().callback(response) }
  func answer(_ configuration: ChatConfiguration) { answer(.json(configuration)) }
  func fail() { answers.removeFirst().errback(TimeoutError(limit: .zero)) }
  /// The request under way runs into its deadline.
  func hang(for time: Duration) {
    answers.removeFirst()
    clock.advance(by: time)
  }
}
