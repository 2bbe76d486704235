import RoomLog
import Testing
import Wire

@Suite struct `The log of a room` {
  @Test(arguments: [
    ("0-0", LogID(epoch: 0, number: 0)), ("1795521600-17", LogID(epoch: 1_795_521_600, number: 17)),
    ("1-999999999999999999", LogID(epoch: 1, number: 999_999_999_999_999_999)),
  ])
  func `ids are read and written`(text: String, id: LogID) {
    #expect(LogID(text) == id)
    #expect(id.description == text)
  }

  @Test(arguments: [
    "", "-", "1", "1-", "-1", "1-2-3", "a-1", "1-a", "+1-1", "1-+1", " 1-1", "1-1 ", "１-1",
    "1-1000000000000000000", "1--1",
  ])
  func `what is no id is none`(text: String) {
    #expect(LogID(text) == nil)
  }

  @Test func `ids are in the order of their epochs and numbers`() {
    let ids = [(1, 9), (1, 10), (2, 0), (10, 0)].map { LogID(epoch: $0.0, number: $0.1) }
    #expect(ids.shuffled().sorted() == ids)
    #expect(ids[0].next == ids[1])
  }

  static let entry = LogEntry(
    origin: "chat-1.x7", number: 3, firstLine: 12, time: 1_795_521_600_123,
    records: [
      LogRecord(.here, member: 5, name: "guest-5", text: "a1b2"),
      LogRecord(.said, member: 5, name: "Zoë", text: "日本語 {\"json\"} \\ \u{1}"),
      LogRecord(.bot, name: "deploy", text: "v1.2"), LogRecord(.notice, text: "tea"),
      LogRecord(.gone, member: 5, name: "Zoë"),
    ])

  func fields(_ entry: LogEntry) -> [[UInt8]] {
    let values: [(String, [UInt8])] = [
      ("c", Array("sum".utf8)), ("o", Array(entry.origin.utf8)),
      ("n", Array("\(entry.number)".utf8)),
      ("f", Array("\(entry.firstLine)".utf8)), ("t", Array("\(entry.time)".utf8)),
      ("p", entry.payload),
    ]
    return values.flatMap { [Array($0.0.utf8), $0.1] }
  }

  @Test func `an entry comes back as it was`() {
    #expect(LogEntry(fields: fields(Self.entry)) == Self.entry)
  }

  @Test(arguments: LogRecord.Kind.allCases)
  func `each kind comes back`(kind: LogRecord.Kind) {
    var entry = Self.entry
    entry.records = [LogRecord(kind, member: 1, name: "ann", text: "text"), LogRecord(kind)]
    #expect(LogEntry(fields: fields(entry)) == entry)
  }

  @Test func `a line end or a tab cannot forge a record`() {
    var entry = Self.entry
    entry.records = [LogRecord(.said, name: "a\tb\n", text: "x\nsaid\t7\tbob\tI agree\n")]
    let read = LogEntry(fields: fields(entry))
    #expect(read?.records == [LogRecord(.said, name: "ab", text: "xsaid7bobI agree")])
  }

  @Test func `what a newer server adds is passed over, and records are counted`() {
    var fields = fields(Self.entry)
    fields += [Array("z".utf8), Array("new".utf8)]
    fields[11] += Array("danced\t5\tann\tx\nsaid\t5\tann\thi\tmore\tand more\n".utf8)
    let read = LogEntry(fields: fields)
    #expect(
      read?.records == Self.entry.records + [LogRecord(.said, member: 5, name: "ann", text: "hi")])
    #expect(read?.skipped == 1)
  }

  @Test(arguments: [
    "said", "said\t1", "said\t1\tann", "said\tx\tann\thi", "said\t-1\tann\thi", "\t\t\t",
    "Said\t\t\thi",
    "said\t1000000000000000000\tann\thi", "said\t \tann\thi",
  ])
  func `a record that is none is left out`(line: String) {
    var fields = fields(Self.entry)
    fields[11] = Array("\(line)\n".utf8)
    let read = LogEntry(fields: fields)
    #expect(read?.records == [])
    #expect(read?.skipped == 1)
  }

  @Test func `bytes that are no text are no record`() {
    var fields = fields(Self.entry)
    fields[11] = Array("said\t\t\t".utf8) + [0xFF, 0x0A]
    #expect(LogEntry(fields: fields)?.skipped == 1)
  }

  @Test(arguments: [
    ("o", "no dot"), ("o", ""), ("n", "0"), ("n", "-1"), ("n", "x"), ("f", "0"), ("f", ""),
    ("t", "1.5"),
  ])
  func `an entry with a field that is wrong is none`(field: String, value: String) throws {
    var fields = fields(Self.entry)
    let index = try #require(fields.firstIndex(of: Array(field.utf8)))
    fields[index + 1] = Array(value.utf8)
    #expect(LogEntry(fields: fields) == nil)
  }

  @Test(arguments: [2, 4, 6, 8, 10])
  func `an entry without one of them is none`(index: Int) {
    var fields = fields(Self.entry)
    fields.removeSubrange(index...index + 1)
    #expect(LogEntry(fields: fields) == nil)
    #expect(LogEntry(fields: []) == nil)
    #expect(LogEntry(fields: [Array("o".utf8)]) == nil)
  }

  @Test func `an entry that is too large is none`() {
    var fields = fields(Self.entry)
    fields[11] = Array(repeating: 0x0A, count: LogEntry.recordBytesMax)
    #expect(LogEntry(fields: fields) != nil)
    fields[11].append(0x0A)
    #expect(LogEntry(fields: fields) == nil)
  }

  @Test func `its lines are a batch of the transcript, and the rest is not`() {
    let batch = Self.entry.batch(room: "lobby")
    #expect(batch.room == "lobby" && batch.origin == "chat-1.x7" && batch.first == 12)
    #expect(batch.messages.map(\.kind) == [.said, .bot, .notice])
    #expect(batch.messages.allSatisfy { $0.time == 1_795_521_600_123 })
    #expect(batch.messages[0].member == 5 && batch.messages[1].member == nil)
  }

  @Test func `cut anywhere, it is an entry or none`() {
    let whole = fields(Self.entry)
    for count in 0..<whole[11].count {
      var fields = whole
      fields[11] = Array(whole[11].prefix(count))
      let read = LogEntry(fields: fields)
      #expect((read?.records.count ?? 0) + (read?.skipped ?? 0) <= 5)
    }
  }

  @Test func `what is late comes back as late`() {
    var entry = Self.entry
    entry.isLate = true
    let late = fields(Self.entry) + [Array("l".utf8), Array("1".utf8)]
    #expect(LogEntry(fields: late) == entry)
  }

  @Test(arguments: [
    PersonNote(network: ""), PersonNote(network: "a1b2", isMuted: true, isLeaving: true),
    PersonNote(network: "a1b2", keepsName: true, age: 17),
  ])
  func `a note of a person comes back`(note: PersonNote) {
    #expect(PersonNote(note.text) == note)
    #expect(PersonNote(note.text + " new=word 7") == note)
  }
}
