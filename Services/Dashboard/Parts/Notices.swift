import TinyHTTP
import Wire

extension APIFailure {
  /// Why the page has nothing to show.
  var notice: HTML {
    "<p class=\"notice bad\" role=\"alert\">\(TerminalText.visible(explanation))</p>"
  }
}

extension [PeopleHere.Silence] {
  /// One for each chat server that did not say something.
  func notice(unsaid: HTML) -> HTML {
    HTML.join(
      map { silence in
        """
        <p class="notice">\(HTML.name(silence.server)) did not say \(unsaid): \
        \(TerminalText.visible(silence.why)).</p>

        """
      })
  }
}
