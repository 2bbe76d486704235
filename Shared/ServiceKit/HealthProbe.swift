package import TinyReactor

/// Requests /readyz as any outsider would, for `healthcheck`.
///
/// It uses an endpoint rather than `HTTPClient`, so that a service on a unix socket can be asked as
/// well. One request, one answer, and the server closes.
package final class HealthProbe: StreamProtocol {
  /// A service that takes longer to answer is not healthy.
  package static let deadline = Duration.seconds(2)
  /// Room for all reasons; more does not come from one of our services.
  private static let answerBytesMax = 65_536

  package struct Answer {
    package let status: Int
    package let text: String
    package var isReady: Bool { status == 200 }
  }

  package struct NotHTTP: Error, CustomStringConvertible {
    package let description = "the answer is not HTTP"
  }

  /// What a proxy that connects on its own behalf says (PROXY protocol §2.1).
  private static let proxyHeader = "PROXY UNKNOWN\r\n"

  private let isProxy: Bool
  private let answer = Deferred<Answer>()
  private var received: [UInt8] = []

  private init(_ isProxy: Bool) { self.isProxy = isProxy }

  /// Fails when the answer is missing, late or not HTTP; with `EndpointError` when there is no
  /// telling where to ask.
  package static func ask(_ server: ServerEndpoint, on reactor: Reactor) -> Deferred<Answer> {
    let way: ClientEndpoint
    do throws(EndpointError) {
      way = try ClientEndpoint(reaching: server)
    } catch {
      return .failed(error)
    }
    return
      way
      .connect(on: reactor, timeout: deadline, Factory { _ in HealthProbe(server.isBehindProxy) })
      .addCallback { probe in
        guard let probe = probe as? HealthProbe else { throw NotHTTP() }
        return probe.answer
      }
      .addTimeout(deadline, on: reactor)
  }

  package func connectionMade(_ transport: any Transport) {
    if isProxy { transport.write(Self.proxyHeader) }
    transport.write("GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
  }

  package func dataReceived(_ data: Span<UInt8>) {
    for place in data.indices where received.count < Self.answerBytesMax {
      received.append(data[place])
    }
  }

  package func connectionLost(_ reason: ConnectionLost) {
    do {
      answer.callback(try Self.parse(received))
    } catch {
      answer.errback(error)
    }
  }

  /// `HTTP/1.1 200 OK`, fields, an empty line, the text.
  package static func parse(_ bytes: [UInt8]) throws(NotHTTP) -> Answer {
    let text = String(decoding: bytes, as: UTF8.self)
    let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
    guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw NotHTTP()
    }
    let body = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    return Answer(status: status, text: body.count > 1 ? String(body[1]) : "")
  }
}
