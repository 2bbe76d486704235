import Support
import Testing
import TinyHTTP
import Wire

/// Admins who moderate at the prompt, with what they use there.
@Suite struct PromptLoginTests {
  /// The line to type of a code that the API made.
  private func code(of name: String, _ house: Installation) throws -> String {
    let made = try house.curl(
      "-X", "POST", "-H", "Authorization: Bearer \(try house.session(of: name))",
      "\(house.api)/codes")
    return try JSON.decode(LoginCode.self, from: Array(made.utf8)).code
  }

  @Test func `a moderator with nc logs in by a code, and the log names them`() throws {
    let house = try Installation()
    try house.makeAdmins()
    let spammer = try house.join(as: "spammer")
    let other = try house.join(as: "other")
    let code = try code(of: "moderator", house)
    let ann = try house.join(as: "ann")
    ann.write("/kick spammer\n")
    try ann.waitForOutput("-- /kick is for moderators: /login NAME")
    ann.write("/login moderator\nnot my passw0rd\n")
    try ann.waitForOutput("-- nc shows what you type, so no password is taken here")
    try ann.waitForOutput("-- your line behind /login was not said")
    ann.write(" /login moderator \(code)\n/kick spammer enough\nhello\n")
    try ann.waitForOutput("-- spammer was kicked")
    try spammer.waitForOutput("enough")
    try other.waitForOutput("<ann> hello")
    for heard in [other.outputText, try house[.chat].errorText, try house[.api].errorText] {
      #expect(!heard.contains(code) && !heard.contains("passw0rd"))
    }
    ann.write("/quit\n")
    try other.waitForOutput("ann left")
    try house.retry("the session to end") {
      try house.events().contains { $0.action == "logout" && $0.actor == "moderator" }
    }
    let kick = try house.events().first { $0.action == "member.kicked" }
    #expect(kick?.actor == "moderator" && kick?.new == "enough")
    #expect(kick?.note == "prompt · 127.0.0.1")
    #expect(!(try house.curl("\(house.api)/messages")).contains(code))
  }

  @Test(arguments: [
    "telnet 127.0.0.1 PORT", "busybox telnet 127.0.0.1 PORT", "plink -telnet -P PORT 127.0.0.1",
  ])
  func `a telnet in a terminal does not show the password, and shows all else`(
    command: String
  ) throws {
    guard Programs.has(String(command.prefix { $0 != " " })) else { return }
    let house = try Installation()
    try house.makeAdmins()
    let other = try house.join(as: "other")
    let ann = try ChildProcess([
      "script", "-qec", command.replacing("PORT", with: "\(house.chatPort)"), "/dev/null",
    ])
    try ann.waitForOutput("/help lists")
    ann.write("/login moderator\r")
    try ann.waitForOutput("-- type the password of moderator")
    ann.write("\(Installation.password)\r")
    try ann.waitForOutput("-- you are logged in as moderator, a moderator")
    #expect(!ann.outputText.contains(Installation.password))
    ann.write("/announce tea\r")
    try other.waitForOutput("-- announcement: tea")
    try ann.waitForOutput("-- announced")
    #expect(ann.outputText.contains("/announce tea"), "what is typed is shown again")
    #expect(!other.outputText.contains(Installation.password))
    #expect(!ann.outputText.contains("\u{FFFD}"), "no byte of telnet's is shown")
  }
}
