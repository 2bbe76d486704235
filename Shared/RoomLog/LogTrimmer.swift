package import TinyReactor
package import TinyRedis

/// Takes the oldest entries out of a room's log, in steps that hold Redis up for a moment each.
///
/// The newest entry always stays: without it the next one would begin another log.
package final class LogTrimmer {
  /// Entries that are looked at, and taken out, at once.
  package static let stepMax = LogReader.entriesMax
  /// The same client may read the log, and an answer waits while its question is held.
  private static let deadline = LogReader.deadline * 2
  /// Who adds an entry without lines when the newest is too old.
  package static let origin = "netcatchat.trim"

  private let client: RedisClient
  private let key: String
  private let script: AppendScript

  package init(on client: RedisClient, room: String) {
    self.client = client
    key = LogKeys(room: room).log
    // As many as anybody can want: how many the log has room for is said by those who talk.
    script = AppendScript(on: client, room: room, entriesMax: BusSettings.entriesHighest)
  }

  /// Takes out what is in front of the newest `count`, of those up to `place`. Fires with how many
  /// entries went, unless others took some of them out; fails with what went wrong.
  package func keepNewest(_ count: Int, upTo place: LogID) -> Deferred<Int> {
    end(upTo: place).addCallback { [self] end -> Deferred<Int> in
      guard let end else { return .succeeded(0) }
      return removeEntries(before: end.id.number - count + 1, of: end.id.epoch)
    }
  }

  private func removeEntries(before number: Int, of epoch: Int, removed: Int = 0) -> Deferred<Int> {
    range("XRANGE", "-", "+", count: 1).addCallback { [self] found -> Deferred<Int> in
      guard let oldest = found.first?.id, oldest.epoch == epoch, oldest.number < number else {
        return .succeeded(removed)
      }
      let end = min(number, oldest.number + Self.stepMax)
      return trim(before: LogID(epoch: epoch, number: end)).addCallback { [self] count in
        removeEntries(before: number, of: epoch, removed: removed + count)
      }
    }
  }

  /// Takes out what is in front of the first entry that is not older than `time`, in milliseconds
  /// since 1970, by the clock of the server that has added it; nothing behind `place`. When the
  /// newest of all is older and has lines, one without is added, so that it can go the next time.
  package func removeEntries(before time: Int, upTo place: LogID, now: Int) -> Deferred<Int> {
    end(upTo: place).addCallback { [self] end -> Deferred<Int> in
      guard let end else { return .succeeded(0) }
      return removeEntries(before: time, upTo: end.id).addCallback { [self] count in
        guard end.isNewest, let entry = end.entry, entry.time < time, !entry.records.isEmpty else {
          return .succeeded(count)
        }
        let filler = LogEntry(
          origin: Self.origin, number: max(1, now), firstLine: 1, time: now, records: [])
        return script.append(filler, deadline: Self.deadline).addCallback { _ in count }
      }
    }
  }

  private func removeEntries(before time: Int, upTo end: LogID, removed: Int = 0) -> Deferred<Int> {
    range("XRANGE", "-", "+", count: Self.stepMax).addCallback { [self] found -> Deferred<Int> in
      // One that cannot be read goes with those around it.
      let stays = found.first { $0.id >= end || $0.entry.map { $0.time >= time } ?? false }
      guard let first = found.first?.id, let border = stays?.id ?? found.last?.id.next,
        first < border
      else { return .succeeded(removed) }
      return trim(before: border).addCallback { [self] count -> Deferred<Int> in
        guard stays == nil else { return .succeeded(removed + count) }
        return removeEntries(before: time, upTo: end, removed: removed + count)
      }
    }
  }

  /// The newest entry's id; nil when there is none.
  package func newest() -> Deferred<LogID?> {
    range("XREVRANGE", "+", "-", count: 1).addCallback { $0.first?.id }
  }

  private struct End {
    let id: LogID
    let entry: LogEntry?
    let isNewest: Bool
  }

  /// The newest entry, or that at `place` when more has come; nil when it is another log.
  private func end(upTo place: LogID) -> Deferred<End?> {
    range("XREVRANGE", "+", "-", count: 1).addCallback { found in
      guard let newest = found.first, newest.id.epoch == place.epoch else { return nil }
      return End(
        id: min(newest.id, place), entry: newest.entry, isNewest: newest.id <= place)
    }
  }

  private func range(
    _ command: String, _ from: String, _ to: String, count: Int
  ) -> Deferred<[PlacedEntry]> {
    client.send(
      RESPCommand(command, key, from, to, "COUNT", "\(count)"), deadline: Self.deadline
    ).addCallback { reply in
      guard let items = reply.elements else { throw UnexpectedReply() }
      return try items.map { try PlacedEntry($0) }
    }
  }

  private func trim(before id: LogID) -> Deferred<Int> {
    client.send(RESPCommand("XTRIM", key, "MINID", "\(id)"), deadline: Self.deadline)
      .addCallback { reply in
        guard let count = reply.integer else { throw UnexpectedReply() }
        return count
      }
  }
}
