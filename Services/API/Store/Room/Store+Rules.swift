import Wire

/// The rules of the room, its limits and its doors, inside the transaction of `commit`.
extension Store {
  func applyToRoom(_ change: Change) throws(SQLiteError) -> Event? {
    switch change.what {
    case .doors(let open, let key): try setDoors(open: open, key: key, change)
    case .rules(let slowSeconds, let voicedOnly):
      try set(
        [(.slowSeconds, slowSeconds.map(String.init)), (.voicedOnly, voicedOnly.map(String.init))],
        change, .rulesChanged)
    case .limits(let limits):
      try set(
        RoomLimits.CodingKeys.allCases.map { key in
          (Setting(key), limits[key].map { $0.map(String.init) ?? Self.own })
        }, change, .limitsChanged)
    default: nil
    }
  }

  /// The word is kept to be told to those who are to come in, and is in no event.
  private func setDoors(
    open: Bool, key: String?, _ change: Change
  ) throws(SQLiteError) -> Event? {
    let old = try (state: value(of: .doors), key: value(of: .doorsKey))
    let state: DoorsState = open ? .open : key == nil ? .closed : .key
    let key = state == .key ? key ?? "" : ""
    if old.state == state.rawValue, old.key.utf8.elementsEqual(key.utf8) { return nil }
    let action: EventAction =
      switch state {
      case .open: .doorsOpened
      case .closed: .doorsClosed
      case .key: .doorsKeyed
      }
    let event = try append(
      change, action, target: Setting.doors.rawValue, old: old.state, new: state.rawValue)
    try write(.doors, state.rawValue, event)
    try write(.doorsKey, key, event)
    return event
  }

  /// Several settings at once, with one event for those that are others then; nil leaves one as it is.
  private func set(
    _ values: [(setting: Setting, value: String?)], _ change: Change, _ action: EventAction
  ) throws(SQLiteError) -> Event? {
    var changed: [(setting: Setting, old: String, new: String)] = []
    for case (let setting, let new?) in values {
      let old = try value(of: setting)
      if old != new { changed.append((setting, old, new)) }
    }
    guard !changed.isEmpty else { return nil }
    let event = try append(
      change, action, target: "room",
      old: changed.map { "\($0.setting.rawValue)=\($0.old)" }.joined(separator: " "),
      new: changed.map { "\($0.setting.rawValue)=\($0.new)" }.joined(separator: " "))
    for (setting, _, new) in changed { try write(setting, new, event) }
    return event
  }

  private func write(_ setting: Setting, _ value: String, _ event: Event) throws(SQLiteError) {
    try db.run(
      "UPDATE settings SET value = ?, seq = ? WHERE key = ?",
      .text(value), .integer(event.seq), .text(setting.rawValue))
  }

  /// What stands in the place of a limit that is the chat server's own.
  private static let own = "own"

  // MARK: - Reading

  func rules() throws(SQLiteError) -> RoomRules {
    RoomRules(
      slowSeconds: Int(try value(of: .slowSeconds)) ?? 0,
      voicedOnly: try value(of: .voicedOnly) == String(true))
  }

  func limits() throws(SQLiteError) -> RoomLimits {
    RoomLimits(
      talkRate: Int(try value(of: .talkRate)), talkBurst: Int(try value(of: .talkBurst)),
      connectionsMax: Int(try value(of: .connectionsMax)),
      connectionsPerAddress: Int(try value(of: .connectionsPerAddress)))
  }

  /// Nil while the doors ask for no word.
  func doorsKey() throws(SQLiteError) -> String? {
    let key = try value(of: .doorsKey)
    return key.isEmpty ? nil : key
  }
}

extension Store.Setting {
  fileprivate init(_ key: RoomLimits.CodingKeys) {
    self =
      switch key {
      case .talkRate: .talkRate
      case .talkBurst: .talkBurst
      case .connectionsMax: .connectionsMax
      case .connectionsPerAddress: .connectionsPerAddress
      }
  }
}
