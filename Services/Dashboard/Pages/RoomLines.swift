package import TinyHTTP
package import Wire

/// Lines of the room as a list, each with its time, which is the link to it, and with what an admin
/// can do about it.
package struct RoomLines {
  /// RFC 3339, UTC.
  private let today: String
  /// The line that the page is about.
  private let marked: Int?
  private let mayModerate: Bool

  /// Those who may not moderate see no way to.
  package init(today: String, marked: Int? = nil, mayModerate: Bool = true) {
    self.mayModerate = mayModerate
    self.today = today
    self.marked = marked
  }

  /// What a page adds to the lines that it has: `data-after` is the id after which these come, so
  /// that it sees whether some are missing between; `data-more` says that there are more in the
  /// direction that was asked for, `data-anew` that these are all there are.
  package func fragment(_ view: RoomView, of query: RoomQuery) -> HTML {
    switch query.place {
    case .after(let id): fragment(view.lines, after: id, hasMore: view.hasNewer)
    default:
      fragment(view.lines, after: Transcript.start(of: view.lines), hasMore: view.hasOlder)
    }
  }

  /// The same of lines that were just said.
  package func fragment(
    _ lines: [Message], after: Int, hasMore: Bool = false, isAnew: Bool = false
  ) -> HTML {
    let more: HTML? = hasMore ? " data-more" : nil
    let anew: HTML? = isAnew ? " data-anew" : nil
    return "<ol data-after=\"\(after)\"\(more)\(anew)>\(items(lines))</ol>"
  }

  package func items(_ lines: [Message]) -> HTML { HTML.join(lines.map(item)) }

  /// What was said until a moment and from then on, with the moment between.
  package func items(_ lines: [Message], around time: String) -> HTML {
    // Times of one form are in order as texts are; a moment may have no fraction.
    let split = lines.firstIndex { $0.time >= time.dropLast() } ?? lines.count
    return """
      \(items(Array(lines[..<split])))<li id="moment" class="moment">\
      \(HTML.time(time, today: today)) UTC</li>\(items(Array(lines[split...])))
      """
  }

  private func item(_ line: Message) -> HTML {
    let current: HTML? = line.id == marked ? " aria-current=\"true\"" : nil
    return """
      <li id="line-\(line.id)" class="\(LineWords.look(line))"\(current)>\
      <a class="when" href="\(RoomAddress.line(line.id))">\(HTML.time(line.time, today: today))</a>\
      <p>\(LineWords.html(line))</p>\(box(line))\(commands(line))</li>

      """
  }

  // MARK: - What can be done

  private func commands(_ line: Message) -> HTML? {
    guard mayModerate, MessageKind.talk.contains(line.kind) else { return nil }
    let speaker = LineWords.speaker(line)
    let time = Format.moment(TerminalText.visible(line.time), today: today)
    let (hide, show): (HTML?, HTML?) =
      line.text == nil
      ? (nil, button(.show, "Show again", "Show again what \(speaker) said at \(time)", line))
      : (button(.hide, "Hide", "Hide what \(speaker) said at \(time)", line), nil)
    let commands = HTML.join([person(line), hide].compactMap { $0 })
    guard commands != "" else { return show }
    return """
      <details><summary aria-label="Act on \(speaker), \(time)"></summary>\
      <div class="commands">\(commands)</div></details>\(show)
      """
  }

  /// To do something about several people at once.
  private func box(_ line: Message) -> HTML? {
    guard mayModerate, let speaker = PersonAddress(speakerOf: line)?.action else { return nil }
    let time = Format.moment(TerminalText.visible(line.time), today: today)
    return BulkForm.box(
      speaker.choice, "\(TerminalText.visible(line.name)), \(time)", isInside: false)
  }

  /// Mute, kick, ban and voice; nil for a bot, and for a line of which it is not known who said it.
  private func person(_ line: Message) -> HTML? {
    guard let speaker = PersonAddress(speakerOf: line), speaker.member != nil else { return nil }
    let query = Form.encode(speaker.pairs + [("line", String(line.id))])
    let name = TerminalText.visible(line.name)
    let links: [(path: String, word: HTML)] = [
      (AdminCommand.Kind.mute.path, "Mute"), (AdminCommand.Kind.kick.path, "Kick"),
      (RoomAddress.ban, "Ban"), (AdminCommand.Kind.voice.path, "Voice"),
    ]
    return HTML.join(
      links.map { link in
        """
        <a class="button quiet small" href="\(link.path)?\(query)" \
        aria-label="\(link.word) \(name)">\(link.word)…</a>
        """
      })
  }

  /// Can be taken back, so it is done without a question.
  private func button(
    _ kind: AdminCommand.Kind, _ word: HTML, _ label: String, _ line: Message
  ) -> HTML {
    let place: HTML? = kind == .show ? " class=\"again\"" : nil
    return """
      <form\(place) method="post" action="\(kind.path)">\(Fields.hidden("id", String(line.id)))\
      <button class="quiet small" aria-label="\(label)">\(word)</button></form>
      """
  }
}
