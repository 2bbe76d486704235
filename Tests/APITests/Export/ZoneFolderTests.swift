import API
import FoundationEssentials
import Glibc
import Support
import Testing

@Suite struct `The time zones of a system` {
  private let folder: TemporaryFolder
  private var zones: ZoneFolder { ZoneFolder(folder.path) }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["Europe/Berlin", "America/New_York", "Etc/GMT+12", "Asia/Kolkata"] {
      try write(ZoneFixture.bytes(name), to: name)
    }
    for name in ["right/Europe/Berlin", "posix/Europe/Berlin", "posixrules", "localtime"] {
      try write(ZoneFixture.bytes("Europe/Berlin"), to: name)
    }
    try write(Array("# tz zone descriptions\n".utf8), to: "zone.tab")
    try write(Array("# tz zone descriptions\n".utf8), to: "leapseconds")
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    let parent = name.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(parent)", withIntermediateDirectories: true)
    folder.write(bytes, to: name)
  }

  private func refusal(of name: String) -> ZoneProblem? {
    #expect(throws: ZoneProblem.self, "\(name)") { try zones.zone(named: name) }
  }

  @Test(arguments: ["Europe/Berlin", "America/New_York", "Etc/GMT+12", "Asia/Kolkata"])
  func `are read by their names`(name: String) throws {
    #expect(try zones.zone(named: name) == ZoneFixture.zone(name))
  }

  @Test(arguments: [
    ("europe/berlin", "Europe/Berlin"), ("EUROPE/BERLIN", "Europe/Berlin"),
    ("europe/Berlin", "Europe/Berlin"), ("Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"),
    ("New York", "America/New_York"), ("america/new york", "America/New_York"),
    ("Europe/Brelin", "Europe/Berlin"), ("Asia/Calcuta", nil), ("Etc/GMT 12", "Etc/GMT+12"),
    ("Mars/Olympus_Mons", nil),
  ])
  func `have a hint for what was nearly right`(name: String, hint: String?) throws {
    let problem = try #require(refusal(of: name))
    #expect(problem.description.hasPrefix("there is no time zone \"\(name)\"; "))
    #expect(!problem.isOurs)
    if let hint {
      #expect(problem.description.contains("did you mean \"\(hint)\"?"), "\(problem)")
      #expect(problem.description.contains("%2B") == hint.contains("+"))
    } else {
      #expect(problem.description.contains("their names are like Europe/Berlin"))
    }
  }

  @Test(arguments: [
    "", "/", ".", "..", "/etc/localtime", "/Europe/Berlin", "Europe/Berlin/", "Europe//Berlin",
    "Europe/../Europe/Berlin", "./Europe/Berlin", "Europe", "Etc", "posixrules", "localtime",
    "right/Europe/Berlin", "posix/Europe/Berlin", "zone.tab", "tzdata.zi", "leapseconds",
    "Europe/Berlin\u{0}", "Europe/Berlin\n", "Europe/Berlin ", "Europe\\Berlin", "Еurope/Berlin",
    "%45urope/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3", "UTC+2", "utc", "CEST", "Europe/Berlin/Mitte",
    String(repeating: "A", count: 65), String(repeating: "Europe/", count: 5_000),
  ])
  func `have no others`(name: String) throws {
    let problem = try #require(refusal(of: name))
    #expect(problem.description.hasPrefix("there is no time zone \""))
    #expect(problem.description.utf8.count < 250)
    #expect(!problem.isOurs)
  }

  @Test func `may be links, as most of Debian's are`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/Europe/Busingen", withDestinationPath: "Berlin")
    let zone = try zones.zone(named: "Europe/Busingen")
    #expect(zone.name == "Europe/Busingen")
    #expect(zone.span(at: 0).offset.abbreviation == "CET")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/Europe/Round", withDestinationPath: "Round")
    _ = refusal(of: "Europe/Round")
  }

  @Test(.timeLimit(.minutes(30))) func `are no pipes, and nobody waits for one`() throws {
    let path = "\(folder.path)/Europe/Pipe"
    try #require(mkfifo(path, 0o600) == 0)
    _ = refusal(of: "Europe/Pipe")
    // Nor is it read when there is something in it.
    let pipe = open(path, O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    let bytes = try ZoneFixture.bytes("Europe/Berlin")
    try #require(Glibc.write(pipe, bytes, bytes.count) == bytes.count)
    #expect(refusal(of: "Europe/Pipe")?.isOurs == false)
  }

  @Test func `are no larger than 64 KiB`() throws {
    let bytes = try ZoneFixture.bytes("Europe/Berlin")
    let padding = [UInt8](repeating: 0, count: TimeZoneFile.bytesMax + 1 - bytes.count)
    try write(bytes + padding, to: "Europe/Large")
    #expect(refusal(of: "Europe/Large")?.isOurs == false)
    try write(bytes + padding.dropLast(), to: "Europe/Padded")
    #expect(refusal(of: "Europe/Padded")?.description.contains("is damaged") == true)
  }

  @Test func `that are damaged are our fault, and it is said which`() throws {
    try write(
      Array(ZoneFixture.bytes("Europe/Berlin").dropLast()), to: "Europe/Damaged")
    let problem = try #require(refusal(of: "Europe/Damaged"))
    #expect(problem.isOurs)
    #expect(problem.description.hasPrefix("\(folder.path)/Europe/Damaged is damaged: "))
    // And no hint leads there.
    #expect(refusal(of: "europe/damaged")?.description.contains("did you mean") == false)
  }

  @Test(arguments: ["", "/nowhere"])
  func `are missing where there is no tzdata, but for UTC`(child: String) throws {
    let empty = try TemporaryFolder()
    let zones = ZoneFolder(empty.path + child)
    #expect(try zones.zone(named: "UTC") == .utc)
    let problem = #expect(throws: ZoneProblem.self) { try zones.zone(named: "Europe/Berlin") }
    #expect(problem?.isOurs == true)
    #expect(problem?.description.contains("install the package tzdata") == true)
  }
}
