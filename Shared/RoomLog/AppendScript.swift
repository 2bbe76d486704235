package import TinyReactor
package import TinyRedis

/// Appends an entry to a room's log once, however often it is asked, and changes who has which name:
/// all of it in one atomic step.
package final class AppendScript {
  /// What an entry changes beside the log.
  package struct Changes: Equatable, Sendable {
    /// `ORIGIN/MEMBER`, which has a name from now on; nothing is done when another has one of them.
    package var holder = ""
    package var claimed: [String] = []
    /// Names that are given up, with those who have to hold them; others are left alone.
    package var released: [(holder: String, key: String)] = []
    /// A server that is over: it is taken off the list of those that are alive, and all names of its
    /// people are given up. Nothing is done when it is not listed, or was alive within `silence`.
    package var ended = ""
    /// Milliseconds.
    package var silence = 0

    package init() {}

    package var isEmpty: Bool { claimed.isEmpty && released.isEmpty && ended.isEmpty }

    package static func == (left: Changes, right: Changes) -> Bool {
      left.holder == right.holder && left.claimed == right.claimed
        && left.released.elementsEqual(right.released, by: ==) && left.ended == right.ended
        && left.silence == right.silence
    }
  }

  package enum Outcome: Equatable, Sendable {
    case new(LogID)
    /// It is there already; the id is that of this origin's last entry.
    case again(LogID)
    /// Somebody else has the name, so nothing was done.
    case taken(by: String)
    /// The server that was to be ended is not listed, or lives; nothing was done.
    case alive
  }

  private let script: RedisScript
  private let keys: [String]
  private let entriesMax: Int

  /// The log has room for `entriesMax`; a few more stay, since Redis removes them in blocks of 100.
  package init(on client: RedisClient, room: String, entriesMax: Int = BusSettings.entriesDefault) {
    script = RedisScript(Self.source, on: client)
    let keys = LogKeys(room: room)
    self.keys = [keys.log, keys.seen, keys.names, keys.servers]
    self.entriesMax = entriesMax
  }

  /// What came of it, and what there is to read since `LogCursor`.
  package struct Answer {
    package let outcome: Outcome
    package let news: LogNews?
  }

  /// Fails with a `RedisError`. If that `mayHaveRun`, the same entry with the same number is to be
  /// sent again.
  package func append(
    _ entry: LogEntry, _ changes: Changes = Changes(), deadline: Duration? = nil
  ) -> Deferred<Outcome> {
    append(entry.encoded, changes, deadline: deadline).addCallback { $0.outcome }
  }

  /// The same; with a `place`, what stands behind it comes with the answer.
  package func append(
    _ entry: EncodedEntry, _ changes: Changes = Changes(), reading place: LogCursor? = nil,
    deadline: Duration? = nil
  ) -> Deferred<Answer> {
    let keys = place?.mailbox.map { self.keys + [$0] } ?? self.keys
    return script.run(keys: keys, deadline: deadline) { [entriesMax] command in
      command.append(entry, keeping: entriesMax)
      command.append(place?.entries ?? "")
      command.append(place?.letters ?? "")
      if !changes.isEmpty { command.append(changes) }
    }.addCallback { reply in
      guard let parts = reply.elements, parts.count >= 2 else { throw UnexpectedReply() }
      let news =
        parts.count > 2 ? try LogNews(entries: parts[2], letters: parts.dropFirst(3).first) : nil
      return Answer(outcome: try Outcome(parts), news: news)
    }
  }

  /// Checks come first and writes last: Redis does not roll back a script that fails half way.
  static let source = """
    local log, seen, names, servers = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
    local origin, number, line, time, late, payload, keep, place, letters = unpack(ARGV, 1, 9)
    local ended, silence, released = unpack(ARGV, 10, 12)
    released = tonumber(released or 0)
    local claimer = 13 + 2 * released
    local holder = ARGV[claimer]

    local last = redis.call('HGET', seen, origin)
    if last then
      local known, id = last:match('^(%d+) (.+)$')
      if tonumber(known) >= tonumber(number) then return {'again', id} end
    end
    for i = claimer + 1, #ARGV do
      local other = redis.call('HGET', names, ARGV[i])
      if other and other ~= holder then return {'taken', other} end
    end
    local now = redis.call('TIME')
    if ended and ended ~= '' then
      local beat = redis.call('ZSCORE', servers, ended)
      if not beat or now[1] * 1000 + now[2] / 1000 - beat < tonumber(silence) then
        return {'alive', ended}
      end
    end

    local epoch, sum = now[1], ''
    local newest = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
    if newest then epoch, sum = newest[1]:match('^(%d+)-'), newest[2][2] end
    sum = redis.sha1hex(sum .. origin .. ' ' .. number .. ' ' .. payload)

    local fields = {'c', sum, 'o', origin, 'n', number, 'f', line, 't', time, 'p', payload}
    if late ~= '' then fields[#fields + 1], fields[#fields + 2] = 'l', late end
    local id = redis.call('XADD', log, 'MAXLEN', '~', keep, epoch .. '-*', unpack(fields))
    redis.call('HSET', seen, origin, number .. ' ' .. id)
    for i = 13, claimer - 2, 2 do
      if redis.call('HGET', names, ARGV[i + 1]) == ARGV[i] then
        redis.call('HDEL', names, ARGV[i + 1])
      end
    end
    for i = claimer + 1, #ARGV do redis.call('HSET', names, ARGV[i], holder) end
    -- Whoever has names has to be missed when it is gone.
    if #ARGV > claimer then
      redis.call('ZADD', servers, 'NX', now[1] * 1000 + math.floor(now[2] / 1000), origin)
    end
    if ended and ended ~= '' then
      redis.call('ZREM', servers, ended)
      local all, prefix = redis.call('HGETALL', names), ended .. '/'
      for i = 1, #all, 2 do
        if all[i + 1]:sub(1, #prefix) == prefix then redis.call('HDEL', names, all[i]) end
      end
    end
    if place == '' then return {'new', id} end
    local answer = {'new', id, redis.call('XRANGE', log, place, '+', 'COUNT', 100)}
    if KEYS[5] then answer[4] = redis.call('XRANGE', KEYS[5], letters, '+', 'COUNT', 100) end
    return answer
    """
}

