import TinyReactor
import Wire

extension Transcript {
  /// The lines after the filter's `after`, encoded on the transcript's thread: a piece after the
  /// other, nil at the end.
  func export(
    _ filter: MessageFilter, _ format: ExportFormat, _ scope: ExportScope
  ) -> () -> Deferred<[UInt8]?> {
    var filter = filter
    filter.after = filter.after ?? 0
    filter.limit = APILimits.exportLinesMax
    var encoder = ExportEncoder(format, scope)
    var beginning: [UInt8] = []
    encoder.begin(&beginning)
    var isOver = false
    return { [self] in
      guard !isOver else { return .succeeded(nil) }
      return run { [filter, encoder] in try $0.export(filter, encoder) }.addCallback { piece in
        encoder = piece.encoder
        isOver = piece.last == nil
        filter.after = piece.last ?? filter.after
        var bytes = beginning + piece.bytes
        beginning = []
        if isOver { encoder.end(&bytes) }
        return bytes
      }
    }
  }
}
