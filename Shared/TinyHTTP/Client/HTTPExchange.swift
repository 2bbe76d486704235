import TinyReactor

/// One request on its way to its answer.
final class HTTPExchange {
  enum Place {
    case waiting
    case connecting(Deferred<any StreamProtocol>)
    case running(HTTPClientConnection)
    case done
  }
  let bytes: [UInt8]
  let method: HTTPMethod
  var place = Place.waiting
  /// Was sent on a connection that turned out dead; retried only once.
  var isRetry = false
  private var promise: Deferred<HTTPResponse>?

  init(_ bytes: [UInt8], _ method: HTTPMethod) {
    self.bytes = bytes
    self.method = method
  }

  func start(_ promise: Deferred<HTTPResponse>) { self.promise = promise }

  /// Fires the caller's Deferred, once; later results are ignored.
  func finish(_ result: Result<HTTPResponse, any Error>) {
    let promise = end()
    switch result {
    case .success(let response): promise?.callback(response)
    case .failure(let error): promise?.errback(error)
    }
  }

  /// Ends it without a result: the cancellation supplies one.
  @discardableResult
  func end() -> Deferred<HTTPResponse>? {
    place = .done
    defer { promise = nil }
    return promise
  }
}
