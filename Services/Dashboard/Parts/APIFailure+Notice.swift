import TinyHTTP

extension APIFailure {
  /// Why the page has nothing to show.
  var notice: HTML {
    "<p class=\"notice bad\" role=\"alert\">\(TerminalText.visible(explanation))</p>"
  }
}
