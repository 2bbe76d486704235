/// Commands in the order of their answers.
struct RedisQueue {
  /// Empty places at the front before the array is compacted.
  private static let emptyMax = 64

  private var exchanges: [RedisExchange?] = []
  private var head = 0
  private(set) var bytes = 0
  /// Those with a longer limit than this are counted as patient.
  let patience: Duration
  private(set) var patientCount = 0

  init(patience: Duration) { self.patience = patience }

  var count: Int { exchanges.count - head }
  var isEmpty: Bool { count == 0 }
  var all: [RedisExchange] { exchanges[head...].compactMap { $0 } }

  mutating func append(_ exchange: RedisExchange) {
    exchanges.append(exchange)
    bytes += exchange.bytes.count
    if exchange.limit > patience { patientCount += 1 }
  }

  mutating func popFirst() -> RedisExchange? {
    guard !isEmpty, let first = exchanges[head] else { return nil }
    exchanges[head] = nil
    head += 1
    if head >= Self.emptyMax && head * 2 >= exchanges.count {
      exchanges.removeFirst(head)
      head = 0
    }
    forget(first)
    return first
  }

  /// Takes out all that `condition` holds for.
  mutating func remove(where condition: (RedisExchange) -> Bool) -> [RedisExchange] {
    let all = all
    let removed = all.filter(condition)
    guard !removed.isEmpty else { return [] }
    exchanges = all.filter { !condition($0) }
    head = 0
    for exchange in removed { forget(exchange) }
    return removed
  }

  mutating func takeAll() -> [RedisExchange] {
    defer { self = RedisQueue(patience: patience) }
    return all
  }

  private mutating func forget(_ exchange: RedisExchange) {
    bytes -= exchange.bytes.count
    if exchange.limit > patience { patientCount -= 1 }
  }
}
