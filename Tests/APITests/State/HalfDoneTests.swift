import API
import Support
import Testing
import TinyReactor
import Wire

/// A crash between the journal's file and the transcript's.
@Suite struct `A line that was being shown again` {
  let folder: TemporaryFolder
  static let text = "the line"
  static let key = [UInt8](repeating: 7, count: text.utf8.count)

  init() throws { folder = try TemporaryFolder() }

  /// What a crash leaves: the line is hidden, `max` was about to show it, and did so if `isShown`.
  func crash(isShown: Bool) throws -> TranscriptBench {
    do {
      let bench = try TranscriptBench(in: folder)
      try bench.say("one", Self.text, "three")
      try bench.close()
    }
    let store = try TranscriptStore.open(folder.path + "/transcript.db")
    let journal = try Store.open(folder.database)
    let line = Change.HiddenLine(id: 2, origin: "a.1", number: 2)
    _ = try journal.commit([Change(.messageHidden(line, key: Self.key), actor: "zoe", time: "t")])
    #expect(try store.hide(2, by: "zoe", key: Self.key) == .changed)
    // Those that are hidden later are more than a start looks at.
    for id in 11...(11 + APILimits.rehiddenMax) {
      let other = Change.HiddenLine(id: id, origin: "b.1", number: id)
      _ = try journal.commit([Change(.messageHidden(other, key: [1]), actor: "zoe", time: "t")])
    }
    let showing = try journal.commit([Change(.messageShowing(id: 2), actor: "max", time: "t")])
    #expect(showing.events == [nil], "nothing has happened yet")
    if isShown { #expect(try store.show(2, key: Self.key) == .changed) }
    return try TranscriptBench(in: copied())
  }

  private func copied() throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
    return copy
  }

  func events(_ bench: TranscriptBench) throws -> [Event] {
    try bench.reactor.wait(for: bench.journal.events(.newest(limit: 3)))
      .filter { $0.target == "2" }
  }

  @Test func `is shown if it was, and told at the start`() throws {
    let bench = try crash(isShown: true)
    bench.transcript.start()
    try bench.reactor.wait { (try? events(bench).count) == 1 }
    #expect(try events(bench).map { "\($0.action) \($0.actor)" } == ["message.shown max"])
    #expect(try bench.texts() == ["one", Self.text, "three"])
    let hidden = HiddenMessage(origin: "a.1", number: 2)
    #expect(bench.journal.snapshot.configuration.hidden?.contains(hidden) == false)
    let again = try bench.afterCrash()
    again.transcript.start()
    #expect(try again.hide(2))
    #expect(try again.show(2))
    #expect(try again.texts() == ["one", Self.text, "three"])
    #expect(
      try events(again).map(\.action) == ["message.shown", "message.hidden", "message.shown"])
    try again.close()
    try bench.close()
  }

  @Test func `stays hidden if it was not, and can be shown`() throws {
    let bench = try crash(isShown: false)
    bench.transcript.start()
    #expect(try bench.texts() == ["one", "three"])
    #expect(try events(bench) == [])
    #expect(try bench.show(2))
    #expect(try bench.texts() == ["one", Self.text, "three"])
    #expect(try events(bench).map { "\($0.action) \($0.actor)" } == ["message.shown zoe"])
    try bench.close()
  }
}
