package import TinyHTTP
package import Wire

/// How the API is, and what its files take of their disk.
package enum HealthWords {
  /// Below this a disk is nearly full: a busy day of talk takes tens of megabytes.
  package static let freeBytesMin = 200_000_000

  /// `status` is the last known; nil of an API that is too old to say.
  package static func html(
    _ status: APIStatus?, outage: Snapshot.Outage?, isKnown: Bool, today: String
  ) -> HTML {
    guard isKnown || outage != nil else { return "<p class=\"none\">Not known yet.</p>" }
    let state: HTML =
      outage.map { outage in
        """
        <span class="gone">\(outage.failure.words) since \(HTML.time(outage.since, today: today))</span>
        """
      } ?? "<span class=\"live\">answers</span>"
    return
      "<p><span class=\"name\"><b>API</b></span> \(state)</p>\(status.map { facts($0, today) })"
  }

  private static func facts(_ status: APIStatus, _ today: String) -> HTML {
    """
    <p class="facts">version \(TerminalText.visible(status.version)), up since \
    \(HTML.time(status.started, today: today))</p>
    <table class="figures">
    <thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">Disk free</th></tr>\
    </thead>
    <tbody>\(row("Database", status.database))\(row("Transcript", status.transcript))</tbody></table>
    \(problems(status))
    """
  }

  private static func row(_ name: HTML, _ file: APIStatus.File) -> HTML {
    """
    <tr><th scope="row">\(name)</th><td>\(Format.bytes(file.bytes))</td>\
    <td>\(file.freeBytes.map(Format.bytes) ?? "not known")</td></tr>

    """
  }

  private static func problems(_ status: APIStatus) -> HTML {
    let files = [("database", status.database), ("transcript", status.transcript)]
    let failures = files.compactMap { name, file in
      file.problem.map { "The \(name) does not work: \($0)" }
    }
    let least = files.compactMap { $1.freeBytes }.min()
    let full = least.flatMap { free in
      free < freeBytesMin
        ? "The disk has only \(Format.bytes(free)) left: make room, or what is said and decided is lost"
        : nil
    }
    let bus = status.bus.map {
      "The log of the room cannot be read, and what is said is not kept yet: \($0)"
    }
    let all = failures + [full, bus].compactMap { $0 }
    return HTML.join(
      all.map { "<p class=\"notice bad\">\(TerminalText.visible(Format.sentence($0)))</p>" })
  }
}
