import API
import Support
import Testing

/// With the zone files of this machine, fat or slim, and against what its own `date` says.
@Suite(
  .enabled(
    if: Programs.isThere("/usr/share/zoneinfo/Europe/Berlin"), "this system has no zone files"))
struct `The time zones of this system` {
  @Test(arguments: ZoneFixture.names + ["America/Argentina/Buenos_Aires", "Asia/Gaza", "UTC"])
  func `show what date shows, from 1900 to 2200`(name: String) throws {
    // A prime step, so that all hours, days and months are met.
    let instants = Array(stride(from: -2_208_988_800, to: 7_258_118_400, by: 23_671_231))
    let theirs = try Self.date(name, instants)
    try #require(theirs.count == instants.count)
    let zone = try ZoneFolder().zone(named: name)
    for (instant, theirs) in zip(instants, theirs) {
      #expect(Self.text(zone.span(at: instant).offset) == theirs, "\(instant)")
    }
  }

  /// libc says UTC for what it does not know, and says no word about it.
  @Test(arguments: ["europe/berlin", "Europe/Brelin", "CEST", "Mars/Olympus_Mons"])
  func `are no others, whatever libc says`(name: String) throws {
    #expect(try Self.date(name, [1_780_000_000]).first?.hasPrefix("+00:00:00 ") == true)
    #expect(throws: ZoneProblem.self) { try ZoneFolder().zone(named: name) }
  }

  @Test(.enabled(if: Programs.isThere(table), "this system has no zone1970.tab"))
  func `can all be read`() throws {
    let rows = String(decoding: readFile(Self.table), as: UTF8.self).split(separator: "\n")
    let names = rows.filter { !$0.hasPrefix("#") }.map { $0.split(separator: "\t")[2] }
    #expect(names.count > 300)
    for name in names { #expect(try ZoneFolder().zone(named: String(name)).name == name) }
  }

  private static let table = "/usr/share/zoneinfo/zone1970.tab"

  private static func date(_ zone: String, _ instants: [Int]) throws -> [String] {
    let date = try ChildProcess(
      ["date", "-f", "-", "+%::z %Z"], environment: ["TZ": zone, "LC_ALL": "C"])
    date.write(instants.map { "@\($0)\n" }.joined())
    date.closeInput()
    try #require(date.waitForExit() == .code(0))
    // A place where nobody lives yet has no time, which `date` writes as minus nothing.
    return date.outputText.replacing("-00:00:00", with: "+00:00:00").split(separator: "\n")
      .map(String.init)
  }

  private static func text(_ offset: ZoneOffset) -> String {
    let size = abs(offset.seconds)
    let parts = [size / 3_600, size / 60 % 60, size % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    let sign = offset.seconds < 0 ? "-" : "+"
    return "\(sign)\(parts.joined(separator: ":")) \(offset.abbreviation)"
  }
}
