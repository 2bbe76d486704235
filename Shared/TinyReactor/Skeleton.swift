// A skeleton to compile against while the real files are being written.

/// What tells the time and calls later: `Reactor`, and `ManualClock` in tests (Twisted's IReactorTime).
package protocol ReactorTime: AnyObject {
  /// Monotonic time since some fixed start.
  var now: Duration { get }
  /// Calls once, not before `delay` has passed. `.zero` means: after this turn's events.
  @discardableResult
  func callLater(_ delay: Duration, _ call: @escaping () throws -> Void) -> DelayedCall
}

package final class DelayedCall {
  package var isActive: Bool { preconditionFailure() }
  /// Throws when it was cancelled before or has run.
  package func cancel() throws(DelayedCallError) { preconditionFailure() }
  package func cancelIfActive() { preconditionFailure() }
  package func reset(_ delay: Duration) throws(DelayedCallError) { preconditionFailure() }
}
package enum DelayedCallError: Error { case alreadyCancelled, alreadyCalled }

package final class Reactor: ReactorTime {
  package init() throws { preconditionFailure() }
  package var now: Duration { preconditionFailure() }
  @discardableResult
  package func callLater(_ delay: Duration, _ call: @escaping () throws -> Void) -> DelayedCall {
    preconditionFailure()
  }
  package var mailbox: Mailbox { preconditionFailure() }
  package func run() { preconditionFailure() }
  package func stop() { preconditionFailure() }
  package func addSystemEventTrigger(
    _ phase: ShutdownPhase, _ call: @escaping () throws -> Deferred<Void>?
  ) { preconditionFailure() }
  package func stopOnSignals() throws { preconditionFailure() }
}
package enum ShutdownPhase { case before, during, after }

/// The one Sendable door into a reactor (Twisted's callFromThread).
package final class Mailbox: Sendable {
  package func post(_ call: @escaping @Sendable (Reactor) -> Void) { preconditionFailure() }
}

/// A thread that owns a value made inside it (Twisted's deferToThread, adbapi).
package final class Worker<State> {
  package init(
    on reactor: Reactor, name: String, queueMax: Int = 1_024,
    _ make: @escaping @Sendable () throws -> State
  ) { preconditionFailure() }
  /// Runs `body` on the thread; the result arrives on the loop. Fails with `WorkerError` when the
  /// queue is full, the state could not be made, or the worker was stopped.
  package func run<T: Sendable>(_ body: @escaping @Sendable (inout State) throws -> T)
    -> Deferred<T>
  { preconditionFailure() }
  /// Finishes what is queued, drops the state on its own thread, then fires.
  package func stop() -> Deferred<Void> { preconditionFailure() }
}

package final class Deferred<Value> {
  package init(canceller: ((Deferred<Value>) -> Void)? = nil) { preconditionFailure() }
  package static func succeeded(_ value: Value) -> Deferred<Value> { preconditionFailure() }
  package static func failed(_ error: any Error) -> Deferred<Value> { preconditionFailure() }
  package func callback(_ value: Value) { preconditionFailure() }
  package func errback(_ error: any Error) { preconditionFailure() }
  @discardableResult
  package func addCallback<U>(_ f: @escaping (Value) throws -> U) -> Deferred<U> {
    preconditionFailure()
  }
  /// Waits for the Deferred that `f` returns.
  @discardableResult
  package func addCallback<U>(_ f: @escaping (Value) throws -> Deferred<U>) -> Deferred<U> {
    preconditionFailure()
  }
  @discardableResult
  package func addErrback(_ f: @escaping (any Error) throws -> Value) -> Deferred<Value> {
    preconditionFailure()
  }
  @discardableResult
  package func addErrback(_ f: @escaping (any Error) throws -> Deferred<Value>) -> Deferred<Value> {
    preconditionFailure()
  }
  @discardableResult
  package func addCallbacks<U>(
    _ callback: @escaping (Value) throws -> U, _ errback: @escaping (any Error) throws -> U
  ) -> Deferred<U> { preconditionFailure() }
  /// Runs `f` on either outcome and passes the outcome on (finally).
  @discardableResult
  package func addBoth<U>(_ f: @escaping (Result<Value, any Error>) throws -> U) -> Deferred<U> {
    preconditionFailure()
  }
  package func cancel() { preconditionFailure() }
  /// Fails with `TimeoutError` unless it fired within `limit`.
  package func addTimeout(_ limit: Duration, on clock: any ReactorTime) -> Deferred<Value> {
    preconditionFailure()
  }
}
package struct CancelledError: Error {}
package struct TimeoutError: Error {}

