import TinyReactor

/// Somebody who is in the room all the time: whoever loses the connection comes back, as somebody
/// else.
final class Seat {
  enum Role: String { case talker, listener }

  /// Before the next try.
  private static let pause = Duration.milliseconds(100)

  let role: Role
  let name: String
  /// The server; nil where a proxy chooses it.
  let server: String?
  private let place: ClientEndpoint
  private let reactor: Reactor
  private(set) var visitors: [Visitor] = []
  private var retry: DelayedCall?
  private var isOver = false

  /// Who talks, and by which number its lines are known.
  var speaker: Visitor?
  var talker = 0
  var said = 0
  var nextLine = Duration.zero

  init(
    _ role: Role, _ name: String, at place: ClientEndpoint, of server: String?, on reactor: Reactor
  ) {
    self.role = role
    self.name = name
    self.place = place
    self.server = server
    self.reactor = reactor
  }

  /// Who is here.
  var visitor: Visitor? { visitors.last.flatMap { $0.isHere ? $0 : nil } }

  func begin() { connect() }

  /// Leaves and comes back.
  func change() { visitors.last?.leave() }

  func end() {
    isOver = true
    retry.take()?.cancelIfActive()
    for visitor in visitors { visitor.abort() }
  }

  private func connect() {
    guard !isOver else { return }
    let visitor = Visitor(on: reactor)
    place.connect(on: reactor, Factory { _ in visitor }).addCallbacks(
      { [weak self] _ in
        self?.visitors.append(visitor)
        self?.look()
      },
      { [weak self] _ in self?.connectLater() })
  }

  private func connectLater() {
    guard !isOver else { return }
    retry = reactor.callLater(Self.pause) { [weak self] in self?.connect() }
  }

  /// Whether they are still there; asked now and then, since a visitor belongs to its connection.
  private func look() {
    guard !isOver else { return }
    if visitors.last?.isLost ?? true { return connectLater() }
    retry = reactor.callLater(Self.pause) { [weak self] in self?.look() }
  }
}
