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

  /// Carries it out with `keys` and the arguments that `write` appends, and fires with what it returns.
  /// `deadline` is for each of the commands that this takes: one, as a rule, and three more after a
  /// NOSCRIPT at the worst. For each that carries it out, `write` is called anew.
  package func run(
    keys: [String], deadline: Duration? = nil, file: StaticString = #fileID, line: UInt = #line,
    _ write: @escaping (inout RESPCommand) -> Void = { _ in }
  ) -> Deferred<RESPValue> {
    calls += 1
    let call = Call(
      number: calls, keys: keys, write: write, deadline: deadline, file: file, line: line)
    if let hash, !isLoading { return attempt(call, hash) }
    return loaded(for: call).addCallback(file: file, line: line) { [self] in attempt(call, $0) }
  }

  private struct Call {
    let number: Int
    let keys: [String]
    let write: (inout RESPCommand) -> Void
    let deadline: Duration?
    let file: StaticString
    let line: UInt
  }

  /// Again when the server has forgotten the script.
  private func attempt(_ call: Call, _ hash: String) -> Deferred<RESPValue> {
    send(call, hash).addErrback(file: call.file, line: call.line) { [self] error in
      guard case RedisError.reply(code: "NOSCRIPT", _) = error else { throw error }
      if self.hash == hash, !isLoading { self.hash = nil }
      return loaded(for: call).addCallback(file: call.file, line: call.line) { [self] in
        send(call, $0)
      }
    }
  }

  private func send(_ call: Call, _ hash: String) -> Deferred<RESPValue> {
    var command = RESPCommand("EVALSHA", hash)
    command.append(call.keys.count)
    for key in call.keys { command.append(key) }
    call.write(&command)
    return client.send(command, deadline: call.deadline, file: call.file, line: call.line)
  }

  /// The hash, when the script is loaded as far as is known. Of calls that were under way when the
  /// server had forgotten it, each learns of that by itself, and goes before those that came later.
  private func loaded(for call: Call) -> Deferred<String> {
    if let hash, !isLoading { return .succeeded(hash) }
    // One of its own for each: cancelling a call must not cancel the loading.
    let waiter = Deferred<String>()
    let place = waiting.firstIndex { $0.call > call.number } ?? waiting.count
    waiting.insert((call.number, waiter), at: place)
    if !isLoading { load(call.deadline) }
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
