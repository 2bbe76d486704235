import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Lines as they are handed over` {
  let bench: OutboxBench

  init() throws { bench = try OutboxBench() }

  func handOver(_ line: RoomLine, by author: Member? = nil) throws -> NewMessage {
    _ = bench.add(line, by: author, at: WallTime(milliseconds: 1_795_521_600_123))
    bench.goOn(200)
    let batch = try bench.lastBatch()
    try bench.acknowledge()
    return try #require(batch.messages.first)
  }

  @Test func `each kind says who, and what the room read`() throws {
    let (ann, text) = (bench.ann, CleanText("hello"))
    let lines: [(RoomLine, Member?, NewMessage)] = [
      (.said(by: ann.name, text), ann, message(.said, ann, "ann", "hello")),
      (.done(by: ann.name, text), ann, message(.done, ann, "ann", "hello")),
      (.bot(ann.name, text), nil, message(.bot, nil, "ann", "hello")),
      (.coming("ann joined"), ann, message(.coming, ann, "ann", "ann joined")),
      (.coming("ann and bob joined"), nil, message(.coming, nil, "", "ann and bob joined")),
      (.leaving("ann left"), nil, message(.left, nil, "", "ann left")),
      (.renaming("al is now ann"), ann, message(.renamed, ann, "ann", "al is now ann")),
      (.notice("announcement: tea"), nil, message(.notice, nil, "", "announcement: tea")),
    ]
    for (line, author, expected) in lines { #expect(try handOver(line, by: author) == expected) }
  }

  func message(_ kind: MessageKind, _ author: Member?, _ name: String, _ text: String)
    -> NewMessage
  {
    NewMessage(
      time: 1_795_521_600_123, kind: kind, member: author?.id, name: name, text: text)
  }

  @Test(arguments: [
    "\"", "\\", "\"quoted\" and \\back\\slashed\\", #"{"kind": "said"}"#, "\\u0000", "\\", "\\\"",
    "a\tb", "日本語 👩‍👩‍👧 é e\u{301}", "</script>", "\u{FFFD}", "",
  ])
  func `any text comes through as it is`(text: String) throws {
    let clean = CleanText(text)
    let message = try handOver(.said(by: bench.ann.name, clean), by: bench.ann)
    #expect(Array(message.text.utf8) == clean.bytes)
  }

  @Test(arguments: ["x", "é", "日", "👋", "\"", "\\"], -4...4)
  func `a text as long as can be ends with a whole character`(character: String, more: Int) throws {
    let wanted = Limits.lineBytesMax + more
    for shift in 0..<4 {
      var text = String(repeating: "a", count: shift)
      while text.utf8.count < wanted { text += character }
      let message = try handOver(.notice(text))
      #expect(text.utf8.starts(with: message.text.utf8))
      #expect(message.text.utf8.count <= Limits.lineBytesMax)
      let isWhole = text.utf8.count <= Limits.lineBytesMax
      #expect((message.text.utf8.count == text.utf8.count) == isWhole)
      #expect(message.text.utf8.count > min(text.utf8.count, Limits.lineBytesMax) - 4)
    }
  }

  @Test(arguments: ["ann", "Zoë", "Иван", "日本語", "a-b_c", "0123456789"])
  func `names come through as they are`(name: String) throws {
    let member = bench.room.join(MemoryTransport())
    try? bench.room.rename(member, to: name)
    let message = try handOver(.said(by: member.name, CleanText("x")), by: member)
    #expect(message.name == member.name.text)
    #expect(message.member == member.id)
  }
}
