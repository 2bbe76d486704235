import TinyHTTP
import TinyReactor
package import Wire

/// A change of what holds for the whole room, as read from its form.
package enum RoomChange: Equatable {
  /// Slow mode: seconds from a person's line to the next; 0 is off.
  case slow(seconds: Int)
  case voicedOnly(Bool)
  /// Closes the doors to all who do not know the word.
  case word(String)
  /// All four of them; nil is the chat servers' own.
  case limits(RoomLimits)

  /// The name of the field with the word, which is a secret (`Form.withoutSecrets`).
  package static let wordField = "word"

  /// Throws 400, in words, when something is missing or too much.
  init(slow form: Form) throws(HTTPError) {
    let text = form.text("seconds")
    guard let seconds = Int(text), (0...Limits.slowSecondsMax).contains(seconds) else {
      throw HTTPError(
        .badRequest, "Slow mode takes 0 to \(Limits.slowSecondsMax) seconds; 0 is off.")
    }
    self = .slow(seconds: seconds)
  }

  init(voicedOnly form: Form) throws(HTTPError) {
    switch form["only"] {
    case "true": self = .voicedOnly(true)
    case "false": self = .voicedOnly(false)
    default: throw HTTPError(.badRequest, "Say whether only those with voice may talk.")
    }
  }

  /// Whether the word is a good one is the API's to say.
  init(word form: Form) {
    self = .word(form.text(Self.wordField))
  }

  init(limits form: Form) throws(HTTPError) {
    var limits = RoomLimits()
    for field in LimitField.allCases {
      let text = form.text(field.name)
      guard !text.isEmpty else { continue }
      guard let number = Int(text), (0...Limits.roomLimitMax).contains(number) else {
        throw HTTPError(
          .badRequest,
          "A limit is a number from 0 to \(Limits.roomLimitMax), or nothing: then each chat server has "
            + "its own.")
      }
      limits[keyPath: field.path] = number
    }
    self = .limits(limits)
  }

  package var kind: AdminCommand.Kind {
    switch self {
    case .slow: .slow
    case .voicedOnly: .voicedOnly
    case .word: .word
    case .limits: .limits
    }
  }
}

/// A limit of the room, and its field in the form.
package enum LimitField: CaseIterable {
  case talkRate, talkBurst, connections, perAddress

  package var key: RoomLimits.CodingKeys {
    switch self {
    case .talkRate: .talkRate
    case .talkBurst: .talkBurst
    case .connections: .connectionsMax
    case .perAddress: .connectionsPerAddress
    }
  }

  /// The API's.
  package var name: String { key.rawValue }

  package var path: WritableKeyPath<RoomLimits, Int?> {
    switch self {
    case .talkRate: \.talkRate
    case .talkBurst: \.talkBurst
    case .connections: \.connectionsMax
    case .perAddress: \.connectionsPerAddress
    }
  }
}

/// The body of `POST /limits` with all of them: null is the chat servers' own.
struct LimitsBody: Encodable {
  let limits: RoomLimits

  func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: RoomLimits.CodingKeys.self)
    for field in LimitField.allCases {
      try body.encode(limits[keyPath: field.path], forKey: field.key)
    }
  }
}

/// The body of `POST /rules` with one of them: what is missing stays as it is.
struct RulesBody: Encodable {
  var slowSeconds: Int?
  var voicedOnly: Bool?

  enum CodingKeys: String, CodingKey {
    case slowSeconds = "slow_seconds"
    case voicedOnly = "voiced_only"
  }
}
