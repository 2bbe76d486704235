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

/// `{"status": "SUCCESS"}`, or `WAITING` and what for, or `ERROR` and why.
package struct Outcome: Codable, Sendable, Equatable {
  package var status: String
  package var error: String?
  /// Details, when it is done or has to wait.
  package var message: String?
  /// False when everything was already as requested. Omitted when something changed.
  package var changed: Bool?

  package init(
    status: String, error: String? = nil, message: String? = nil, changed: Bool? = nil
  ) {
    self.status = status
    self.error = error
    self.message = message
    self.changed = changed
  }

  package static let success = Outcome(status: "SUCCESS")
  package static let unchanged = Outcome(status: "SUCCESS", changed: false)

  package static func error(_ why: String) -> Outcome { Outcome(status: "ERROR", error: why) }

  /// On disk but not done yet (202).
  package static func waiting(_ message: String) -> Outcome {
    Outcome(status: "WAITING", message: message)
  }
}

/// The answer to a `NewBulk`: one for each person, in their order.
package struct BulkOutcomes: Codable, Sendable, Equatable {
  package var outcomes: [Outcome]
  package init(outcomes: [Outcome]) { self.outcomes = outcomes }
}
