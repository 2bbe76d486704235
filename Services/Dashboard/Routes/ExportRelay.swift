import TinyHTTP

/// Hands a file on from the API to a browser, as fast as the slower of the two: what waits here is a
/// few reads of a socket, however long the file is.
final class ExportRelay {
  private let answer: HTTPStreamedResponse
  private let ended: () -> Void

  /// `ended` is called when the file is through, or nobody wants it any more.
  init(_ answer: HTTPStreamedResponse, ended: @escaping () -> Void) {
    self.answer = answer
    self.ended = ended
  }

  deinit { ended() }

  func start(_ writer: HTTPBodyWriter, failed: @escaping (any Error) -> Void) {
    writer.mustBeWhole = true
    writer.whenClosed { self.answer.cancel() }
    answer.read(
      { part in
        writer.write(part)
        guard writer.isFull else { return }
        self.answer.pause()
        writer.whenWritable { self.answer.resume() }
      },
      end: { result in
        switch result {
        case .success: writer.end()
        case .failure(let error):
          failed(error)
          writer.abort()  // half a file must not look like the whole
        }
      })
  }
}
