import ServiceKit
import TinyReactor
import Wire

/// When tokens were last used, by their ids: in memory at once, and on disk a while later.
final class TokenUses {
  private let clock: any ReactorTime
  private let journal: Journal
  private let timeOfDay: () -> WallTime
  private let write: ([Int: String]) -> Deferred<Event?>
  private var uses: [Int: String] = [:]
  /// Those whose last use is not on disk yet.
  private var unwritten: Set<Int> = []
  private var writeCall: DelayedCall?

  /// `write` puts uses on disk.
  init(
    on clock: any ReactorTime, journal: Journal, timeOfDay: @escaping () -> WallTime,
    write: @escaping ([Int: String]) -> Deferred<Event?>
  ) {
    self.clock = clock
    self.journal = journal
    self.timeOfDay = timeOfDay
    self.write = write
  }

  /// RFC 3339; nil when there was none since the start of the process.
  subscript(id: Int) -> String? { uses[id] }

  /// The token has just been used.
  func note(_ id: Int) {
    uses[id] = timeOfDay().rfc3339
    unwritten.insert(id)
    guard writeCall == nil, !journal.isClosed else { return }
    writeCall = clock.callLater(APILimits.tokenUseDelay) { [weak self] in self?.writeNow() }
  }

  /// There is no such token any more.
  func forget(_ id: Int) {
    uses[id] = nil
    unwritten.remove(id)
  }

  /// Writes what is not on disk yet; also called before the journal closes.
  func writeNow() {
    writeCall.take()?.cancelIfActive()
    guard !unwritten.isEmpty, !journal.isClosed else { return }
    let ids = unwritten
    unwritten = []
    write(uses.filter { ids.contains($0.key) })
      .addCallbacks({ _ in }, { [weak self] _ in self?.retry(ids) })
  }

  /// The journal has said why. The next use writes them too.
  private func retry(_ ids: Set<Int>) {
    unwritten.formUnion(ids.filter { uses[$0] != nil })
  }
}
