package import TinyHTTP
package import TinyReactor
package import Wire

/// The room's transcript, how long it is kept, what holds in it, its word filters, and the bots.
extension APIClient {
  /// Lines on one page.
  package static let linesShown = 50
  /// Lines on each side of a line or a moment.
  static let neighbours = 25
  /// Bytes of a refusal that is read in parts.
  private static let refusalBytesMax = 65_536

  /// The lines that a page shows, the hidden ones among them.
  package func room(_ query: RoomQuery, limit: Int = linesShown) -> Deferred<RoomView> {
    switch query.place {
    case .newest:
      messages(query.filter, limit: limit).addCallback { list in
        RoomView(list.messages.reversed(), hasOlder: list.more)
      }
    case .before(let id):
      messages(query.filter + [("before", String(id))], limit: limit).addCallback { list in
        RoomView(list.messages.reversed(), hasOlder: list.more, hasNewer: true)
      }
    case .after(let id):
      messages(query.filter + [("after", String(id))], limit: limit).addCallback { list in
        RoomView(list.messages, hasOlder: id > 0, hasNewer: list.more)
      }
    case .line(let id):
      around(
        messages([("before", String(min(id, .max - 1) + 1))], limit: Self.neighbours + 1),
        messages([("after", String(id))], limit: Self.neighbours))
    case .moment(let time):
      around(
        messages([("until", time)], limit: Self.neighbours),
        messages([("after", "0"), ("since", time)], limit: Self.neighbours))
    }
  }

  private func around(
    _ before: Deferred<MessageList>, _ after: Deferred<MessageList>
  ) -> Deferred<RoomView> {
    before.addBoth { before -> Deferred<RoomView> in
      after.addCallback { after in RoomView(try before.get(), after) }
    }
  }

  /// Fires with the lines after `id` once there are any, or with none after `followSeconds`.
  package func followRoom(after id: Int) -> Deferred<[Message]> {
    messages(
      [("after", String(id)), ("wait", String(Self.followSeconds))],
      limit: Limits.messagesBatchMax, deadline: .seconds(Self.followSeconds + 5)
    ).addCallback { $0.messages }
  }

  private func messages(
    _ query: [(String, String)], limit: Int, deadline: Duration = answerTimeMax
  ) -> Deferred<MessageList> {
    let pairs = query.map { $0 == ("kind", "talk") ? ($0.0, Self.talk) : $0 }
    let target = Form.encode(
      [("room", Limits.lobby), ("hidden", "true"), ("limit", String(limit))] + pairs)
    return get("/messages?\(target)", as: MessageList.self, deadline: deadline)
  }

  private static let talk = MessageKind.talk.map(\.rawValue).joined(separator: ",")

  /// Days for which what is said is kept.
  package func retentionDays() -> Deferred<Int> {
    get("/retention", as: Retention.self).addCallback { $0.days }
  }

  /// A page of the log, newest first.
  package func log(_ query: LogQuery, limit: Int) -> Deferred<EventList> {
    let place = query.before.map { [("before", String($0))] } ?? []
    let pairs = [("limit", String(limit))] + query.conditions + place
    return get("/events?\(Form.encode(pairs))", as: EventList.self)
  }

  package func bots() -> Deferred<[Bot]> {
    get("/bots", as: BotList.self).addCallback { $0.bots }
  }

  /// Whether newcomers can join; the word is for those who may change it.
  package func doors() -> Deferred<Doors> {
    get("/doors", as: Doors.self)
  }

  package func rules() -> Deferred<RoomRules> {
    get("/rules", as: RoomRules.self)
  }

  package func limits() -> Deferred<RoomLimits> {
    get("/limits", as: RoomLimits.self)
  }

  /// Words that are not said, oldest first.
  package func filters() -> Deferred<[WordFilter]> {
    get("/filters", as: FilterList.self).addCallback { $0.filters }
  }

  /// Lines that filters hold, oldest first; for moderators.
  package func held(after id: Int, limit: Int) -> Deferred<HeldList> {
    get("/held?after=\(id)&limit=\(limit)", as: HeldList.self)
  }

  /// The transcript as a file, in parts; `query` has the API's own names.
  package func export(_ query: [(String, String)]) -> Deferred<HTTPStreamedResponse> {
    file("/messages/export", [("room", Limits.lobby)] + query)
  }

  /// The log as a file, in parts, as `query` asks for it.
  package func export(
    _ query: LogQuery, as format: ExportFormat
  ) -> Deferred<HTTPStreamedResponse> {
    file("/events/export", [("format", format.rawValue)] + query.conditions)
  }

  /// A refusal is read to its end, for its reason.
  private func file(
    _ path: String, _ pairs: [(String, String)]
  ) -> Deferred<HTTPStreamedResponse> {
    stream(HTTPRequest(.get, "\(path)?\(Form.encode(pairs))"), Self.relayTimeMax)
      .addCallbacks(
        { answer throws -> Deferred<HTTPStreamedResponse> in
          (200..<300).contains(answer.status.code) ? .succeeded(answer) : Self.refusal(answer)
        },
        { error throws -> Deferred<HTTPStreamedResponse> in throw APIFailure(error) }
      ).addCallback { $0 }
  }

  private static func refusal(
    _ answer: HTTPStreamedResponse
  ) -> Deferred<HTTPStreamedResponse> {
    let refusal = Deferred<HTTPStreamedResponse>(canceller: { _ in answer.cancel() })
    var body: [UInt8] = []
    answer.read(
      { body += $0.prefix(refusalBytesMax - body.count) },
      end: { _ in
        do throws(APIFailure) {
          try check(HTTPResponse(answer.status, body: body))
        } catch {
          refusal.errback(error)
        }
      })
    return refusal
  }
}