/// The script's arguments, in its order.
extension RESPCommand {
  fileprivate mutating func append(_ entry: EncodedEntry, keeping entriesMax: Int) {
    append(entry.origin)
    append(entry.number)
    append(entry.firstLine)
    append(entry.time)
    append(entry.isLate ? "1" : "")
    append(entry.payload)
    append(entriesMax)
  }

  fileprivate mutating func append(_ changes: AppendScript.Changes) {
    append(changes.ended)
    append(changes.silence)
    append(changes.released.count)
    for (holder, key) in changes.released {
      append(holder)
      append(key)
    }
    append(changes.holder)
    for key in changes.claimed { append(key) }
  }
}

extension AppendScript.Outcome {
  /// Throws when it is no answer of the script's.
  fileprivate init(_ parts: [RESPValue]) throws {
    guard let what = parts[0].string, let value = parts[1].string else { throw UnexpectedReply() }
    switch (what, LogID(value)) {
    case ("new", let id?): self = .new(id)
    case ("again", let id?): self = .again(id)
    case ("taken", _): self = .taken(by: value)
    case ("alive", _): self = .alive
    default: throw UnexpectedReply()
    }
  }
}

/// Tells that a server is alive, learns of those that have fallen silent, and takes numbers for
/// guests.
package final class PulseScript {
  private let pulse: RedisScript
  private let lease: RedisScript
  private let client: RedisClient
  private let keys: LogKeys

  package init(on client: RedisClient, room: String) {
    self.client = client
    pulse = RedisScript(Self.pulseSource, on: client)
    lease = RedisScript(Self.leaseSource, on: client)
    keys = LogKeys(room: room)
  }

  /// Fires with the origins of those who did not tell of themselves for `silence`.
  package func beat(_ origin: String, silence: Duration) -> Deferred<[String]> {
    pulse.run(keys: [keys.servers]) { command in
      command.append(origin)
      command.append(Int(silence / .milliseconds(1)))
    }.addCallback { reply in
      guard let origins = reply.elements else { throw UnexpectedReply() }
      return origins.compactMap(\.string)
    }
  }

  /// Fires with the origins of all that have told of themselves and are not over.
  package func listed() -> Deferred<[String]> {
    client.send(RESPCommand("ZRANGE", keys.servers, "0", "-1")).addCallback { reply in
      guard let origins = reply.elements else { throw UnexpectedReply() }
      return origins.compactMap(\.string)
    }
  }

  /// Takes `count` numbers, which nobody else gets; fires with the first. They are above `floor`,
  /// which somebody is known to have.
  package func takeGuests(_ count: Int, above floor: Int) -> Deferred<Int> {
    lease.run(keys: [keys.guests]) { command in
      command.append(count)
      command.append(floor)
    }.addCallback { reply in
      guard case .integer(let last) = reply, (count...Self.guestMax).contains(last) else {
        throw UnexpectedReply()
      }
      return last - count + 1
    }
  }

  /// More than ever come; with what is written there by others, numbers would overflow.
  private static let guestMax = 1_000_000_000

  static let pulseSource = """
    local now = redis.call('TIME')
    now = now[1] * 1000 + math.floor(now[2] / 1000)
    redis.call('ZADD', KEYS[1], now, ARGV[1])
    return redis.call('ZRANGEBYSCORE', KEYS[1], 0, now - ARGV[2], 'LIMIT', 0, 64)
    """

  static let leaseSource = """
    local last = tonumber(redis.call('GET', KEYS[1]) or 0)
    if last < tonumber(ARGV[2]) then redis.call('SET', KEYS[1], ARGV[2]) end
    return redis.call('INCRBY', KEYS[1], ARGV[1])
    """
}
