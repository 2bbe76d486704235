/// An answer whose body is handed on in parts as it comes, however long it is.
///
/// Nothing of the body is read before `read`. A reader that cannot take more calls `pause`: then
/// nothing more is read from the server either, and what waits here is one read of the transport.
/// Who drops it without having read it to the end cancels it.
package final class HTTPStreamedResponse {
  /// What the one that sends the parts does when it is told to.
  package struct Control {
    package let pause: () -> Void
    package let resume: () -> Void
    package let cancel: () -> Void

    package init(
      pause: @escaping () -> Void, resume: @escaping () -> Void, cancel: @escaping () -> Void
    ) {
      self.pause = pause
      self.resume = resume
      self.cancel = cancel
    }
  }

  package let status: HTTPStatus
  package let fields: HTTPFields
  private let control: Control
  private var onPart: (([UInt8]) -> Void)?
  private var onEnd: ((Result<Void, any Error>) -> Void)?
  private var isOver = false

  package init(_ status: HTTPStatus, fields: HTTPFields, _ control: Control) {
    self.status = status
    self.fields = fields
    self.control = control
  }

  deinit { cancel() }

  /// Begins to read. `end` is called once, after the last part, and not after `cancel`; it fails as
  /// `HTTPClient.send` does.
  package func read(
    _ part: @escaping ([UInt8]) -> Void, end: @escaping (Result<Void, any Error>) -> Void
  ) {
    precondition(onPart == nil, "a body is read once")
    guard !isOver else { return }
    onPart = part
    onEnd = end
    control.resume()
  }

  package func pause() { if !isOver { control.pause() } }

  package func resume() { if !isOver { control.resume() } }

  /// Closes the connection that brings it; nothing more is told.
  package func cancel() {
    guard !isOver else { return }
    close()
    control.cancel()
  }

  /// For the one that sends: hands over a part.
  package func take(_ bytes: [UInt8]) { if !bytes.isEmpty { onPart?(bytes) } }

  /// For the one that sends: there is nothing more.
  package func finish(_ result: Result<Void, any Error>) {
    guard !isOver else { return }
    let end = onEnd
    close()
    end?(result)
  }

  private func close() {
    isOver = true
    onPart = nil
    onEnd = nil
  }
}
