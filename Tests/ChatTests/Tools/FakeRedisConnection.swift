import Support
import TinyReactor
import TinyRedis

/// One connection to a `FakeRedis`, seen from there: commands are carried out one after the other, and
/// one that waits holds up those behind it.
final class FakeRedisConnection {
  static let address = MemoryTransport().peer

  let owner: String
  private unowned let engine: FakeRedis
  private let transport = MemoryTransport()
  private var client: (any StreamProtocol)?
  private var parser = RESPParser()
  private var commands: [[[UInt8]]] = []
  private var answers: [UInt8] = []
  private var lastAnswer = Duration.zero
  /// A question that is held until there is an answer, or time is up.
  private var held: (command: [[UInt8]], end: Duration)?

  init(to engine: FakeRedis, of owner: String, _ client: any StreamProtocol) {
    (self.engine, self.owner, self.client) = (engine, owner, client)
    transport.onWrite = { [weak self] in
      engine.clock.callLater(.zero) { self?.receive() }
    }
    transport.introduce(client)
  }

  /// The client has gone, and all that it had sent is carried out.
  var isOver: Bool { client == nil || (transport.isAborted && commands.isEmpty) }

  private var isOutOfReach: Bool { engine.isOutOfReach(owner) }

  private func receive() {
    parser.feed(transport.takeBytes().span)
    while case .reply(let command) = parser.next() {
      commands.append((command.elements ?? []).compactMap(\.bytes))
    }
    work()
  }

  /// Carries out what has come, as far as nothing is held.
  func work() {
    deliver()
    wake()
    while client != nil, held == nil, !isOutOfReach, !commands.isEmpty {
      carryOut(commands.removeFirst())
    }
  }

  private func carryOut(_ command: [[UInt8]]) {
    let words = command.map { String(decoding: $0, as: UTF8.self) }
    var name = words[0]
    if name == "EVALSHA" { name = FakeRedis.Script(hash: words[1])?.rawValue ?? name }
    let fault = engine.fault(of: name, owner)
    switch fault {
    case .refuse(let error)?: return reply(.refused(error))
    case .cutBefore?: return lose()
    case .cutAfter?, .keepAnswer?, nil: break
    }
    let answer = engine.answer(name, command)
    switch (fault, answer) {
    case (.cutAfter?, _): lose()
    case (.keepAnswer?, _): break
    case (_, let answer?): reply(answer)
    case (_, nil): hold(command, words)
    }
  }

  private func hold(_ command: [[UInt8]], _ words: [String]) {
    let pause = Duration.milliseconds(
      words.firstIndex(of: "BLOCK").flatMap { Int(words[$0 + 1]) } ?? 0)
    held = (command, engine.clock.now + pause)
    engine.clock.callLater(pause) { [weak self] in self?.work() }
  }

  /// Answers the question that is held, if there is an answer by now.
  func wake() {
    guard let (command, end) = held, !isOutOfReach else { return }
    let answer = engine.answer("XREAD", command)
    guard answer != nil || engine.clock.now >= end else { return }
    held = nil
    reply(answer ?? .null)
  }

  func unblock() {
    guard held != nil else { return }
    held = nil
    reply(.refused("UNBLOCKED force unblock from blocking operation, instance state changed"))
  }

  private func reply(_ value: RESPValue) {
    // Answers stay in order when they get faster.
    lastAnswer = max(lastAnswer, engine.clock.now + engine.delay)
    engine.clock.callLater(lastAnswer - engine.clock.now) { [weak self] in
      self?.answers += value.encoded
      self?.deliver()
    }
  }

  private func deliver() {
    guard !answers.isEmpty, !transport.isAborted, !isOutOfReach else { return }
    let bytes = answers
    answers = []
    client?.dataReceived(bytes.span)
  }

  /// What a client that has given up sent into a network that was cut never arrives.
  func forgetIfGone() { if transport.isAborted { commands = [] } }

  /// The connection ends from here.
  func lose() {
    commands = []
    held = nil
    engine.clock.callLater(.zero) { [self] in
      guard !transport.isAborted else { return }
      client.take()?.connectionLost(.done)
    }
  }
}
