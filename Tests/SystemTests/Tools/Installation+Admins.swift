import Support
import TinyHTTP
import Wire

/// Admins by name, as a person would make them.
extension Installation {
  static let password = "correct horse"

  /// An admin of each role, called after it.
  func makeAdmins() throws {
    for role in Role.allCases.reversed() {
      let made = try curl(
        "\(api)/admins", "-d",
        #"{"name": "\#(role.rawValue)", "role": "\#(role.rawValue)", "password": "\#(Self.password)"}"#
      )
      guard made.contains(#""role" : "\#(role.rawValue)""#) else { throw TestFailure(made) }
    }
  }

  /// The token of a session at the API.
  func session(of name: String) throws -> String {
    let answer = try curl(
      "\(api)/sessions", "-d", #"{"name": "\#(name)", "password": "\#(Self.password)"}"#)
    return try JSON.decode(SessionCredentials.self, from: Array(answer.utf8)).token
  }

  /// Logs in at the dashboard, and returns curl's options for what that admin sends.
  func cookies(of name: String) throws -> [String] {
    let jar = "\(folder.path)/cookies-\(name)"
    _ = try curl(
      "-c", jar, "-d", "name=\(name)", "--data-urlencode", "password=\(Self.password)",
      "\(dashboard)/login")
    return ["-b", jar]
  }

  /// In the order they happened.
  func events() throws -> [Event] {
    let json = try curl("\(api)/events?after=0&limit=500")
    return try JSON.decode(EventList.self, from: Array(json.utf8)).events
  }
}

extension Browser {
  func logIn(_ name: String, _ house: Installation, to path: String = "/") throws {
    try open(house.dashboard + path)
    try type(name, into: "#name")
    try type(Installation.password, into: "#password")
    try click("form[action='/login'] button")
  }
}
