/// Where the reactor reports what went wrong and was not handled, one line each: standard error
/// unless redirected (Twisted's `log.err`).
package enum ErrorLog {
  private static let sink = Locked<@Sendable (String) -> Void>({
    System.writeStandardError($0 + "\n")
  })

  package static func report(_ line: String) {
    let sink = sink.withLock { $0 }
    sink(line)
  }

  package static func redirect(to newSink: @escaping @Sendable (String) -> Void) {
    sink.withLock { $0 = newSink }
  }
}
