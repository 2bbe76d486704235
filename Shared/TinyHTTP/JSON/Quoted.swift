/// Somebody else's text in a sentence of ours: in quotes, in part when it is long, and with what a
/// terminal would obey said by its number.
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
