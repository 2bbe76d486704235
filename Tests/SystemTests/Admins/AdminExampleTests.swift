import Support
import Testing
import TinyHTTP
import Wire

/// The README's examples of admins, as a shell runs them.
@Suite struct AdminExampleTests {
  @Test func `an admin is made, logs in, makes a token, and is removed`() throws {
    let house = try Installation()
    func lines(with part: String) throws -> [String] {
      try Readme.block(with: part).split(separator: "\n").map(String.init).map {
        $0.replacing("localhost:8080", with: "127.0.0.1:\(house.apiPort)")
      }
    }
    func shell(_ script: String, session: String = "") throws -> String {
      let shell = try ChildProcess(["bash", "-c", "session=\(session)\n\(script)"])
      _ = try shell.waitForExit()
      return shell.outputText
    }
    let admins = try lines(with: "/admins -d")
    let made = try JSON.decode(Admin.self, from: Array(try shell(admins[0]).utf8))
    #expect(made.name == "ann" && made.role == .owner && made.actor == "api")
    #expect(try shell(admins[1]).contains("\"ann\""))

    let scripts = try lines(with: "/sessions -d")
    // What jq would do.
    let logIn = scripts[0].split(separator: "$(")[1].split(separator: " | ")[0]
    let session = try JSON.decode(
      SessionCredentials.self, from: Array(try shell(String(logIn)).utf8))
    func say(_ line: String) throws -> String { try shell(line, session: session.token) }
    let token = try JSON.decode(APITokenCredentials.self, from: Array(try say(scripts[1]).utf8))
    #expect(token.name == "nightly")
    #expect(try say(scripts[2]).contains("\"nightly\""))
    #expect(try say(scripts[3].replacing("/7", with: "/\(token.id)")).contains("SUCCESS"))
    #expect(try say(scripts[4]).contains("SUCCESS"))
    #expect(try say(scripts[5]).contains("SUCCESS"))
    #expect(try say(scripts[2]).contains("this session has ended; log in again"))

    // There is always an owner.
    #expect(try shell(admins[2].replacing("/4", with: "/\(made.id)")).contains("last owner"))
    let other = try JSON.decode(
      Admin.self, from: Array(try shell(admins[0].replacing("ann", with: "ben")).utf8))
    #expect(try shell(admins[2].replacing("/4", with: "/\(other.id)")).contains("SUCCESS"))
    #expect(try shell(admins[3].replacing("/4", with: "/\(other.id)")).contains("SUCCESS"))
  }
}
