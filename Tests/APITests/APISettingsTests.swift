import API
import ServiceKit
import Testing
import TinyReactor

@Suite struct `API settings` {
  func problems(_ environment: [String: String]) -> [String] {
    var reader = SettingsReader(environment: environment)
    _ = APISettings(from: &reader)
    return reader.problems
  }

  @Test func `nothing set is loopback, open to this machine, and a file right here`() {
    var reader = SettingsReader(environment: [:])
    let settings = APISettings(from: &reader)
    #expect(reader.problems == [])
    #expect(settings.listen.isLoopback)
    #expect(settings.listen.description.contains("8080"))
    #expect(settings.database == "netcatchat.db")
    #expect(settings.token == nil)
  }

  @Test(arguments: [
    ["API_LISTEN": "tcp:8080", "API_TOKEN": "s3cret"],
    ["API_LISTEN": "tcp:8080", "API_OPEN": "1"],
    ["API_LISTEN": "unix:/run/api.sock"],
    ["API_LISTEN": "tcp:8080:interface=127.0.0.2"],
  ])
  func `others may reach it with a token, or when told that this is fine`(
    environment: [String: String]
  ) {
    #expect(problems(environment) == [])
  }

  @Test(arguments: [
    (["API_LISTEN": "tcp:8080"], "API_TOKEN is not set"),
    (["API_LISTEN": "tcp:8080", "API_TOKEN": "", "API_OPEN": "0"], "API_TOKEN is not set"),
    (["API_TOKEN": "two words"], "API_TOKEN has to be visible ASCII"),
    (["API_TOKEN": "pässword"], "API_TOKEN has to be visible ASCII"),
    (["API_OPEN": "maybe"], "API_OPEN"),
    (["ADMIN_PASSWORD": "7 signs"], "ADMIN_PASSWORD must have at least 8 characters"),
    (
      ["ADMIN_PASSWORD": String(repeating: "x", count: 512)],
      "ADMIN_PASSWORD must have at least 8 characters, and at most 511 bytes"
    ),
  ])
  func `what will not do is one line that says what to do`(
    environment: [String: String], words: String
  ) {
    let problems = problems(environment)
    #expect(problems.count == 1)
    #expect(problems.first?.contains(words) == true)
    #expect(problems.first?.contains("word") == false)
  }
}