/// An event handler for one connection (Twisted's Protocol).
package protocol StreamProtocol: AnyObject {
  func connectionMade(_ transport: any Transport)
  /// `data` is borrowed: valid only until this returns.
  func dataReceived(_ data: Span<UInt8>)
  /// The peer has finished sending; it may still read. Default: `loseConnection()` (a flush, then a
  /// close). Twisted's IHalfCloseableProtocol.
  func readConnectionLost()
  /// Exactly once, last.
  func connectionLost(_ reason: ConnectionLost)
}
extension StreamProtocol { package func readConnectionLost() {} }
package protocol StreamFactory: AnyObject {
  func startFactory()
  func stopFactory()
  /// Nil closes the newcomer.
  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)?
}
extension StreamFactory {
  package func startFactory() {}
  package func stopFactory() {}
}
package enum ConnectionLost: Error {
  case done  // closed in good order, by either side
  case aborted  // abortConnection
  case slowReader  // more unsent than outputBytesMax, or no progress for outputStallMax
  case failed(SystemError)
}
package struct SystemError: Error, Equatable {
  package let call: String
  package let number: CInt
}
package protocol Transport: AnyObject {
  var peer: SocketAddress { get }
  var host: SocketAddress { get }
  /// Never blocks, keeps order, silently does nothing after the connection is lost or closing. The
  /// array is kept, not copied, when the kernel takes only a part.
  func write(_ bytes: [UInt8])
  /// Flushes, then closes; input still arriving is discarded.
  func loseConnection()
  func abortConnection()
  /// Stops and starts reading (back-pressure on the peer).
  func pauseProducing()
  func resumeProducing()
  var unsentBytes: Int { get }
  /// Past this much unsent output the connection is aborted as `.slowReader`.
  var outputBytesMax: Int { get set }
  /// Aborted as `.slowReader` when output makes no progress for so long.
  var outputStallMax: Duration { get set }
  /// Called with true when more than 64 KiB are unsent, with false when all is sent again.
  func registerProducer(_ producer: any Producer)
  func unregisterProducer()
}
package protocol Producer: AnyObject {
  func pauseProducing()
  func resumeProducing()
  func stopProducing()
}
/// `description` is `192.0.2.1:4711`, `[2001:db8::1]:4711` or `unix:/path`; `host` the address alone
/// (an IPv4-mapped IPv6 address reads as IPv4).
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  package var host: String { preconditionFailure() }
  package var port: Int { preconditionFailure() }
  package var isLoopback: Bool { preconditionFailure() }
  package var description: String { preconditionFailure() }
  /// A numeric address.
  package init?(host: String, port: Int) { preconditionFailure() }
}

/// `tcp:1400`, `tcp:8080:interface=127.0.0.1`, `unix:/run/x.sock` (Twisted's endpoint strings).
package struct ServerEndpoint: Sendable, CustomStringConvertible {
  package init(_ text: String) throws(EndpointError) { preconditionFailure() }
  package var description: String { preconditionFailure() }
  /// True for a unix socket and for an interface of 127.0.0.0/8 or ::1.
  package var isLoopback: Bool { preconditionFailure() }
  package func listen(on reactor: Reactor, _ factory: any StreamFactory) throws -> ListeningPort {
    preconditionFailure()
  }
}
package struct ClientEndpoint: Sendable, CustomStringConvertible {
  /// `tcp:host:1400`, `unix:/run/x.sock`; names are resolved on a Worker.
  package init(_ text: String) throws(EndpointError) { preconditionFailure() }
  package static func tcp(host: String, port: Int) -> ClientEndpoint { preconditionFailure() }
  package var description: String { preconditionFailure() }
  /// The address to reach a server that listens there from this machine.
  package init(reaching server: ServerEndpoint) { preconditionFailure() }
  /// The Deferred's cancel gives up. Fails with SystemError, ResolveError or TimeoutError.
  package func connect(
    on reactor: Reactor, timeout: Duration = .seconds(10), _ factory: any StreamFactory
  ) -> Deferred<any StreamProtocol> { preconditionFailure() }
}
package struct EndpointError: Error, CustomStringConvertible { package let description: String }
package final class ListeningPort {
  package var address: SocketAddress { preconditionFailure() }
  /// Stops accepting; connections that are there stay.
  package func stopListening() { preconditionFailure() }
}

/// A clock that moves only when told (Twisted's task.Clock).
package final class ManualClock: ReactorTime {
  package init() { preconditionFailure() }
  package var now: Duration { preconditionFailure() }
  @discardableResult
  package func callLater(_ delay: Duration, _ call: @escaping () throws -> Void) -> DelayedCall {
    preconditionFailure()
  }
  /// Runs what is due, in order of time, including what those calls schedule.
  package func advance(by duration: Duration) { preconditionFailure() }
}
/// A transport without a socket (Twisted's StringTransport).
package final class MemoryTransport: Transport {
  package init(peer: SocketAddress) { preconditionFailure() }
  package var peer: SocketAddress { preconditionFailure() }
  package var host: SocketAddress { preconditionFailure() }
  /// All that was written and not taken yet.
  package var written: [UInt8] { preconditionFailure() }
  /// Takes what was written, as text.
  package func takeText() -> String { preconditionFailure() }
  package var isClosing: Bool { preconditionFailure() }
  package var isAborted: Bool { preconditionFailure() }
  package var isReading: Bool { preconditionFailure() }
  package func write(_ bytes: [UInt8]) { preconditionFailure() }
  package func loseConnection() { preconditionFailure() }
  package func abortConnection() { preconditionFailure() }
  package func pauseProducing() { preconditionFailure() }
  package func resumeProducing() { preconditionFailure() }
  package var unsentBytes: Int { preconditionFailure() }
  package var outputBytesMax: Int {
    get { preconditionFailure() }
    set { preconditionFailure() }
  }
  package var outputStallMax: Duration {
    get { preconditionFailure() }
    set { preconditionFailure() }
  }
  package func registerProducer(_ producer: any Producer) { preconditionFailure() }
  package func unregisterProducer() { preconditionFailure() }
}

/// Where TinyReactor says what went wrong: `Log` in Service takes it over. One line, no newline.
package enum ErrorLog {
  package static func report(_ line: String) { preconditionFailure() }
  package static func redirect(to sink: @escaping @Sendable (String) -> Void) {
    preconditionFailure()
  }
}
