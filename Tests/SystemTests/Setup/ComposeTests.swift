import Glibc
import Support
import Testing

/// What holds for `compose.yaml`, read as text: no Docker is at hand here.
@Suite struct ComposeTests {
  let lines: [String]

  init() throws {
    let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
    let file = try ChildProcess(["cat", root + "/compose.yaml"])
    guard try file.waitForExit() == .code(0) else { throw TestFailure(file.errorText) }
    lines = file.outputText.split(separator: "\n").map(String.init)
  }

  /// The lines under each service, by its name.
  private var services: [String: [String]] {
    var services: [String: [String]] = [:]
    var name: String?
    let rest = lines.drop { $0 != "services:" }.dropFirst().prefix { $0.hasPrefix(" ") }
    for line in rest {
      if !line.hasPrefix("   "), line.hasSuffix(":") {
        name = String(line.dropFirst(2).dropLast())
      } else if let name {
        services[name, default: []].append(line)
      }
    }
    return services
  }

  @Test func `each service has an image of its own, so that one that is there need not be built`() {
    #expect(services.keys.sorted() == ["api", "chat", "dashboard"])
    for (name, lines) in services {
      #expect(lines.contains("    image: netcatchat-\(name)"))
      #expect(lines.contains("    build:"))
    }
  }

  @Test func `every published port is a variable, and is what it was unless that is set`() {
    let ports = services.values.flatMap { lines in
      lines.drop { $0 != "    ports:" }.dropFirst().prefix { $0.hasPrefix("      - ") }
        .map { $0.dropFirst(8) }
    }
    #expect(
      ports.sorted() == [
        #""${API_PUBLISH:-127.0.0.1:8080}:8080""#, #""${CHAT_HTTP_PUBLISH:-127.0.0.1:8081}:8081""#,
        #""${CHAT_PUBLISH:-1400}:1400""#, #""${DASHBOARD_PUBLISH:-127.0.0.1:8000}:8000""#,
      ])
  }

  @Test func `where the data is does not hang on the folder that the file is in`() {
    #expect(lines.contains("    name: ${DATABASE_VOLUME:-netcatchat_database}"))
  }
}
