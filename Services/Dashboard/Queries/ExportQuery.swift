package import TinyHTTP

/// What a transcript can be exported as.
package enum ExportFormat: String, CaseIterable {
  case text, markdown, jsonl, csv

  /// How its files are called.
  package var suffix: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .jsonl: "jsonl"
    case .csv: "csv"
    }
  }

  package var mediaType: String {
    switch self {
    case .text: "text/plain; charset=utf-8"
    case .markdown: "text/markdown; charset=utf-8"
    case .jsonl: "application/x-ndjson"
    case .csv: "text/csv; charset=utf-8"
    }
  }
}

/// Which lines to export, and how.
package struct ExportQuery {
  package let format: ExportFormat
  /// With the API's own names.
  package let pairs: [(String, String)]

  /// Throws 400, in words, for what the form does not offer.
  package init(_ form: Form) throws(HTTPError) {
    guard let format = ExportFormat(rawValue: form["format"] ?? "text") else {
      throw HTTPError(.badRequest, "A transcript can be text, markdown, jsonl or csv.")
    }
    self.format = format
    var pairs = [("format", format.rawValue)]
    for (name, theirs) in [("from", "since"), ("to", "until")] {
      guard let typed = form[name], !typed.isEmpty else { continue }
      guard let time = EnteredTime.utc(typed) else {
        throw HTTPError(.badRequest, "“\(name)” must be a time like 2026-11-24T12:03, in UTC.")
      }
      pairs.append((theirs, time))
    }
    for name in ["q", "name", "tz"] {
      if let value = form[name], !value.isEmpty { pairs.append((name, value)) }
    }
    self.pairs = pairs
  }
}
