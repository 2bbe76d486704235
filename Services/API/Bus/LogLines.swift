package import RoomLog
package import Wire

/// What an entry of a room's log has for the transcript: what `POST /messages` would have carried.
package struct LogLines: Equatable {
  /// In order, none longer than a `POST /messages` may be.
  package var batches: [MessageBatch] = []
  /// Lines that are not taken, and why not; the last one's reason.
  package var refused = 0
  package var problem: String?

  /// A line that breaks the rules is left out, so that its number is missing: nobody can be answered
  /// with what is wrong with it.
  package init(of entry: LogEntry, room: String) {
    let all = entry.batch(room: room)
    if all.messages.isEmpty { return }
    let last = all.first + all.messages.count - 1
    guard MessageRules.isOrigin(all.origin), last <= APILimits.seqMax else {
      (refused, problem) = (all.messages.count, "has an origin or a number that is none")
      return
    }
    for (number, message) in zip(all.first..., all.messages) {
      if let problem = MessageRules.problem(with: message) {
        refused += 1
        self.problem = problem
        continue
      }
      if let open = batches.last, open.messages.count < Limits.messagesBatchMax,
        open.first + open.messages.count == number
      {
        batches[batches.count - 1].messages.append(message)
      } else {
        batches.append(
          MessageBatch(room: room, origin: all.origin, first: number, messages: [message]))
      }
    }
  }

  /// What readers are told when entries in front of `id` were gone before they were read: nobody
  /// knows how many lines were in them. The numbers of an origin's next lines say it, too, but not
  /// where none follow. It has an origin of its own, so that it is there once however often it comes.
  package static func gap(before id: LogID, time: Int, room: String) -> MessageBatch {
    MessageBatch(
      room: room, origin: "log.\(id)", first: 1,
      messages: [NewMessage(time: time, kind: .missing, name: "", text: "some")])
  }
}
