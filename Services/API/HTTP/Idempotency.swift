import TinyHTTP
import TinyReactor

/// Does a change that comes twice with one `Idempotency-Key` once, and answers it the same: a client
/// that lost its answer can ask again without harm (draft-ietf-httpapi-idempotency-key-header-07).
///
/// A key counts for one caller, method and path. While the first is being carried out others wait
/// for its answer; that its caller has gone does not stop it. What failed (5xx) is not kept: nothing
/// was done, and the next one tries again.
///
/// In memory: an answer is lost with the process in the instant between the commit and the answer.
/// Then every change but an announcement is the same when it is done twice.
final class Idempotency {
  private struct Key: Hashable {
    let method: String
    let path: String
    let caller: String
    let key: String
  }

  private final class Entry {
    let content: Content
    /// When the first came.
    let time: Duration
    var answer: Result<HTTPResponse, any Error>?
    var waiting: [Deferred<HTTPResponse>] = []

    init(_ content: Content, at time: Duration) {
      self.content = content
      self.time = time
    }
  }

  /// What was asked for, in short: hashes are seeded by each process, so nobody can choose two
  /// bodies that are taken for one.
  private struct Content: Equatable {
    let bytes: Int
    let hash: Int

    init(_ request: HTTPRequest) {
      bytes = request.body.count
      var hasher = Hasher()
      hasher.combine(request.target)
      request.body.withUnsafeBytes { hasher.combine(bytes: $0) }
      hash = hasher.finalize()
    }
  }

  private let clock: any ReactorTime
  private let keysMax: Int
  private var entries: [Key: Entry] = [:]
  /// Oldest first, with those that were not kept.
  private var order: [(key: Key, entry: Entry)] = []

  init(on clock: any ReactorTime, keysMax: Int = APILimits.idempotencyKeysMax) {
    self.clock = clock
    self.keysMax = keysMax
  }

  /// Has `handler` answer unless it has answered already. 400 for what is no key, 422 for one that
  /// came with another body, 503 when too many are under way.
  func answer(_ request: HTTPRequest, _ handler: HTTPHandler) throws -> Deferred<HTTPResponse> {
    guard let key = try Self.key(of: request) else { return try handler(request) }
    let oldest = clock.now - APILimits.idempotencyTimeMax
    while let first = order.first, first.entry.time <= oldest { forgetFirst() }
    let content = Content(request)
    if let entry = entries[key] {
      guard entry.content == content else {
        throw HTTPError(
          .unprocessableContent,
          "that Idempotency-Key came with another body before; each change needs its own")
      }
      return Self.wait(for: entry)
    }
    guard makeRoom() else {
      throw HTTPError(.serviceUnavailable, "too many changes are under way; try again")
    }
    let entry = Entry(content, at: clock.now)
    entries[key] = entry
    order.append((key, entry))
    let answer = Self.wait(for: entry)
    work(request, handler).addBoth { [self] in settle(key, entry, $0) }
    return answer
  }

  /// What a handler throws is as good as an answer that fails.
  private func work(_ request: HTTPRequest, _ handler: HTTPHandler) -> Deferred<HTTPResponse> {
    do {
      return try handler(request)
    } catch {
      return .failed(error)
    }
  }

  private func settle(_ key: Key, _ entry: Entry, _ result: Result<HTTPResponse, any Error>) {
    if Self.isLasting(result) {
      entry.answer = result
    } else if entries[key] === entry {  // else it was pushed out meanwhile, and may have come anew
      entries[key] = nil
    }
    let waiting = entry.waiting
    entry.waiting = []
    for waiter in waiting { waiter.fire(result) }
  }

  /// Others who send the same are told the same; false for a failure of ours.
  private static func isLasting(_ result: Result<HTTPResponse, any Error>) -> Bool {
    switch result {
    case .success(let response): response.status.code < 500
    case .failure(let error as any HTTPResponseError): error.status.code < 500
    case .failure: false
    }
  }

  private static func wait(for entry: Entry) -> Deferred<HTTPResponse> {
    let waiter = Deferred<HTTPResponse>()
    if let answer = entry.answer {
      waiter.fire(answer)
      return waiter
    }
    entry.waiting.append(waiter)
    return waiter
  }

  /// Forgets the oldest that is answered: one under way is what others may wait for. False when all are.
  private func makeRoom() -> Bool {
    guard order.count >= keysMax else { return true }
    let oldest = order.firstIndex { key, entry in entry.answer != nil || entries[key] !== entry }
    guard let oldest else { return false }
    let (key, entry) = order.remove(at: oldest)
    if entries[key] === entry { entries[key] = nil }
    return true
  }

  private func forgetFirst() {
    let (key, entry) = order.removeFirst()
    if entries[key] === entry { entries[key] = nil }
  }

  private static func key(of request: HTTPRequest) throws(HTTPError) -> Key? {
    let values = request.fields.values("Idempotency-Key")
    guard let value = values.first else { return nil }
    let isQuoted = value.hasPrefix("\"") && value.hasSuffix("\"") && value.utf8.count > 1
    let key = isQuoted ? String(value.dropFirst().dropLast()) : value
    guard values.count == 1, (1...APILimits.idempotencyKeyBytesMax).contains(key.utf8.count),
      key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      throw HTTPError(
        .badRequest,
        "Idempotency-Key must be 1 to \(APILimits.idempotencyKeyBytesMax) visible ASCII characters")
    }
    return Key(
      method: request.method.rawValue, path: request.path, caller: try request.actor(), key: key)
  }
}
