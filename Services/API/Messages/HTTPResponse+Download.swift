import TinyHTTP
import TinyReactor

extension HTTPResponse {
  /// A file that is sent as it is made: `next` makes a piece, nil is the end. The next one is asked
  /// for when there is room for it, so memory does not grow with the file. A failure, and the end of the
  /// service, break the connection off: the reader can tell that the file is not whole. `begun` is told
  /// of the writer.
  static func download(
    contentType: String, name: String, begun: @escaping (HTTPBodyWriter) -> Void = { _ in },
    _ next: @escaping () -> Deferred<[UInt8]?>
  ) -> HTTPResponse {
    var response = HTTPResponse.stream(contentType: contentType) { writer in
      writer.mustBeWhole = true
      begun(writer)
      pump(next, to: writer)
    }
    response.fields.append("Content-Disposition", "attachment; filename=\"\(name)\"")
    return response
  }

  private static func pump(
    _ next: @escaping () -> Deferred<[UInt8]?>, to writer: HTTPBodyWriter
  ) {
    guard !writer.isClosed else { return }
    next().addCallbacks(
      { piece in
        guard let piece else { return writer.end() }
        writer.write(piece)
        writer.whenWritable { pump(next, to: writer) }
      },
      { _ in writer.abort() })
  }
}

extension Site {
  /// A file that is made for a caller, as `HTTPResponse.download` sends it, for as long as they may read.
  func download(
    _ request: HTTPRequest, contentType: String, name: String,
    _ next: @escaping () -> Deferred<[UInt8]?>
  ) -> HTTPResponse {
    let check = access.laterCheck(of: request)
    return .download(contentType: contentType, name: name) {
      do {
        try check()
      } catch {
        return .failed(error)
      }
      return next()
    }
  }
}
