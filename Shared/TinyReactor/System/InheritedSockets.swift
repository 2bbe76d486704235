/// The sockets that systemd opened before it started us: socket activation, sd_listen_fds(3)
/// (Twisted's ListenFDs).
///
/// `LISTEN_FDS` says how many there are, from descriptor 3 on, and `LISTEN_FDNAMES` what each is
/// called. Both count only if `LISTEN_PID` is this very process: a child inherits the environment
/// too. If names and number disagree, there are none, as in Twisted. Without names, a later
/// addition, each is called "unknown": sd_listen_fds_with_names(3).
package struct InheritedSockets: Sendable, Equatable {
  /// How an endpoint asks for one of them.
  package enum Key: Sendable, Equatable {
    case name(String)
    /// 0 is the first.
    case index(Int)
  }

  /// SD_LISTEN_FDS_START.
  package static let firstDescriptor: CInt = 3
  /// A larger number is not believed: by default a process has no more descriptors.
  private static let socketsMax = 1_024
  private static let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]

  private let first: CInt
  /// In the order of their descriptors.
  package private(set) var names: [String]

  package init(
    _ environment: [String: String], processID: CInt, first: CInt = Self.firstDescriptor
  ) {
    self.first = first
    names = []
    guard environment["LISTEN_PID"] == "\(processID)", let digits = environment["LISTEN_FDS"],
      let count = Int(digits), digits == "\(count)", 1...Self.socketsMax ~= count
    else { return }
    let given = environment["LISTEN_FDNAMES"].map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
    let all = given ?? Array(repeating: "unknown", count: count)
    if all.count == count { names = all }
  }

  /// Those of this process, read once.
  static let ofThisProcess = take()

  /// Reads the environment, and clears the variables whether they were for us or not.
  package static func take() -> InheritedSockets {
    var environment: [String: String] = [:]
    for variable in variables {
      environment[variable] = System.environment(variable)
      System.clearEnvironment(variable)
    }
    let sockets = InheritedSockets(environment, processID: System.processID)
    for index in sockets.names.indices { System.closeOnExec(firstDescriptor + CInt(index)) }
    return sockets
  }

  /// The descriptor of a socket; nil when none has that name or number. Of two with the same name,
  /// the first.
  package func descriptor(_ key: Key) -> CInt? {
    switch key {
    case .name(let name): names.firstIndex(of: name).map { first + CInt($0) }
    case .index(let index): names.indices.contains(index) ? first + CInt(index) : nil
    }
  }

  /// Where such a socket listens.
  func address(_ key: Key) -> SocketAddress? {
    descriptor(key).flatMap { try? System().localAddress($0) }
  }
}
