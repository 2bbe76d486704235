import Support
import Testing

/// What holds for `compose.yaml`, and for `Services/compose.scale.yaml` as well: no Docker is at
/// hand here.
@Suite struct ComposeTests {
  private static let paths = ["compose.yaml", "Services/compose.scale.yaml"]
  private let one: ComposeFile
  private let many: ComposeFile

  init() throws {
    one = try ComposeFile(Self.paths[0])
    many = try ComposeFile(Self.paths[1])
  }

  @Test func `each service has an image of its own, so that one that is there need not be built`() {
    #expect(one.services.keys.sorted() == ["api", "chat", "dashboard"])
    for name in one.services.keys {
      #expect(one.value(of: name, "image") == "netcatchat-\(name)")
      #expect(one.items(of: name, "build").first == "context: .")
    }
  }

  @Test func `with many servers each image is built once, and what needs it comes after`() {
    #expect(
      many.services.keys.sorted()
        == ["api", "bus", "chat-1", "chat-2", "chat-3", "dashboard", "door"])
    for (name, image) in [("api", "api"), ("chat-1", "chat"), ("dashboard", "dashboard")] {
      #expect(many.value(of: name, "image") == "netcatchat-\(image)")
      #expect(
        many.items(of: name, "build")
          == ["context: ..", "dockerfile: Services/Dockerfile", "target: \(image)"])
    }
    for name in ["chat-2", "chat-3"] {
      #expect(many.value(of: name, "image") == "netcatchat-chat")
      #expect(many.items(of: name, "build").isEmpty)
      #expect(many.items(of: name, "depends_on").contains("chat-1:"))
    }
  }

  @Test func `every published port is a variable, and is what it was unless that is set`() {
    for file in [one, many] {
      let ports = file.services.keys.flatMap { file.items(of: $0, "ports") }
      #expect(
        ports.sorted() == [
          #""${API_PUBLISH:-127.0.0.1:8080}:8080""#,
          #""${CHAT_HTTP_PUBLISH:-127.0.0.1:8081}:8081""#,
          #""${CHAT_PUBLISH:-1400}:1400""#, #""${DASHBOARD_PUBLISH:-127.0.0.1:8000}:8000""#,
        ])
    }
  }

  @Test func `where the data is does not hang on the folder that the file is in`() {
    for file in [one, many] {
      #expect(file.lines.contains("    name: ${DATABASE_VOLUME:-netcatchat_database}"))
      #expect(file.items(of: "api", "volumes") == ["database:/data"])
    }
    #expect(many.lines.contains("    name: ${BUS_VOLUME:-netcatchat_bus}"))
    #expect(many.items(of: "bus", "volumes") == ["bus:/data"])
  }

  @Test func `both files take the same variables, and have the same for all services`() {
    #expect(one.variables.count > 10)
    #expect(many.variables.isSuperset(of: one.variables))
    for part in ["x-service: &service", "x-environment: &environment"] {
      #expect(one.paragraph(from: part).count > 3)
      #expect(many.paragraph(from: part) == one.paragraph(from: part))
    }
    for (name, lines) in many.services {
      #expect(lines.contains("    read_only: true"), "\(name)")
      #expect(lines.contains("    cap_drop: [ALL]"), "\(name)")
      #expect(lines.contains("      retries: 3"), "\(name) is asked how it is")
    }
  }

  @Test func `what is set for a service is a setting that its program knows`() throws {
    let bus = try Self.settings(of: "chat").filter { $0.hasPrefix("BUS_") }
    #expect(bus.count > 3)
    for (file, chats) in [(one, ["chat"]), (many, ["chat-1", "chat-2", "chat-3"])] {
      for name in chats + ["api", "dashboard"] {
        let known = try Self.settings(of: name.hasPrefix("chat") ? "chat" : name).union(bus)
        let settings = file.items(of: name, "environment")
          .compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(settings.count > 4)
        for setting in settings { #expect(known.contains(setting), "\(setting) of \(name)") }
      }
    }
  }

  /// What a program's help lists.
  private static func settings(of program: String) throws -> Set<String> {
    let help = try ChildProcess([Programs.ours(program), "--help"])
    guard try help.waitForExit() == .code(0) else { throw TestFailure(help.errorText) }
    return Set(help.outputText.matches(of: #/\n  ([A-Z_]{4,}) /#).map { String($0.1) })
  }

  @Test func `each server has a name and a URL of its own, and the door leads to all`() throws {
    let door = try ComposeFile.text("Services/door/haproxy.cfg")
    for name in ["chat-1", "chat-2", "chat-3"] {
      let environment = many.items(of: name, "environment")
      #expect(environment.contains("CHAT_SERVER_ID: \(name)"))
      #expect(environment.contains("CHAT_HTTP_URL: http://\(name):8081"))
      #expect(environment.contains("CHAT_HTTP_LISTEN: tcp:8081"))
      #expect(environment.contains { $0.hasPrefix("CHAT_LISTEN: haproxy:tcp:1400:") })
      #expect(environment.contains("BUS_URL: redis://bus:6379"))
      #expect(door.contains("  server \(name) \(name):1400\n"))
    }
    #expect(door.contains("send-proxy-v2 check port 8081 "))
    #expect(many.items(of: "api", "environment").contains("BUS_URL: redis://bus:6379"))
  }

  @Test func `the door reads what its file has become, also where that was replaced`() {
    // A file that is mounted alone stays what it was when an editor puts another in its place.
    #expect(many.items(of: "door", "volumes") == ["./door:/usr/local/etc/haproxy:ro"])
  }

  @Test func `what the README says of a bus's settings is how ours are set`() throws {
    let rows = try Readme.text().firstMatch(
      of: #/\n\| setting \| without it \|\n\|.*\n((?:\|.*\n)+)/#)
    let named = try #require(rows).1.matches(of: #/`([a-z-]+) ([a-z0-9]+)`/#)
    #expect(named.count == 5)
    let (ours, command) = (
      try ComposeFile.text("Services/up.d/bus.sh"), many.items(of: "bus", "command")
    )
    for match in named {
      let (setting, value) = (String(match.1), String(match.2))
      let place = command.firstIndex(of: "--\(setting)")
      #expect(place.map { command[$0 + 1].filter { $0 != "\"" } } == value, "\(setting)")
      #expect(ours.contains("--\(setting) \(value)"), "\(setting)")
    }
  }

  @Test func `the bus loses nothing, and nobody but the chats and the API reaches it`() {
    let command = many.items(of: "bus", "command")
    for (setting, value) in [
      ("--appendonly", "\"yes\""), ("--appendfsync", "always"), ("--save", "\"\""),
      ("--maxmemory-policy", "noeviction"), ("--maxmemory-clients", "64mb"),
      ("--requirepass", "${BUS_PASSWORD:-}"),
    ] {
      let place = command.firstIndex(of: setting)
      #expect(place.map { command[$0 + 1] } == value, "\(setting)")
    }
    #expect(many.items(of: "bus", "ports").isEmpty)
    #expect(many.value(of: "bus", "networks") == "[bus]")
    let guests = many.services.keys.filter { many.value(of: $0, "networks") == "[default, bus]" }
    #expect(guests.sorted() == ["api", "chat-1", "chat-2", "chat-3"])
    #expect(many.paragraph(from: "networks:") == ["networks:", "  bus:", "    internal: true"])
  }
}
