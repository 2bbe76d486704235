import Wire

/// The shapes of who may log in, and by what they are recognized.
extension Schema {
  private static let role: JSONValue = [
    "type": "string", "enum": .array(Role.allCases.map { .string($0.rawValue) }),
  ]

  private static let newPassword: JSONValue = [
    "type": "string", "minLength": .integer(Limits.passwordCharactersMin),
    "maxLength": .integer(Limits.passwordBytesMax),
    "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]*$",
  ]

  private static let oldPassword: JSONValue = [
    "type": "string", "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]*$",
  ]

  private static let passwordWords = "At most \(Limits.passwordBytesMax) bytes"

  static let admin = Schema(
    name: "Admin",
    properties: [
      .required("id", count),
      .required("name", text),
      .required("role", role),
      .required("since", time),
      .required("actor", text, "Who made them"),
      .required("password_since", time),
      .optional("last_login", time, "Missing: never"),
    ])

  static let adminList = Schema(
    name: "AdminList", properties: [.required("admins", list(of: admin))])

  static let newAdmin = Schema(
    name: "NewAdmin",
    properties: [
      .required(
        "name", line(Limits.adminNameCharactersMax),
        "At most \(AdminRules.nameBytesMax) bytes; no admin may be called like that yet, or look alike, and "
          + "nobody api or dashboard"),
      .required("role", role),
      .required("password", newPassword, passwordWords),
    ], refusesOthers: true)

  static let adminChange = Schema(
    name: "AdminChange",
    properties: [
      .optional("role", nullable(role)),
      .optional("password", nullable(newPassword), passwordWords),
    ], refusesOthers: true)

  static let passwordChange = Schema(
    name: "PasswordChange",
    properties: [
      .required("old", oldPassword, passwordWords),
      .required("new", newPassword, passwordWords),
    ], refusesOthers: true)

  static let newSession = Schema(
    name: "NewSession",
    properties: [
      .optional("name", line(Limits.adminNameCharactersMax), "In any case"),
      .optional("password", oldPassword, passwordWords),
      .optional("code", nullable(line(APILimits.codeCharactersMax)), "In place of the password"),
    ], refusesOthers: true)

  static let loginCode = Schema(
    name: "LoginCode",
    properties: [
      .required("name", text, "Whom it lets in"),
      .required("code", text, "In this answer and in no other; good once"),
      .required("seconds", count, "How long it is good"),
    ])

  static let sessionCredentials = Schema(
    name: "SessionCredentials",
    properties: [
      .required("token", text, "In this answer and in no other"),
      .optional("name", text, "Missing: whoever comes"),
      .required("role", role),
    ])

  static let caller = Schema(
    name: "Caller",
    properties: [
      .required(
        "kind", ["type": "string", "enum": ["admin", "token", "anyone", "service"]],
        "An admin in a session, a script of theirs, whoever comes while there are no admins, or API_TOKEN"
      ),
      .required("role", role, "What they may do at most"),
      .optional("name", text, "The admin's"),
      .required("has_admins", flag, "There are admins: a browser has to log in"),
    ])

  static let token = Schema(
    name: "APIToken",
    properties: [
      .required("id", count),
      .required("name", text),
      .required("admin", text, "Whose it is"),
      .required("role", role, "What it may do, and no more than the admin may"),
      .required("since", time),
      .optional("last_used", time, "Missing: never"),
    ])

  static let tokenList = Schema(
    name: "APITokenList", properties: [.required("tokens", list(of: token))])

  static let newToken = Schema(
    name: "NewAPIToken",
    properties: [
      .required("name", line(Limits.adminNameCharactersMax)),
      .required("role", role),
    ], refusesOthers: true)

  static let tokenCredentials = Schema(
    name: "APITokenCredentials",
    properties: [
      .required("id", count),
      .required("name", text),
      .required("token", text, "In this answer and in no other"),
    ])

  static let admins = [
    admin, adminList, newAdmin, adminChange, passwordChange, newSession, loginCode,
    sessionCredentials, caller, token, tokenList, newToken, tokenCredentials,
  ]
}
