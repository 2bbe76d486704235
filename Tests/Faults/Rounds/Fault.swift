import Support

/// What goes wrong in a round.
enum Fault: String, CaseIterable {
  case killEngine = "kill-engine"
  case powerCut = "power-cut"
  case killChat = "kill-chat"
  case killAPI = "kill-api"
  case killProxy = "kill-proxy"
  case pauseEngine = "pause-engine"
  case pauseChat = "pause-chat"
  case cutChat = "cut-chat"
  case cutTwo = "cut-two"
  case cutAPI = "cut-api"
  case oldCopy = "old-copy"
  /// The same as `cutChat` without rights; no part of the mix.
  case cutRelay = "cut-relay"
  case none

  /// Of a hundred rounds.
  var share: Int {
    switch self {
    case .killEngine: 25
    case .powerCut: 10
    case .killChat: 15
    case .killAPI: 5
    case .killProxy: 5
    case .pauseEngine: 15
    case .pauseChat: 5
    case .cutChat, .cutTwo, .cutAPI: 5
    case .oldCopy: 5
    case .cutRelay, .none: 0
    }
  }

  var layout: Layout {
    switch self {
    case .powerCut: .disk
    case .killProxy: .proxied
    case .cutChat, .cutTwo, .cutAPI: .cables
    default: .plain
    }
  }

  /// Why there can be no such round here; nil when there can.
  var obstacle: String? {
    switch layout {
    case .disk: Disk.isPossible ? nil : "a loop device takes root, and mkfs.ext4"
    case .cables: Network.isPossible ? nil : "a network namespace takes root, and ip"
    case .proxied: House.hasProxy ? nil : "haproxy is not installed"
    case .plain: nil
    }
  }

  /// As many as there are shares, in the order that `random` wants.
  static func mix(_ random: inout SplitMix) -> [Fault] {
    allCases.flatMap { Array(repeating: $0, count: $0.share) }.shuffled(using: &random)
  }
}
