/// `GET /users/`.
package struct UserCount: Codable, Sendable, Equatable {
  package var users: Int
  package init(users: Int) { self.users = users }
}

/// `GET /banner/` and the body of `POST /banner/`.
package struct Banner: Codable, Sendable, Equatable {
  package var banner: String
  package init(banner: String) { self.banner = banner }
}

/// `{"status": "SUCCESS"}`, or `ERROR` and why.
package struct Outcome: Codable, Sendable, Equatable {
  package var status: String
  package var error: String?

  package init(status: String, error: String? = nil) {
    self.status = status
    self.error = error
  }

  package static let success = Outcome(status: "SUCCESS")

  package static func error(_ why: String) -> Outcome { Outcome(status: "ERROR", error: why) }
}
