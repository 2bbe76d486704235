/// Folds letters that look the same into one (the idea of Unicode UTS #39, "skeleton").
package enum Lookalikes {
  /// The name as a hurried reader sees it, in lower case.
  package static func skeleton(of text: String) -> String {
    var skeleton = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let twin = twins[scalar] {
        skeleton.append(twin)
      } else {
        // A capital without a twin may have a small letter with one.
        for small in scalar.properties.lowercaseMapping.unicodeScalars {
          skeleton.append(twins[small] ?? small)
        }
      }
    }
    return String(skeleton)
  }

  private static let twins: [Unicode.Scalar: Unicode.Scalar] = {
    var twins: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (twin, others) in classes {
      for other in others.unicodeScalars { twins[other] = twin }
    }
    return twins
  }()

  /// On the right what is taken for the letter on the left. Capitals stand for themselves: Greek Ν
  /// is an N, its small letter ν a v.
  private static let classes: [(Unicode.Scalar, String)] = [
    ("a", "AАаΑα"),
    ("b", "BВвЬьΒβ"),
    ("c", "CСсϹϲ"),
    ("d", "DԀԁ"),
    ("e", "EЕеΕε"),
    ("f", "FƑƒϜ"),
    ("h", "HНнһҺΗհ"),
    ("j", "JЈјͿϳ"),
    ("k", "KКкΚκ"),
    // A digit, three letters and a dotless i that differ in few fonts.
    ("l", "1LlIiІіӀӏΙιıƖǀ"),
    ("m", "MМмΜ"),
    ("n", "NΝηпПոռ"),
    ("o", "0OОоΟοσՕօס"),
    ("p", "PРрΡρ"),
    ("q", "QԚԛզ"),
    ("r", "RГгΓ"),
    ("s", "SЅѕՏ"),
    ("t", "TТтΤτ"),
    ("u", "UμυսՍ"),
    ("v", "VνѴѵ"),
    ("w", "WԜԝω"),
    ("x", "XХхΧχ"),
    ("y", "YУуΥγҮү"),
    ("z", "ZΖζ"),
    ("3", "ЗзƷʒӠӡ"),
  ]
}
