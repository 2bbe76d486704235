package import TinyReactor

/// A Lua script that a server keeps, and that is called by the hash of its source.
///
/// A server forgets its scripts when it restarts (and with SCRIPT FLUSH), and says NOSCRIPT. Then
/// nothing was carried out, so the script is loaded again and the call repeated, once. Calls keep
/// their order: while the script is being loaded, the next ones wait.
package final class RedisScript {
  package let source: String
  private let client: RedisClient
  /// As SCRIPT LOAD tells it.
  private var hash: String?
  private var isLoading = false
  /// By the numbers of their calls.
  private var waiting: [(call: Int, hash: Deferred<String>)] = []
  private var calls = 0

  package init(_ source: String, on client: RedisClient) {
    self.source = source
    self.client = client
  }

  /// Carries it out, and fires with what it returns. `deadline` is for each of the commands that
  /// this takes: one, as a rule, and three more after a NOSCRIPT at the worst.
  package func run(
    keys: [String], _ arguments: [[UInt8]] = [], deadline: Duration? = nil,
    file: StaticString = #fileID, line: UInt = #line
  ) -> Deferred<RESPValue> {
    calls += 1
    let number = calls
    return hashed(number, deadline).addCallback(file: file, line: line) { [self] hash in
      call(hash, keys, arguments, deadline, file, line)
        .addErrback(file: file, line: line) { [self] error in
          guard case RedisError.reply(code: "NOSCRIPT", _) = error else { throw error }
          if self.hash == hash, !isLoading { self.hash = nil }
          return hashed(number, deadline).addCallback(file: file, line: line) { [self] hash in
            call(hash, keys, arguments, deadline, file, line)
          }
        }
    }
  }

  private func call(
    _ hash: String, _ keys: [String], _ arguments: [[UInt8]], _ deadline: Duration?,
    _ file: StaticString, _ line: UInt
  ) -> Deferred<RESPValue> {
    var command = RESPCommand("EVALSHA", [hash, String(keys.count)] + keys)
    for argument in arguments { command.append(argument) }
    return client.send(command, deadline: deadline, file: file, line: line)
  }

  /// The hash, when the script is loaded as far as is known. Of calls that were under way when the
  /// server had forgotten it, each learns of that by itself, and goes before those that came later.
  private func hashed(_ number: Int, _ deadline: Duration?) -> Deferred<String> {
    if let hash, !isLoading { return .succeeded(hash) }
    // One of its own for each: cancelling a call must not cancel the loading.
    let waiter = Deferred<String>()
    let place = waiting.firstIndex { $0.call > number } ?? waiting.count
    waiting.insert((number, waiter), at: place)
    if !isLoading { load(deadline) }
    return waiter
  }

  private func load(_ deadline: Duration?) {
    isLoading = true
    client.send(RESPCommand("SCRIPT", "LOAD", source), deadline: deadline)
      .addCallback { reply throws -> String in
        guard let hash = reply.string, hash.utf8.count == 40 else {
          throw RedisError.reply(code: "ERR", message: "SCRIPT LOAD does not answer with a hash")
        }
        return hash
      }
      .addBoth { [self] outcome in loaded(outcome) }
  }

  private func loaded(_ outcome: Result<String, any Error>) {
    guard case .success(let hash) = outcome else {
      isLoading = false
      let failed = waiting
      waiting = []
      for waiter in failed { waiter.hash.fire(outcome) }
      return
    }
    self.hash = hash
    // Those that come meanwhile are behind those that wait.
    while !waiting.isEmpty { waiting.removeFirst().hash.fire(outcome) }
    isLoading = false
  }
}
