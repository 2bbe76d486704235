import API
import Support
import Testing

@Suite struct `Time zones` {
  static let names = [
    "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Moscow", "America/New_York",
    "America/Sao_Paulo", "America/St_Johns", "America/Argentina/Buenos_Aires", "America/Nuuk",
    "Africa/Casablanca", "Africa/Monrovia", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Gaza",
    "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Antarctica/Troll",
    "UTC",
  ]

  @Test(
    .enabled(if: ZoneFolder.isThere, "this system has no time zone data"),
    arguments: names)
  func `every clock shows what date shows, from 1900 to 2200`(name: String) throws {
    let folder = try TemporaryFolder()
    // A prime step, so that all hours, days and months are met.
    let instants = stride(from: -2_208_988_800, to: 7_258_118_400, by: 23_671_231).map { $0 }
    folder.write(instants.map { "@\($0)\n" }.joined().utf8, to: "instants")
    let date = try ChildProcess(
      ["date", "-f", folder.path + "/instants", "+%::z %Z"], environment: ["TZ": name])
    #expect(try date.waitForExit() == .code(0))
    let zone = try ZoneFolder().zone(named: name)
    let ours = instants.map { instant in
      let offset = zone.span(at: instant).offset
      let (sign, size) = offset.seconds < 0 ? ("-", -offset.seconds) : ("+", offset.seconds)
      let parts = [size / 3_600, size / 60 % 60, size % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return "\(sign)\(parts.joined(separator: ":")) \(offset.abbreviation)"
    }
    // A place that is not inhabited yet has no time, which `date` writes as minus nothing.
    let theirs = date.outputText.replacing("-00:00:00", with: "+00:00:00").split(separator: "\n")
      .map(String.init)
    #expect(theirs.count == instants.count)
    for (index, instant) in instants.enumerated() {
      #expect(ours[index] == theirs[index], "at \(instant)")
    }
  }

  @Test(.enabled(if: ZoneFolder.isThere, "this system has no time zone data"))
  func `a time that clocks skip comes after the gap, and one that they show twice is the first`()
    throws
  {
    let berlin = try ZoneFolder().zone(named: "Europe/Berlin")
    func instant(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> Int? {
      berlin.instant(year: 2026, month: month, day: day, hour: hour, minute: minute)
    }
    #expect(instant(3, 29, 1, 59) == 1_774_745_940)
    #expect(instant(3, 29, 2, 30) == instant(3, 29, 3, 30))
    #expect(instant(10, 25, 2, 30) == 1_792_888_200, "02:30 CEST")
    #expect(instant(10, 25, 3, 0) == 1_792_893_600)
    #expect(berlin.instant(year: 2026, month: 2, day: 29) == nil)
    #expect(berlin.instant(year: 2026, month: 1, day: 1, hour: 24) == nil)
    #expect(Zone.utc.instant(year: 1970, month: 1, day: 1) == 0)
  }

  @Test(
    .enabled(if: ZoneFolder.isThere, "this system has no time zone data"),
    arguments: [
      "europe/berlin", "Europe/Berlin/", "/Europe/Berlin", "Europe//Berlin", "../../etc/passwd",
      "Europe/../Europe/Berlin", "Europe", "", ".", "localtime", "posixrules",
      "right/Europe/Berlin",
      "posix/UTC", "tzdata.zi", "zone.tab", "CEST", "UTC+2", "Europe/Berlin\0", "Étc/UTC",
      String(repeating: "a", count: 65),
    ])
  func `a name that is none is refused in words, whatever libc would take it for`(name: String) {
    let problem = #expect(throws: ZoneProblem.self) { try ZoneFolder().zone(named: name) }
    #expect(problem?.description.contains("there is no time zone") == true)
    #expect(problem?.isOurs == false)
    if name == "europe/berlin" {
      #expect(problem?.description.contains("did you mean \"Europe/Berlin\"?") == true)
    }
  }

  @Test func `without zone data there is UTC, and what to install is said`() throws {
    let folder = ZoneFolder(try TemporaryFolder().path + "/nothing")
    #expect(try folder.zone(named: "UTC").span(at: 0).offset.seconds == 0)
    let problem = #expect(throws: ZoneProblem.self) { try folder.zone(named: "Europe/Berlin") }
    #expect(problem?.isOurs == true && problem?.description.contains("tzdata") == true)
  }

  @Test(.enabled(if: ZoneFolder.isThere, "this system has no time zone data"))
  func `a damaged file is refused or read, and never a crash`() throws {
    let whole = readFile("/usr/share/zoneinfo/Europe/Berlin")
    #expect(throws: Never.self) { try TimeZoneFile.zone("x", from: whole) }
    for length in 0..<whole.count {
      _ = try? TimeZoneFile.zone("x", from: Array(whole[..<length]))
    }
    var random: UInt64 = 42
    for _ in 1...3_000 {
      var bytes = whole
      for _ in 1...3 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(random >> 33) % bytes.count] = UInt8(truncatingIfNeeded: random >> 24)
      }
      guard let zone = try? TimeZoneFile.zone("x", from: bytes) else { continue }
      for instant in [Int.min, -3_000_000_000, 0, 1_800_000_000, 9_000_000_000, .max] {
        #expect(zone.span(at: instant).contains(instant) || instant == .max)
      }
    }
  }
}

extension ZoneFolder {
  static var isThere: Bool { !readFile("/usr/share/zoneinfo/Europe/Berlin").isEmpty }
}
