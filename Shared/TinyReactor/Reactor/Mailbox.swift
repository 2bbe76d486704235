/// The one way into a reactor from other threads (Twisted's callFromThread).
///
/// Posting is bounded at its source (`Worker.queueMax`), so the mailbox itself has no limit. Once
/// the reactor is gone, whatever is posted is dropped.
package final class Mailbox: Sendable {
  package typealias Letter = @Sendable (Reactor) -> Void

  private let wakeUp: FileDescriptor
  /// Nil once closed: nobody will open them any more.
  private let letters = Locked<[Letter]?>([])

  init(wakeUp: consuming FileDescriptor) { self.wakeUp = wakeUp }

  /// Has the loop call `letter`, in the order of posting; callable from any thread. Does nothing
  /// once the reactor has stopped.
  package func post(_ letter: @escaping Letter) {
    let wasEmpty = letters.withLock { letters in
      letters?.append(letter)
      return letters?.count == 1
    }
    if wasEmpty { System.signal(wakeUp.number) }
  }

  fileprivate func takeAll() -> [Letter] {
    letters.withLock { letters in
      guard let taken = letters else { return [] }
      letters = []
      return taken
    }
  }

  func close() {
    // Freed outside of the lock: a letter may hold anything.
    _ = letters.withLock { $0.take() }
  }

  fileprivate func drain(into buffer: borrowing ReadBuffer, _ system: System) {
    _ = system.read(wakeUp.number, into: buffer)
  }
}

/// Opens the letters on the loop; those posted meanwhile wait for the next turn.
final class MailboxReader: ReadinessHandler {
  private let mailbox: Mailbox
  private unowned let reactor: Reactor

  init(_ mailbox: Mailbox, on reactor: Reactor) {
    self.mailbox = mailbox
    self.reactor = reactor
  }

  var name: String { "calls from other threads" }

  func readable(isHungUp: Bool) {
    // Emptied before the letters are taken, so that one posted in between wakes the loop again.
    mailbox.drain(into: reactor.readBuffer, reactor.system)
    for letter in mailbox.takeAll() { letter(reactor) }
  }
}
