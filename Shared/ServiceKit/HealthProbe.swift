package import TinyReactor

/// Asks /readyz the way a stranger would, for `healthcheck`.
///
/// It speaks over an endpoint rather than through `HTTPClient`, so that a service on a unix socket
/// can be asked as well. One request, one answer, and the server closes.
package final class HealthProbe: StreamProtocol {
  /// A service that needs longer to say how it is, is not well.
  package static let deadline = Duration.seconds(2)
  /// Reasons fit in this; more is not one of our services.
  private static let answerBytesMax = 65_536

  package struct Answer {
    package let status: Int
    package let text: String
    package var isReady: Bool { status == 200 }
  }

  package struct NotHTTP: Error, CustomStringConvertible {
    package let description = "the answer is not HTTP"
  }

  /// What a proxy says that connects for nobody but itself (PROXY protocol §2.1).
  private static let proxyHeader = "PROXY UNKNOWN\r\n"

  private let isProxy: Bool
  private let answer = Deferred<Answer>()
  private var received: [UInt8] = []

  private init(_ isProxy: Bool) { self.isProxy = isProxy }

  /// Fails when nobody answers, or not in time, or not in HTTP; with `EndpointError` when nobody knows
  /// where to ask.
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
