import TinyReactor

/// Who is in the room: talkers, who number their lines, and listeners, who keep what they read.
final class Crowd {
  /// How often it is looked who has to say something.
  private static let tick = Duration.milliseconds(5)
  /// Who was held up does not say it all at once.
  private static let catchUpMax = 3

  private let reactor: Reactor
  private let round: Int
  private let pause: Duration
  private(set) var seats: [Seat] = []
  private(set) var spoken: [String: Evidence.Spoken] = [:]
  private(set) var firstLineAt: Duration?
  private(set) var lastLineAt = Duration.zero
  private var isTalking = false
  private var talkers = 0
  private var contests = 0
  private var loop: LoopingCall?

  init(round: Int, linesPerSecond: Int, on reactor: Reactor) {
    self.reactor = reactor
    self.round = round
    pause = .seconds(1) / linesPerSecond
  }

  deinit { end() }

  func seat(_ role: Seat.Role, at place: ClientEndpoint, of server: String?) {
    let number = 1 + seats.count { $0.role == role && $0.server == server }
    let name = "\(role.rawValue) \(number)\(server.map { " of \($0)" } ?? "")"
    let seat = Seat(role, name, at: place, of: server, on: reactor)
    seats.append(seat)
    seat.begin()
  }

  var talkersHere: [Seat] { seats.filter { $0.role == .talker && $0.visitor != nil } }
  var listeners: [Seat] { seats.filter { $0.role == .listener } }
  var isComplete: Bool { seats.allSatisfy { $0.visitor != nil } }
  var count: Int { seats.count { $0.visitor != nil } }

  func startTalking() {
    isTalking = true
    let loop = LoopingCall(on: reactor) { [weak self] in
      self?.talk()
      return nil
    }
    self.loop = loop
    loop.start(every: Self.tick).addErrback { _ in }
  }

  func stopTalking() {
    isTalking = false
    loop?.stop()
  }

  func end() {
    loop?.stop()
    for seat in seats { seat.end() }
  }

  /// One talker of each server wants the same name as the others, at once.
  func contest() {
    contests += 1
    for seat in firstTalkers(0) { seat.visitor?.say("/nick winner-\(contests)") }
  }

  /// One talker of each server goes, and somebody else comes.
  func change() { for seat in firstTalkers(1) { seat.change() } }

  private func firstTalkers(_ place: Int) -> [Seat] {
    let groups = Dictionary(grouping: seats.filter { $0.role == .talker }) { $0.server ?? "" }
    // Behind a proxy they are of one group, and of any server.
    if groups.count == 1 {
      return Array((groups.first?.value ?? []).dropFirst(3 * place).prefix(3))
    }
    return groups.values.compactMap { $0.count > place ? $0[place] : $0.first }
  }

  /// The last line of the round.
  func sayLast() -> String? {
    guard let seat = talkersHere.first(where: { $0.speaker === $0.visitor }),
      let speaker = seat.speaker
    else { return nil }
    return say(seat, speaker)
  }

  private func talk() {
    guard isTalking else { return }
    for (place, seat) in seats.enumerated() where seat.role == .talker {
      guard let visitor = seat.visitor else { continue }
      if seat.speaker !== visitor {
        talkers += 1
        (seat.speaker, seat.talker, seat.said) = (visitor, talkers, 0)
        // Half of them choose a name.
        if talkers % 2 == 0 { visitor.say("/nick talker-\(talkers)") }
        // Not all in one moment.
        seat.nextLine = reactor.now + pause * place / seats.count
      }
      seat.nextLine = max(seat.nextLine, reactor.now - pause * Self.catchUpMax)
      while seat.nextLine <= reactor.now {
        seat.nextLine += pause
        _ = say(seat, visitor)
      }
    }
  }

  private func say(_ seat: Seat, _ visitor: Visitor) -> String {
    seat.said += 1
    let text = Numbered(round: round, talker: seat.talker, number: seat.said).description
    let now = reactor.now
    spoken[text] = Evidence.Spoken(at: now, server: seat.server)
    firstLineAt = firstLineAt ?? now
    lastLineAt = now
    visitor.say(text)
    return text
  }

  /// What listeners have read.
  var hearings: [Evidence.Hearing] {
    listeners.flatMap { seat in
      seat.visitors.enumerated().map { number, visitor in
        let wasFirst = visitor.greetedAt.map { $0 < firstLineAt ?? .zero } ?? false
        return Evidence.Hearing(
          name: "\(seat.name), connection \(number + 1),", server: seat.server,
          hasStayed: wasFirst && visitor.isHere, lines: visitor.lines)
      }
    }
  }
}
