import FoundationEssentials
import Testing

/// A module and its rooms, from the ground up. Files beside the rooms are its roof.
struct House: CustomTestStringConvertible {
  let folder: String
  let rooms: [String]
  var testDescription: String { folder }

  init(_ folder: String, _ rooms: String...) {
    self.folder = folder
    self.rooms = rooms
  }

  static let all = [
    House(
      "Shared/TinyReactor", "System", "Deferred", "Time", "Streams", "Reactor", "Sockets",
      "Endpoints"),
    House("Shared/TinyHTTP", "JSON", "Message", "Parsing", "Server", "Client"),
    House("Shared/TinyRedis", "RESP", "Client"),
    House("Shared/ServiceKit", "System", "Log", "Settings", "Metrics", "Access"),
    House("Shared/Wire", "Names", "People", "Filters"),
    House("Shared/RoomLog"),
    House(
      "Services/API", "Rules", "Store", "Store/Moderation", "Store/Room", "Export", "Transcript",
      "State", "State/Room", "Identity", "Keeping", "Bus", "HTTP", "Log", "Messages", "Bots",
      "Room", "Admins", "People"),
    House(
      "Services/Chat", "Line", "Talk", "Neighbours", "Rules", "Decisions", "Room", "Login",
      "Commands", "Door", "Roster", "Upstream", "Bus"),
    House(
      "Services/Dashboard", "Queries", "Commands", "Upstream", "Upstream/People", "Words",
      "Words/People", "Access", "Parts", "Pages", "Pages/People", "Web", "Routes"),
  ]

  /// Its files in each room; the roof comes last.
  func files() throws -> [(room: String, name: String, source: Source)] {
    try (rooms + ["."]).flatMap { room in
      let path = "\(Self.root)/\(folder)/\(room)"
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        .filter { $0.hasSuffix(".swift") }
        .map { name in
          (room, name, Source(try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)))
        }
    }
  }

  /// A room may have an alcove: `Store/Moderation`.
  func folders() throws -> Set<String> {
    let rooms = try Self.folders(in: "\(Self.root)/\(folder)")
    return try rooms.reduce(into: Set(rooms)) { all, room in
      let alcoves = try Self.folders(in: "\(Self.root)/\(folder)/\(room)")
      all.formUnion(alcoves.map { "\(room)/\($0)" })
    }
  }

  private static func folders(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
      var isFolder = false
      return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
        && isFolder
    }
  }

  static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }
    .joined()
}

/// `Shared/ARCHITECTURE.md` has the picture that these hold.
@Suite struct `the house` {
  @Test(arguments: House.all)
  func `names its rooms in the plan`(house: House) throws {
    #expect(try house.folders() == Set(house.rooms))
  }

  @Test(arguments: House.all)
  func `has no room that uses a type of a room above it`(house: House) throws {
    let files = try house.files()
    let floors = Dictionary(
      uniqueKeysWithValues: (house.rooms + ["."]).enumerated().map { ($1, $0) })
    var homes: [String: (room: String, name: String)] = [:]
    for file in files {
      for type in file.source.declared { homes[type] = (file.room, file.name) }
    }
    for file in files {
      for type in file.source.used.sorted() {
        guard let home = homes[type], let floor = floors[file.room], let above = floors[home.room]
        else { continue }
        #expect(
          above <= floor,
          "\(file.room)/\(file.name) uses \(type) of \(home.room)/\(home.name), which is above it")
      }
    }
  }
}

/// What a reader can hold in mind.
@Suite struct `a reader's limits` {
  static let linesMax = 280
  static let filesMax = 20
  static let kinds: Set = [
    "swift", "c", "h", "css", "js", "svg", "sh", "cfg", "yaml", "run", "up", "Dockerfile",
  ]

  /// Every file that people write, by folder; what the services keep in `Services/data` is none.
  private static func files() throws -> [String: [String]] {
    var files: [String: [String]] = [:]
    var folders = ["Services", "Shared", "Tests"].map { "\(House.root)/\($0)" }
    while let folder = folders.popLast() {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        if isFolder, name != "data" {
          folders.append("\(folder)/\(name)")
        } else if kinds.contains(String(name.split(separator: ".").last ?? "")) {
          files[folder, default: []].append(name)
        }
      }
    }
    return files
  }

  @Test func `no file is longer than 280 lines`() throws {
    for (folder, names) in try Self.files() {
      for name in names {
        let lines = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
          .utf8.count { $0 == UInt8(ascii: "\n") }
        #expect(lines <= Self.linesMax, "\(folder)/\(name) has \(lines) lines")
      }
    }
  }

  @Test func `no folder has more than 20 files`() throws {
    for (folder, names) in try Self.files() {
      #expect(names.count <= Self.filesMax, "\(folder) has \(names.count)")
    }
  }
}

struct SourceTests {
  @Test(arguments: [
    ("let a: Room // of Door", ["Room"]), ("a.Kind + Kind", ["Kind"]),
    (#"say("Door \(Room.name) Hall")"#, ["Room"]), (##"#"Door \(Hall) \#(Room)"#"##, ["Room"]),
    ("\"\"\"\n  Door \\(Room(\"Hall\", Size())) Hall\n\"\"\"\nHouse()", ["House", "Room", "Size"]),
    (#""\"Door" + Room("\\")"#, ["Room"]),
  ])
  func `words of code are told from others`(text: String, words: [String]) {
    #expect(Source(text).used == Set(words))
  }

  @Test func `types are known by their declarations`() {
    let text = """
      package final class Room {
        struct Door {}
      }
      private enum Hall {}
      extension House {}
      typealias Size = Int
      """
    #expect(Source(text).declared == ["Room", "Size"])
  }
}
