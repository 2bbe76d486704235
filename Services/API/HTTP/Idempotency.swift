import TinyHTTP
import TinyReactor

/// Carries out a change once, however often it arrives with one `Idempotency-Key`, and gives each
/// request the same answer: a client that lost the answer can safely retry
/// (draft-ietf-httpapi-idempotency-key-header-07).
///
/// A key is scoped to one caller, method and path. While the first request is under way, repeats
/// wait for its answer; it goes on even if its caller disconnects. A failure (5xx) is not kept, and
/// neither is 429: nothing was done, and the next request tries again. Nor is an answer with a
/// secret in it, which no process should hold for longer than it takes to write it.
///
/// Answers are kept in memory: one is lost if the process dies between the commit and the answer. A
/// retry then repeats the request: an announcement is made twice, and a ban or a kick is refused, since
/// it is there or they are gone.
final class Idempotency {
  private struct Key: Hashable {
    /// A fingerprint of method, path, note and token: path and token may be secrets.
    let scope: Int
    let key: String

    init(_ key: String, of request: HTTPRequest) throws(HTTPError) {
      var hasher = Hasher()
      hasher.combine(request.method.rawValue)
      hasher.combine(request.path)
      hasher.combine(try request.note())
      hasher.combine(request.fields["Authorization"])
      scope = hasher.finalize()
      self.key = key
    }
  }

  private final class Entry {
    let content: Content
    /// When the first request arrived.
    let time: Duration
    var answer: Result<HTTPResponse, any Error>?
    var waiting: [Deferred<HTTPResponse>] = []

    init(_ content: Content, at time: Duration) {
      self.content = content
      self.time = time
    }
  }

  /// A fingerprint of the request. Hashes are seeded per process, so nobody can craft two bodies
  /// that collide.
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
  /// Oldest first, including entries that were not kept.
  private var order: [(key: Key, entry: Entry)] = []

  init(on clock: any ReactorTime, keysMax: Int = APILimits.idempotencyKeysMax) {
    self.clock = clock
    self.keysMax = keysMax
  }

  /// Returns the answer kept for the request's key, else has `handler` answer, whose answer is kept
  /// unless it `isSecret`. Throws 400 for an invalid key, 422 for one that came with another body, 503
  /// when too many are under way.
  func answer(
    _ request: HTTPRequest, isSecret: Bool = false, _ handler: HTTPHandler
  ) throws -> Deferred<HTTPResponse> {
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
    work(request, handler).addBoth { [self] in settle(key, entry, $0, isSecret: isSecret) }
    return answer
  }

  /// An error that `handler` throws counts as a failed answer.
  private func work(_ request: HTTPRequest, _ handler: HTTPHandler) -> Deferred<HTTPResponse> {
    do {
      return try handler(request)
    } catch {
      return .failed(error)
    }
  }

  private func settle(
    _ key: Key, _ entry: Entry, _ result: Result<HTTPResponse, any Error>, isSecret: Bool
  ) {
    if !isSecret, Self.isLasting(result) {
      entry.answer = result
    } else if entries[key] === entry {  // else it was evicted, and the key may be in use again
      entries[key] = nil
    }
    let waiting = entry.waiting
    entry.waiting = []
    for waiter in waiting { waiter.fire(result) }
  }

  /// Whether repeats get this answer too; false for a failure of ours, and for one that is to be
  /// tried again.
  private static func isLasting(_ result: Result<HTTPResponse, any Error>) -> Bool {
    switch result {
    case .success(let response): isLasting(response.status)
    case .failure(let error as any HTTPResponseError): isLasting(error.status)
    case .failure: false
    }
  }

  private static func isLasting(_ status: HTTPStatus) -> Bool {
    status.code < 500 && status != .tooManyRequests
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

  /// Evicts the oldest answered entry: others may be waited for. False when none is answered.
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
    return try Key(key, of: request)
  }
}
