package import Wire

/// How somebody left.
package enum Departure: Equatable {
  /// Their connection ended.
  case lost
  /// Their connection was cut because they did not read what was written to them.
  case tooSlow
  /// Their connection was dead, and somebody from their address wanted the name.
  case silent
  /// They asked to leave.
  case quit
  /// Their input had ended, and somebody from their address stopped the rest.
  case stopped(by: Nickname)
  /// An admin removed them; `reason` is what everybody may read, and clean text.
  case removed(reason: String?)

  /// Somebody else caused it.
  var isRemoval: Bool {
    switch self {
    case .stopped, .removed: true
    case .lost, .tooSlow, .silent, .quit: false
    }
  }

  /// The server closes the connection, which not every `nc` notices.
  var closesConnection: Bool {
    switch self {
    case .quit, .removed, .stopped: true
    case .lost, .tooSlow, .silent: false
    }
  }

  /// The name is kept for those who lost the connection; quitting or being removed gives it up.
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
