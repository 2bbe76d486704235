import Wire

/// Text, and Markdown, which has the same lines:
///
///     --- Saturday 2026-11-28 (CET, +01:00) ---
///     13:20:05 <ann> hello
///     13:20:07 * ann waves
///     13:20:09 {deploy} v1.2 is out
///     13:20:11 -- bob left
///
/// In Markdown the lines of a day are a fenced code block (CommonMark 0.31 §4.5). Escaping each sign
/// of Markdown would not do: GitHub and GitLab look for `@names` and `#1` in the finished page, where
/// a backslash is gone, and cmark-gfm makes a link of `a\@b\.example`. All of them leave code alone.
/// It also keeps the columns of a table that somebody pasted, and nothing in it needs an escape:
/// every line begins with its time, so none can close the fence.
extension ExportEncoder {
  func beginText(_ out: inout [UInt8]) {
    out += "What was said \(scope.words(quotes: "")); ".utf8
    out += "times are those of \(scope.zone.name). ".utf8
    out.append("Lines that an admin has hidden are left out.\n")
  }

  func headText(_ out: inout [UInt8]) {
    out += "\n--- \(clock.heading) ---\n".utf8
  }

  func beginMarkdown(_ out: inout [UInt8]) {
    let title = scope.room.map { "Room `\(ExportScope.safe($0))`" } ?? "All rooms"
    out += "# \(title)\n\nFrom NetCatChat: what was said \(scope.words(quotes: "`")). ".utf8
    out += "Times are those of `\(scope.zone.name)`. ".utf8
    out.append("Lines that an admin has hidden are left out.\n")
  }

  func headMarkdown(_ out: inout [UInt8]) {
    endMarkdown(&out)
    out += "\n## \(clock.heading)\n\n```text\n".utf8
  }

  func endMarkdown(_ out: inout [UInt8]) {
    if hasHeading { out.append("```\n") }
  }

  func appendText(
    _ line: ExportLine, _ name: Span<UInt8>, _ text: Span<UInt8>, _ out: inout [UInt8]
  ) {
    clock.appendTime(to: &out)
    out.append(UInt8(ascii: " "))
    if scope.room == nil {
      out.append(UInt8(ascii: "["))
      out.append(oneLine: line.room.utf8.span)
      out.append("] ")
    }
    switch line.kind {
    case .said:
      out.append(UInt8(ascii: "<"))
      out.append(oneLine: name)
      out.append("> ")
    case .done:
      out.append("* ")
      out.append(oneLine: name)
      out.append(UInt8(ascii: " "))
    case .bot:
      out.append(UInt8(ascii: "{"))
      out.append(oneLine: name)
      out.append("} ")
    case .coming, .left, .renamed, .notice, .missing: out.append("-- ")
    }
    out.append(oneLine: text)
    if line.kind == .missing {
      let isOne = text.count == 1 && text[0] == UInt8(ascii: "1")
      out.append(isOne ? " line is missing here" : " lines are missing here")
    }
    out.append(UInt8(ascii: "\n"))
  }
}
