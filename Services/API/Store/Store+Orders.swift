import Wire

/// What happens to orders in the tables, inside the transaction of `commit`.
///
/// An order has a row for each chat server that is to carry it out, from before the server is asked
/// until the outcome is known. So no order is carried out without a trace in the audit log,
/// whatever ends meanwhile.
extension Store {
  /// A row of `orders`.
  struct OpenOrder {
    let server: String
    let instance: String?
    let seq: Int?
    let action: Order.Action?
    let member: Int?
    let name: String?
    let text: String?
    let until: String?
    let actor: Author
  }

  func write(
    _ order: Change.NewOrder, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    if order.action == .mute, let refusal = try refusalOfMute() { return .failure(refusal) }
    if let held = order.held, let refusal = try beginRelease(of: held, by: order.id) {
      return .failure(refusal)
    }
    for recipient in order.recipients {
      try db.run(
        """
        INSERT INTO orders
          (id, server, instance, action, member, name, text, time, actor, note, until)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        .text(order.id), .text(recipient.server), .text(orNull: recipient.instance),
        .text(order.action.rawValue), .integer(orNull: order.member), .text(orNull: order.name),
        .text(orNull: order.text), .text(change.time),
        .text(change.actor.name), .text(orNull: change.actor.note), .text(orNull: order.until))
    }
    return .success(nil)
  }

  /// Nil when the outcome is known already.
  func orderDone(
    _ id: String, _ servers: [String]?, _ finding: Change.Finding, _ change: Change
  ) throws(SQLiteError) -> Event? {
    var rows = try settle(id, servers)
    // An order for all that follow the configuration stays for the next server.
    if rows.isEmpty, let servers {
      rows = try openOrders(id, on: [""]).map { $0.done(by: servers[0]) }
    }
    guard let row = rows.first, let action = row.action else { return nil }
    if action.saysHeldLine { try endHeld(releasedBy: id) }
    let new = row.until.map { Self.terms(until: $0, row.text ?? "") } ?? row.shownText
    let event = try append(
      change, EventAction(action), target: Self.target(rows, servers), new: new, actor: row.actor)
    switch action {
    case .mute: try keepMute(of: row, finding, change, event)
    case .unmute: try endMutes(of: row, finding.mutes, change, event)
    case .kick, .voice, .unvoice, .announce, .say, .act: break
    }
    return event
  }

  /// Nil when the outcome is known already.
  func orderFailed(
    _ id: String, _ servers: [String]?, _ why: String, _ change: Change
  ) throws(SQLiteError) -> Event? {
    let rows = try settle(id, servers)
    guard let row = rows.first else { return nil }
    if row.action?.saysHeldLine == true { try keepHeld(notReleasedBy: id) }
    return try append(
      change, .orderFailed, target: Self.target(rows, servers), old: row.summary, new: why,
      actor: row.actor)
  }

  /// Refused when too many of its kind wait already: no order evicts another.
  func orderWaits(
    _ id: String, _ servers: [String]?, _ why: String, _ change: Change
  ) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    let rows = try openOrders(id, on: servers).filter { $0.seq == nil }
    guard let row = rows.first else { return .success(nil) }
    let isAnnouncement = row.action == .announce
    let waiting = try number(
      "SELECT count(*) FROM orders WHERE seq IS NOT NULL AND action \(isAnnouncement ? "=" : "<>") "
        + "'announce'")
    guard waiting + rows.count <= APILimits.ordersWaitingMax else {
      return .failure(
        .noRoomForOrders(max: APILimits.ordersWaitingMax, areAnnouncements: isAnnouncement))
    }
    let event = try append(
      change, .orderWaiting, target: Self.target(rows, servers), old: row.summary, new: why,
      actor: row.actor)
    for row in rows {
      try db.run(
        "UPDATE orders SET seq = ? WHERE id = ? AND server = ?", .integer(event.seq), .text(id),
        .text(row.server))
    }
    try mark(.orders, event)
    return .success(event)
  }

  func forgetOrder(_ id: String) throws(SQLiteError) -> Result<Event?, ChangeRefusal> {
    _ = try settle(id, nil)
    return .success(nil)
  }

  /// Makes orders wait that were being given when the last process ended: their outcome is unknown
  /// here, and the chat servers, which know it, carry out none of them again.
  package func resumeOrders(at time: String) throws(SQLiteError) {
    let ids = try db.rows("SELECT DISTINCT id FROM orders WHERE seq IS NULL ORDER BY id") {
      $0.text(0)
    }
    guard !ids.isEmpty else { return }
    let why = "the API was started anew while it was being given"
    var changes: [(waits: Change.What, fails: Change.What)] = []
    for id in ids {
      let servers = try openOrders(id, on: nil).filter { $0.seq == nil }.map(\.server)
      changes.append(
        (
          .orderWaiting(id: id, on: servers, why: why), .orderFailed(id: id, on: servers, why: why)
        ))
    }
    func commit(_ changes: [Change.What]) throws(SQLiteError) -> [Result<Event?, ChangeRefusal>] {
      try self.commit(changes.map { Change($0, actor: "api", time: time) }).results
    }
    let results = try commit(changes.map(\.waits))
    let refused = zip(changes, results).filter { (try? $0.1.get()) == nil }.map(\.0.fails)
    if !refused.isEmpty { _ = try commit(refused) }
  }

  // MARK: - Rows

  /// Deletes the rows whose outcome is now known, and returns them.
  private func settle(_ id: String, _ servers: [String]?) throws(SQLiteError) -> [OpenOrder] {
    let rows = try openOrders(id, on: servers)
    for row in rows {
      try db.run("DELETE FROM orders WHERE id = ? AND server = ?", .text(id), .text(row.server))
    }
    if rows.contains(where: { $0.seq != nil }) { forgetSnapshot() }
    return rows
  }

  /// The rows of an order; nil `servers` is all that it is for.
  private func openOrders(
    _ id: String, on servers: [String]?
  ) throws(SQLiteError) -> [OpenOrder] {
    try db.rows(
      """
      SELECT server, seq, action, member, name, text, actor, note, instance, until FROM orders
      WHERE id = ?
      """,
      .text(id)
    ) { row in
      OpenOrder(
        server: row.text(0), instance: row.text(orNil: 8), seq: row.integer(orNil: 1),
        action: Order.Action(rawValue: row.text(2)), member: row.integer(orNil: 3),
        name: row.text(orNil: 4), text: row.text(orNil: 5), until: row.text(orNil: 9),
        actor: Author(row.text(6), note: row.text(orNil: 7)))
    }.filter { servers?.contains($0.server) ?? true }
  }

  /// `ben (7 on vm)`, `everyone`, `everyone on a, b`
  private static func target(_ rows: [OpenOrder], _ servers: [String]?) -> String {
    if let row = rows.first, let member = row.member {
      return "\(row.name ?? "") (\(member) on \(row.server))"
    }
    guard servers != nil else { return "everyone" }
    let names = rows.map(\.server).filter { !$0.isEmpty }
    return names.isEmpty ? "everyone" : "everyone on " + names.joined(separator: ", ")
  }
}

extension Store.OpenOrder {
  /// `kick: spam`
  fileprivate var summary: String {
    (action?.rawValue ?? "") + (shownText.map { ": \($0)" } ?? "")
  }

  /// For everybody who reads events: not a line that was held.
  fileprivate var shownText: String? { action?.saysHeldLine == true ? nil : text }

  fileprivate func done(by server: String) -> Store.OpenOrder {
    Store.OpenOrder(
      server: server, instance: instance, seq: seq, action: action, member: member, name: name,
      text: text, until: until, actor: actor)
  }
}

extension Order.Action {
  fileprivate var saysHeldLine: Bool { self == .say || self == .act }
}

extension EventAction {
  /// The audit log's name for an order that was carried out.
  init(_ action: Order.Action) {
    self =
      switch action {
      case .kick: .memberKicked
      case .mute: .memberMuted
      case .unmute: .memberUnmuted
      case .voice: .memberVoiced
      case .unvoice: .memberUnvoiced
      case .announce: .announcementMade
      case .say, .act: .heldReleased
      }
  }
}
