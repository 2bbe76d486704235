/// Quotes foreign text in a message of ours: cut when long, and with characters that a terminal
/// would obey shown as code points.
package func quoted(_ text: String) -> String {
  let scalarsMax = 40
  var shown = ""
  for scalar in text.unicodeScalars.prefix(scalarsMax) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      shown += "U+" + String(scalar.value, radix: 16, uppercase: true)
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return "\"\(shown)\(text.unicodeScalars.count > scalarsMax ? "…" : "")\""
}
