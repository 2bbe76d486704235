package import TinyHTTP
package import TinyReactor
import Wire

/// The open pages that update themselves: each holds one `GET /updates` (server-sent events).
///
/// All share one watch of the API, which ends with the last of them. A region is rendered once and
/// sent to everybody, and only when it has changed.
package final class Viewers {
  /// Each holds a connection; a page beyond this many says that it does not update itself.
  package static let viewersMax = 64
  /// A sign of life is sent after this much silence. It is also how a viewer who went away is
  /// noticed: until then the API is polled for nobody and a place is taken.
  package static let silenceMax = Duration.seconds(5)

  private struct Viewer {
    let writer: HTTPBodyWriter
    let session: String?
    /// It shows the room, and not only what was said last.
    let wantsLines: Bool
    /// It shows what can be done about a line.
    let mayModerate: Bool
  }

  private let clock: any ReactorTime
  private let monitor: Monitor
  private let transcript: Transcript
  private let day: Day
  private let timeOfDay: () -> String
  private let isLive: (_ session: String?) -> Bool
  private let confirm: (_ session: String) -> Void
  private var identities = IdentityNews()
  private var viewers: [Int: Viewer] = [:]
  private var lastNumber = 0
  private var shown: [Region: String] = [:]
  private var lastSent = Duration.zero

  /// `isLive` says whether a viewer's session is still live: a page must not outlive its login.
  /// `confirm` has the API asked about that, when it may have ended there.
  package init(
    on clock: any ReactorTime, monitor: Monitor, transcript: Transcript, day: Day,
    timeOfDay: @escaping () -> String, isLive: @escaping (_ session: String?) -> Bool,
    confirm: @escaping (_ session: String) -> Void = { _ in }
  ) {
    self.confirm = confirm
    self.clock = clock
    self.monitor = monitor
    self.transcript = transcript
    self.day = day
    self.timeOfDay = timeOfDay
    self.isLive = isLive
  }

  package var count: Int { viewers.count }
  package var isFull: Bool { viewers.count >= Self.viewersMax }

  /// Sends a newcomer every region, at once or with the first reading, and then what changes; with
  /// `wantsLines` the last lines of the room, and then each that is said.
  package func join(
    _ writer: HTTPBodyWriter, session: String?, wantsLines: Bool = false, mayModerate: Bool = true
  ) {
    guard !isFull else { return writer.end() }
    lastNumber += 1
    let number = lastNumber
    viewers[number] = Viewer(
      writer: writer, session: session, wantsLines: wantsLines, mayModerate: mayModerate)
    writer.whenClosed { self.leave(number) }
    guard viewers[number] != nil else { return }  // closed before it could join
    if monitor.isWatching {
      writer.write(Region.allCases.flatMap(event))
      if wantsLines, let lines = transcript.snapshot.lines {
        let news = Transcript.News.lines(after: Transcript.start(of: lines), lines)
        writer.write(room(news, mayModerate: mayModerate))
      }
    } else {
      monitor.startWatching { self.broadcast() }
      // Its last viewer may have left at the first news.
      if monitor.isWatching { transcript.startWatching { self.tell($0) } }
    }
  }

  /// Ends the streams of a session that has logged out.
  package func dismiss(session: String) {
    for viewer in viewers.values where viewer.session == session { viewer.writer.end() }
  }

  /// Ends all streams: the dashboard is shutting down.
  package func dismissAll() {
    for viewer in viewers.values { viewer.writer.end() }
  }

  private func leave(_ number: Int) {
    guard viewers.removeValue(forKey: number) != nil, viewers.isEmpty else { return }
    monitor.stopWatching()
    transcript.stopWatching()
    shown = [:]
  }

  private func broadcast() {
    for viewer in viewers.values where !isLive(viewer.session) { viewer.writer.end() }
    guard !viewers.isEmpty else { return }
    if let events = monitor.snapshot.events {
      transcript.hear(events)
      if identities.hear(events) { Set(viewers.values.compactMap(\.session)).forEach(confirm) }
    }
    if monitor.snapshot.outage == nil {
      // When a minute is over.
      day.refresh().addCallback { isNew in if isNew { self.send() } }
    }
    send()
  }

  /// What has changed, or a sign of life.
  private func send() {
    guard !viewers.isEmpty else { return }
    var news = changes()
    if news.isEmpty, clock.now - lastSent >= Self.silenceMax {
      news = ServerSentEvent("", event: "alive").bytes
    }
    guard !news.isEmpty else { return }
    lastSent = clock.now
    for viewer in viewers.values { viewer.writer.write(news) }
  }

  /// What is said in the room, to those who show it; what was said last, to all.
  private func tell(_ news: Transcript.News) {
    for mayModerate in [true, false] {
      let readers = viewers.values.filter { $0.wantsLines && $0.mayModerate == mayModerate }
      guard !readers.isEmpty else { continue }
      let event = room(news, mayModerate: mayModerate)
      guard !event.isEmpty else { continue }
      for reader in readers { reader.writer.write(event) }
    }
    broadcast()
  }

  private func room(_ news: Transcript.News, mayModerate: Bool) -> [UInt8] {
    let lines = RoomLines(today: timeOfDay(), mayModerate: mayModerate)
    let (name, html): (String, HTML) =
      switch news {
      case .lines(let after, let messages): ("lines", lines.fragment(messages, after: after))
      case .anew(let messages):
        (
          "lines",
          lines.fragment(
            messages, after: Transcript.start(of: messages), hasMore: true, isAnew: true)
        )
      case .changed(let message): ("line", lines.fragment([message], after: message.id - 1))
      case .state: ("", "")
      }
    return name.isEmpty ? [] : ServerSentEvent(html.text, event: name).bytes
  }

  /// Renders all regions and returns the events of those that differ from what was sent last.
  private func changes() -> [UInt8] {
    let regions = Regions(
      monitor.snapshot, room: transcript.snapshot, curves: day.curves, at: clock.now,
      timeOfDay: timeOfDay())
    var news: [UInt8] = []
    for region in Region.allCases {
      let html = regions.html(region).text
      guard shown[region] != html else { continue }
      shown[region] = html
      news += event(region)
    }
    return news
  }

  /// What was last sent of a region; before the first reading there is nothing to send.
  private func event(_ region: Region) -> [UInt8] {
    shown[region].map { ServerSentEvent($0, event: region.rawValue).bytes } ?? []
  }
}
