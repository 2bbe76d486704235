import API
import Support
import Testing

@Suite struct `A zone file` {
  @Test func `says the same when it is fat`() throws {
    let fat = try TimeZoneFile.zone("Europe/Berlin", from: ZoneFixture.fatBytes())
    let slim = try ZoneFixture.zone("Europe/Berlin")
    for instant in ZoneExpectation.instants {
      #expect(fat.span(at: instant).offset == slim.span(at: instant).offset)
    }
  }

  /// Its first block is of 32 bits, and has no rule: after 2037 the last offset stays.
  @Test func `of version 1 says the same until 2037`() throws {
    let bytes = try Self.versionOne()
    let old = try TimeZoneFile.zone("Europe/Berlin", from: bytes)
    let slim = try ZoneFixture.zone("Europe/Berlin")
    for instant in ZoneExpectation.instants where (-1_690_765_200..<2_140_045_200) ~= instant {
      #expect(old.span(at: instant).offset == slim.span(at: instant).offset, "\(instant)")
    }
    #expect(old.span(at: 4_000_000_000).offset.abbreviation == "CET")
  }

  @Test(arguments: [0x32, 0x33, 0x34] as [UInt8])
  func `is read in versions 2 to 4`(version: UInt8) throws {
    var bytes = try ZoneFixture.bytes("America/Nuuk")
    bytes[4] = version
    let zone = try TimeZoneFile.zone("America/Nuuk", from: bytes)
    #expect(zone == (try ZoneFixture.zone("America/Nuuk")))
  }

  @Test(
    arguments: [
      ("nothing", 0, [], "begin with TZif"), ("another magic", 0, [0x50], "begin with TZif"),
      ("version 5", 4, [0x35], "version"), ("version 0x31", 4, [0x31], "version"),
      ("four billion transitions", 32, [0xFF, 0xFF, 0xFF, 0xFF], "ends too early"),
      // From here on it is about the second header, behind an empty block.
      ("no second header", Self.second, [0], "begin with TZif"),
      ("leap seconds", Self.second + 28, [0, 0, 0, 1], "leap seconds"),
      ("four billion of them", Self.second + 32, [0xFF, 0xFF, 0xFF, 0xFF], "ends too early"),
      ("no types", Self.second + 36, [0, 0, 0, 0], "contradict"),
      ("no names", Self.second + 40, [0, 0, 0, 0], "contradict"),
      ("indicators for other types", Self.second + 20, [0, 0, 0, 1], "contradict"),
      ("times out of order", Self.second + 44, [0x7F], "not in order"),
      (
        "a time that comes twice", Self.second + 44,
        [0x00, 0x00, 0x00, 0x00, 0x1E, 0x18, 0x30, 0xA8], "not in order"
      ),
      ("a type that is not there", Self.indices, [0xF0], "leads to no local time type"),
      ("a name that is not there", Self.types + 6 + 5, [0xFF], "no name"),
      ("clocks of another planet", Self.types + 6, [0x40], "out of range"),
    ] as [(String, Int, [UInt8], String)])
  func `that is damaged is refused with the reason`(
    what: String, offset: Int, patch: [UInt8], reason: String
  ) throws {
    var bytes = try ZoneFixture.bytes("Asia/Kathmandu")
    if patch.isEmpty { bytes = [] }
    for (index, byte) in patch.enumerated() { bytes[offset + index] = byte }
    let problem = #expect(throws: ZoneFileProblem.self) {
      try TimeZoneFile.zone("Asia/Kathmandu", from: bytes)
    }
    #expect(problem?.description.contains(reason) == true, "\(what): \(problem as Any)")
  }

  private static let second = 51
  /// The types of the two transitions, behind their times, and then the records of all types.
  private static let indices = second + 44 + 16
  private static let types = indices + 2

  @Test(arguments: ["", "\n", "<+0545>-5:45", "<+0545>-5:45\n", "\nnonsense\n"])
  func `without a whole last line is refused`(line: String) throws {
    var bytes = try ZoneFixture.bytes("Asia/Kathmandu")
    bytes.removeLast("\n<+0545>-5:45\n".utf8.count)
    bytes += line.utf8
    #expect(throws: ZoneFileProblem.self) { try TimeZoneFile.zone("x", from: bytes) }
  }

  @Test func `with an empty last line stays as it is after its last transition`() throws {
    var bytes = try ZoneFixture.bytes("Asia/Kathmandu")
    bytes.removeLast("\n<+0545>-5:45\n".utf8.count)
    let zone = try TimeZoneFile.zone("x", from: bytes + [0x0A, 0x0A])
    #expect(zone.span(at: 7_000_000_000).offset.abbreviation == "+0545")
  }

  @Test(arguments: ["Europe/Berlin", "Africa/Casablanca", "America/Nuuk", "Etc/GMT+12", fat])
  func `cut anywhere is refused`(name: String) throws {
    let bytes = try Self.bytes(name)
    for count in 0..<bytes.count {
      #expect(throws: ZoneFileProblem.self, "\(count)") {
        try TimeZoneFile.zone(name, from: Array(bytes[..<count]))
      }
    }
  }

  @Test(arguments: ["Europe/Berlin", "Asia/Tehran", "Australia/Lord_Howe", fat])
  func `with any bytes changed does no harm`(name: String) throws {
    let whole = try Self.bytes(name)
    var random = SplitMix(seed: 7)
    var read = 0
    for _ in 0..<1_000 {
      var bytes = whole
      for _ in 0...Int.random(in: 0...3, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = UInt8.random(in: .min ... .max, using: &random)
      }
      guard let zone = try? TimeZoneFile.zone(name, from: bytes) else { continue }
      read += 1
      for instant in [Int.min, -2_000_000_000, 0, 1_780_000_000, 5_000_000_000, .max] {
        let span = zone.span(at: instant)
        #expect(span.contains(instant) || instant == .max)
        #expect(span.offset.abbreviation.utf8.count <= 16)
      }
      #expect(zone.instant(year: 2_026, month: 3, day: 29, hour: 2, minute: 30) != nil)
    }
    #expect((50..<950) ~= read)
  }

  private static let fat = "Europe/Berlin, fat"

  private static func bytes(_ name: String) throws -> [UInt8] {
    name == fat ? try ZoneFixture.fatBytes() : try ZoneFixture.bytes(name)
  }

  /// The first block of a fat file, which has all that version 1 had.
  private static func versionOne() throws -> [UInt8] {
    var bytes = try ZoneFixture.fatBytes()
    let next = try #require(
      (5..<bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual("TZif".utf8) })
    bytes[4] = 0
    return Array(bytes[..<next])
  }
}
