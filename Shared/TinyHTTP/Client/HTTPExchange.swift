import TinyReactor

/// One request on its way to its answer.
final class HTTPExchange {
  enum Place {
    case waiting
    case connecting(Deferred<any StreamProtocol>)
    case running(HTTPClientConnection)
    case done
  }
  /// What the caller waits for.
  enum Promise {
    case whole(Deferred<HTTPResponse>)
    case streamed(Deferred<HTTPStreamedResponse>)
  }
  let bytes: [UInt8]
  let method: HTTPMethod
  var place = Place.waiting
  /// Was sent on a connection that turned out dead; retried only once.
  var isRetry = false
  private(set) var isStreamed = false
  private var promise: Promise?
  /// Its reader holds it; who does not want it any more drops it.
  private weak var stream: HTTPStreamedResponse?

  init(_ bytes: [UInt8], _ method: HTTPMethod) {
    self.bytes = bytes
    self.method = method
  }

  func start(_ promise: Promise) {
    self.promise = promise
    if case .streamed = promise { isStreamed = true }
  }

  /// Fires the caller's Deferred with a body that is still to come.
  func begin(_ stream: HTTPStreamedResponse) {
    guard case .streamed(let promise)? = promise.take() else { return }
    self.stream = stream
    promise.callback(stream)
  }

  /// A part of the streamed body.
  func take(_ bytes: [UInt8]) { stream?.take(bytes) }

  /// Fires the caller's Deferred, or ends the streamed body, once; later results are ignored.
  func finish(_ result: Result<HTTPResponse, any Error>) {
    switch (end(), result) {
    case (.whole(let promise)?, .success(let response)): promise.callback(response)
    case (.whole(let promise)?, .failure(let error)): promise.errback(error)
    case (.streamed(let promise)?, .failure(let error)): promise.errback(error)
    case (.streamed?, .success): preconditionFailure("a streamed answer begins with its head")
    case (nil, _): stream?.finish(result.map { _ in })
    }
  }

  /// Ends it without a result: the cancellation supplies one.
  @discardableResult
  func end() -> Promise? {
    place = .done
    return promise.take()
  }
}
