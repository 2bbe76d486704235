import RoomLog
import Wire

extension RoomLine {
  /// Appends the record of it.
  func encode(by author: Member?, into bytes: inout [UInt8]) {
    let kind: LogRecord.Kind
    var name = ""
    switch self {
    case .said(let nickname, _): (kind, name) = (.said, nickname.text)
    case .done(let nickname, _): (kind, name) = (.done, nickname.text)
    case .bot(let nickname, _): (kind, name) = (.bot, nickname.text)
    case .coming: kind = .coming
    case .leaving: kind = .left
    case .renaming: kind = .renamed
    case .notice: kind = .notice
    case .heard, .told: preconditionFailure("what is told to one person is never kept")
    }
    if name.isEmpty, let author { name = author.name.text }
    LogRecord(kind, member: author?.id, name: name, text: text).encode(into: &bytes)
  }

  /// Without who speaks.
  private var text: String {
    switch self {
    case .said(_, let text), .done(_, let text), .bot(_, let text), .heard(_, let text),
      .told(_, let text):
      text.text
    case .coming(let text), .leaving(let text), .renaming(let text), .notice(let text): text.cut
    }
  }
}

extension String {
  /// As much of it as the transcript takes: a reason or an announcement may be longer with what stands
  /// around it.
  fileprivate var cut: String {
    utf8.count <= Limits.lineBytesMax ? self : CleanText(self).split(at: Limits.lineBytesMax).0.text
  }
}
