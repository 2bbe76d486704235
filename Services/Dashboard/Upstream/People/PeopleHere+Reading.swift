package import TinyHTTP
package import Wire

/// `GET /people`, read in one pass: a decoder takes longer over fifty people than their page over showing
/// them.
extension PeopleHere {
  /// What is not known is skipped. Throws what is missing or of another kind, as a decoder does.
  package init(reading body: [UInt8]) throws(JSONError) {
    self = try JSON.read(body) { (reader) throws(JSONProblem) in
      try reader.beginObject()
      return try PeopleHere(from: &reader)
    }
  }

  private init(from reader: inout JSONReader) throws(JSONProblem) {
    var (people, total): ([PersonHere]?, Int?)
    var (missing, next, servers): ([Silence]?, String?, [String]?)
    while case .name(let key) = try reader.next() {
      if reader.says(key, "people") {
        people = try reader.list { (reader) throws(JSONProblem) in try PersonHere(from: &reader) }
      } else if reader.says(key, "total") {
        total = try reader.number()
      } else if reader.says(key, "missing") {
        missing = try reader.list { (reader) throws(JSONProblem) in try Silence(from: &reader) }
      } else if reader.says(key, "next") {
        next = try reader.text()
      } else if reader.says(key, "servers") {
        servers = try reader.texts()
      } else {
        try reader.skipValue()
      }
    }
    self.init(
      people: try reader.required(people, "people"), total: try reader.required(total, "total"),
      missing: missing, next: next, servers: servers)
  }
}

extension PeopleHere.Silence {
  fileprivate init(from reader: inout JSONReader) throws(JSONProblem) {
    var (server, why): (String?, String?)
    while case .name(let key) = try reader.next() {
      if reader.says(key, "server") {
        server = try reader.text()
      } else if reader.says(key, "why") {
        why = try reader.text()
      } else {
        try reader.skipValue()
      }
    }
    self.init(
      server: try reader.required(server, "server"), why: try reader.required(why, "why"))
  }
}

extension PersonHere {
  fileprivate init(from reader: inout JSONReader) throws(JSONProblem) {
    var (server, instance, user): (String?, String?, RosterEntry?)
    while case .name(let key) = try reader.next() {
      if reader.says(key, "server") {
        server = try reader.text()
      } else if reader.says(key, "instance") {
        instance = try reader.text()
      } else if reader.says(key, "user") {
        try reader.beginObject()
        user = try RosterEntry(from: &reader)
      } else {
        try reader.skipValue()
      }
    }
    self.init(
      server: try reader.required(server, "server"), instance: instance,
      user: try reader.required(user, "user"))
  }
}

extension RosterEntry {
  fileprivate init(from reader: inout JSONReader) throws(JSONProblem) {
    var (id, since, idle, lines): (Int?, Int?, Int?, Int?)
    var (name, address, joined, active): (String?, String?, String?, String?)
    var (muted, voiced, gone): (Bool?, Bool?, Bool?)
    var mute: MuteInForce?
    while case .name(let key) = try reader.next() {
      if reader.says(key, "id") {
        id = try reader.number()
      } else if reader.says(key, "name") {
        name = try reader.text()
      } else if reader.says(key, "address") {
        address = try reader.text()
      } else if reader.says(key, "since") {
        since = try reader.number()
      } else if reader.says(key, "idle") {
        idle = try reader.number()
      } else if reader.says(key, "lines") {
        lines = try reader.number()
      } else if reader.says(key, "muted") {
        muted = try reader.flag()
      } else if reader.says(key, "voiced") {
        voiced = try reader.flag()
      } else if reader.says(key, "gone") {
        gone = try reader.flag()
      } else if reader.says(key, "joined") {
        joined = try reader.text()
      } else if reader.says(key, "active") {
        active = try reader.text()
      } else if reader.says(key, "mute") {
        mute = try MuteInForce(orNullFrom: &reader)
      } else {
        try reader.skipValue()
      }
    }
    self.init(
      id: try reader.required(id, "id"), name: try reader.required(name, "name"),
      address: try reader.required(address, "address"),
      since: try reader.required(since, "since"), idle: idle,
      lines: try reader.required(lines, "lines"), muted: try reader.required(muted, "muted"),
      voiced: voiced, mute: mute, gone: gone, joined: joined, active: active)
  }
}

extension MuteInForce {
  fileprivate init?(orNullFrom reader: inout JSONReader) throws(JSONProblem) {
    let token = try reader.next()
    if token == .null { return nil }
    guard token == .beginObject else { throw reader.other("an object") }
    var (id, by, until): (Int?, Match?, String?)
    while case .name(let key) = try reader.next() {
      if reader.says(key, "id") {
        id = try reader.number()
      } else if reader.says(key, "by") {
        by = try reader.text().flatMap(Match.init)
      } else if reader.says(key, "until") {
        until = try reader.text()
      } else {
        try reader.skipValue()
      }
    }
    self.init(id: try reader.required(id, "id"), by: try reader.required(by, "by"), until: until)
  }
}

// MARK: - Values

extension JSONReader {
  fileprivate func other(_ what: String) -> JSONProblem {
    problem("\(what) is expected, and not what is there", at: 0)
  }

  fileprivate func required<Value>(
    _ value: Value?, _ name: String
  ) throws(JSONProblem) -> Value {
    guard let value else { throw problem("\"\(name)\" is missing", at: 0) }
    return value
  }

  fileprivate mutating func beginObject() throws(JSONProblem) {
    guard try next() == .beginObject else { throw other("an object") }
  }

  /// Nil for null, as are the others.
  fileprivate mutating func text() throws(JSONProblem) -> String? {
    switch try next() {
    case .string(let text): return string(text)
    case .null: return nil
    default: throw other("a string")
    }
  }

  fileprivate mutating func number() throws(JSONProblem) -> Int? {
    switch try next() {
    case .number(let range):
      guard let value = Int(number(range)) else { throw other("a whole number") }
      return value
    case .null: return nil
    default: throw other("a number")
    }
  }

  fileprivate mutating func flag() throws(JSONProblem) -> Bool? {
    switch try next() {
    case .bool(let value): return value
    case .null: return nil
    default: throw other("true or false")
    }
  }

  fileprivate mutating func list<Element>(
    _ element: (inout JSONReader) throws(JSONProblem) -> Element
  ) throws(JSONProblem) -> [Element]? {
    let first = try next()
    if first == .null { return nil }
    guard first == .beginArray else { throw other("an array") }
    var elements: [Element] = []
    while true {
      switch try next() {
      case .endArray: return elements
      case .beginObject: elements.append(try element(&self))
      default: throw other("an object")
      }
    }
  }

  fileprivate mutating func texts() throws(JSONProblem) -> [String]? {
    let first = try next()
    if first == .null { return nil }
    guard first == .beginArray else { throw other("an array") }
    var texts: [String] = []
    while true {
      switch try next() {
      case .endArray: return texts
      case .string(let text): texts.append(string(text))
      default: throw other("a string")
      }
    }
  }
}
