import RoomLog
import Support
import Testing
import TinyReactor
import TinyRedis

/// What Redis does that nobody would guess, and what becomes of a room's log all the same.
@Suite(.enabled(if: RedisServer.isThere)) struct `Traps of the engine` {
  let bench: LogBench
  let script: AppendScript

  init() throws {
    bench = try LogBench()
    script = try bench.script()
  }

  private static let key = LogKeys(room: "lobby").log

  /// Adds entries as ours are, with ids from `EPOCH-0`; returns the last one's.
  @discardableResult
  private func fill(_ count: Int, epoch: Int, of origin: String = "b.1") throws -> LogID {
    try bench.guest().ask(
      "EVAL",
      """
      for i = 0, ARGV[2] - 1 do
        redis.call('XADD', KEYS[1], ARGV[1] .. '-' .. i, 'c', 'x' .. i, 'o', ARGV[3], 'n', i + 1,
          'f', i + 1, 't', 1, 'p', 'said\\t1\\tann\\t' .. ARGV[3] .. ' ' .. i + 1 .. '\\n')
      end
      """, "1", Self.key, "\(epoch)", "\(count)", origin)
    return LogID(epoch: epoch, number: count - 1)
  }

  private func length() throws -> Int {
    try #require(Int(try bench.guest().ask("XLEN", Self.key)))
  }

  @Test func `a log that is deleted under a waiting reader is noticed when its hold is over`()
    throws
  {
    try bench.append(script, (1...10).map { LogBench.entry($0) })
    let reader = try ReaderBench(bench)
    try bench.reactor.wait { reader.news.last == "in step" }
    let guest = try bench.guest()
    let epoch = try #require(reader.reader.place?.id.epoch)
    func isWaiting() throws -> Bool { try guest.ask("CLIENT", "LIST").contains("cmd=xread") }
    try bench.reactor.wait { (try? isWaiting()) == true }
    try guest.ask("DEL", Self.key)
    // Ids that are behind its place, which wake nobody.
    try fill(3, epoch: epoch)
    #expect(try isWaiting())
    reader.clear()
    try bench.reactor.wait { reader.news.last == "in step" }
    #expect(reader.news == ["changed", "b.1 1", "b.1 2", "b.1 3", "in step"])
    // Redis had let it go: neither was a deadline missed nor the connection lost.
    #expect(reader.guest.losses == [] && reader.failures == 0)
  }

  @Test func `a log of which Redis removes 10,000 at once is within its bound after a few more`()
    throws
  {
    // Whoever ran with BUS_KEEP_LINES=25000 makes it 1,000.
    let last = try fill(25_000, epoch: 5)
    let script = try bench.script(entriesMax: 1_000)
    var lengths: [Int] = []
    for number in 1...4 {
      try bench.append(script, [LogBench.entry(number)])
      lengths.append(try length())
    }
    #expect(lengths[0] >= 15_000, "the trap is there no more")
    #expect((1_000...1_100).contains(lengths[2]), "\(lengths)")
    // Where it is, it stays, give or take a block.
    for number in 5...250 {
      try bench.append(script, [LogBench.entry(number)])
      lengths.append(try length())
    }
    #expect(lengths.dropFirst(2).allSatisfy { (1_000...1_100).contains($0) })
    let log = try bench.log()
    #expect(log.last?.id == LogID(epoch: 5, number: last.number + 250))
    #expect(zip(log, log.dropFirst()).allSatisfy { $0.id.next == $1.id })
  }

  @Test func `a bound that is less than a block holds to a block`() throws {
    let script = try bench.script(entriesMax: 1)
    for number in 1...350 {
      try bench.append(script, [LogBench.entry(number)])
      if number % 50 == 0 { #expect(try length() <= 101) }
    }
    #expect(try length() > 1, "the trap is there no more")
  }

  @Test func `whoever takes old entries out takes all of them, however many, and to one`() throws {
    let last = try fill(21_050, epoch: 5)
    let trimmer = LogTrimmer(on: try bench.guest().client, room: "lobby")
    // Neither whole blocks nor 10,000.
    let kept = 10_537
    #expect(try bench.reactor.wait(for: trimmer.keepNewest(kept, upTo: last)) == 21_050 - kept)
    #expect(try length() == kept)
    let removed = try bench.reactor.wait(
      for: trimmer.removeEntries(before: 2, upTo: last, now: 9))
    #expect(removed == kept - 1)
    // The newest, and one without lines, so that it can go the next time.
    #expect(try bench.log().map(\.id) == [last, last.next])
  }
}
