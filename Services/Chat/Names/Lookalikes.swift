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
    return String(skeleton).replacing("rn", with: "m").replacing("vv", with: "w")
  }

  /// A skeleton without accents and signs, for names that nobody may even come near.
  static func bare(_ skeleton: String) -> String {
    var bare = String.UnicodeScalarView()
    for scalar in skeleton.unicodeScalars where scalar != "-" && scalar != "_" {
      let letter = Letters.withoutAccent(scalar) ?? scalar
      bare.append(twins[letter] ?? letter)
    }
    return String(bare)
  }

  private static let twins: [Unicode.Scalar: Unicode.Scalar] = {
    var twins: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (twin, others) in classes {
      for other in others.unicodeScalars { twins[other] = twin }
    }
    return twins
  }()

  /// On the right what is taken for the letter on the left, among the `Letters` of names. A name keeps
  /// to one script, so this is about whole names that can be read in two, and about digits. Capitals
  /// stand for themselves: Greek Ν is an N, its small letter ν a v.
  private static let classes: [(Unicode.Scalar, String)] = [
    ("a", "AАаΑα"),
    ("b", "BВвЬьΒβ"),
    ("c", "CСс"),
    ("e", "EЕеΕε"),
    ("g", "Gց"),
    ("h", "HНнҺһΗհ"),
    ("j", "JЈјյ"),
    ("k", "KКкΚκ"),
    // A digit, three letters, a dotless i and others' strokes that differ in few fonts.
    ("l", "1LlIiıІіΙιլւוןا"),
    ("m", "MМмΜ"),
    ("n", "NΝηпПոռ"),
    ("o", "0OОоΟοσՕօסه"),
    ("p", "PРрΡρ"),
    ("q", "Qզգ"),
    ("r", "RГгΓ"),
    ("s", "SЅѕՏ"),
    ("t", "TТтΤτ"),
    ("u", "UμυսՍ"),
    ("v", "Vνט"),
    ("w", "Wωա"),
    ("x", "XХхΧχ"),
    ("y", "YУуΥγҮүყ"),
    ("z", "ZΖζ"),
    ("3", "Зз"),
    // The same with an accent.
    ("á", "Άά"),
    ("è", "Ѐѐ"),
    ("é", "Έέ"),
    ("ë", "Ёё"),
    ("ḱ", "Ќќ"),
    ("í", "Ίί"),
    ("ï", "ЇїΪϊ"),
    ("ń", "ή"),
    ("ó", "Όό"),
    ("ú", "ύ"),
    ("ü", "ϋ"),
    ("ý", "Ύ"),
    ("ÿ", "Ϋ"),
    // Japanese and Chinese.
    ("へ", "ヘ"),
    ("べ", "ベ"),
    ("ぺ", "ペ"),
    ("一", "ー"),
    ("二", "ニ"),
    ("八", "ハ"),
    ("力", "カ"),
    ("卜", "ト"),
    ("口", "ロ囗"),
    ("夕", "タ"),
    ("工", "エ"),
  ]
}
