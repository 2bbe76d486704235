/// How somebody left.
package enum Departure: Equatable {
  /// Their connection ended.
  case lost
  /// They lost it since they did not read what was written to them.
  case tooSlow
  /// Their line was dead, and somebody came for the name from their address.
  case silent
  /// They said so.
  case quit
  /// Their input had ended, and somebody from where they were wanted no more of it said.
  case stopped(by: Nickname)
  /// An admin put them out; what everybody may know of why is clean text.
  case removed(reason: String?)

  /// Somebody else had a hand in it.
  var isRemoval: Bool {
    switch self {
    case .stopped, .removed: true
    case .lost, .tooSlow, .silent, .quit: false
    }
  }

  /// The connection is closed from here, which not every `nc` notices.
  var closesConnection: Bool {
    switch self {
    case .quit, .removed, .stopped: true
    case .lost, .tooSlow, .silent: false
    }
  }

  /// Who lost a connection may come back for the name; who quit or was put out has given it up.
  var keepsName: Bool {
    switch self {
    case .lost, .tooSlow, .silent, .stopped: true
    case .quit, .removed: false
    }
  }

  /// For the log; nil where the connection's end says more.
  var reason: String? {
    switch self {
    case .lost, .tooSlow: nil
    case .silent: "dead line"
    case .quit: "quit"
    case .stopped(let name): "stopped by \(name.text)"
    case .removed: "removed"
    }
  }

  /// `left (too slow)`
  func words(for count: Int) -> String {
    switch self {
    case .lost, .silent, .quit: "left"
    case .tooSlow: "left (too slow)"
    case .stopped(let name): "left (stopped by \(name.text))"
    case .removed(let reason):
      (count == 1 ? "was" : "were") + " removed" + (reason.map { " (\($0))" } ?? "")
    }
  }
}
