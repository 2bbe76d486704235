/// Which letters of names look alike.
///
/// This is Unicode's `confusables.txt` (UTS #39, version 15.0.0, © Unicode, Inc., under the terms
/// of https://www.unicode.org/copyright.html), as far as it concerns `Letters`, and beyond it what
/// readers of terminals mistake for each other: i and l, г and r, β and b as capitals.
/// `LookalikeTests` compares the two.
extension Lookalikes {
  /// On the left is what the letters on the right are taken for. Capitals have entries of their
  /// own: Greek Ν is an N, its small letter ν a v. A letter with accents is looked up without them,
  /// unless it is listed.
  static let letters: [(String, String)] = [
    ("a", "AАаΑα"),
    ("ae", "Ææ"),
    ("b", "BВвЬьΒ"),
    ("bl", "Ыы"),
    ("c", "CСс"),
    ("d\u{335}", "ĐđÐð"),
    ("e", "EЕеΕ"),
    ("f", "Fք"),
    ("g", "Gց"),
    ("g\u{301}", "ģ"),  // its cedilla stands above it, turned
    ("g\u{335}", "Ǥǥ"),
    ("h", "HНнҺһΗհ"),
    ("h\u{326}", "Ңң"),
    ("h\u{335}", "Ħħћ"),
    ("j", "JЈјյ"),
    ("k", "KКкΚκ"),
    ("k\u{326}", "Ққ"),
    // A digit, three letters, an i with no dot or with one more, and strokes of other scripts that
    // differ in few fonts.
    ("l", "1LlIiİıІіΙιլւוןا"),
    ("l\u{301}", "ľ"),  // its caron stands beside it, like an acute
    ("l\u{307}", "Ŀŀ"),
    ("l\u{338}", "Łł"),
    ("lo", "Юю"),
    ("n", "NΝηпոռ"),
    ("o", "0OОоΟοσՕօסه"),
    ("o\u{335}", "ΘθӨө"),
    ("o\u{338}", "Øø"),
    ("oe", "Œœ"),
    ("p", "PРрΡρ"),
    ("q", "Qզգ"),
    ("r", "RГгΓ"),
    ("rn", "MmМмΜ"),
    ("s", "SЅѕՏ"),
    ("t", "TТтΤτ"),
    ("t\u{335}", "Ŧŧ"),
    ("u", "UμυսՍ"),
    ("v", "Vνט"),
    ("vv", "Wwωա"),
    ("x", "XХхΧχ"),
    ("y", "YУуΥγҮүყ"),
    ("z", "ZΖζ"),
    ("3", "Зз"),
    ("6", "б"),
    ("ß", "ẞβ"),
    ("δ", "ծ"),
    ("ε", "Єє"),
    ("λ", "ΛЛ"),
    ("π", "ΠП"),
    ("φ", "ΦФфՓ"),
    ("եl", "և"),
    ("ى", "يی"),
    ("ك", "ک"),
    ("ث", "ؿپ"),
  ]

  /// Marks on letters, in normal form D, grouped where they differ by a pixel.
  static let accents: [(Unicode.Scalar, [Unicode.Scalar])] = [
    ("\u{302}", ["\u{311}"]),  // circumflex, inverted breve
    ("\u{304}", ["\u{303}", "\u{653}"]),  // macron, tilde, Arabic maddah
    ("\u{306}", ["\u{30C}"]),  // breve, caron
    ("\u{307}", ["\u{30A}"]),  // dot, ring
    ("\u{308}", ["\u{30B}", "\u{30F}"]),  // diaeresis, double acute, double grave
    ("\u{323}", ["\u{325}"]),  // dot, ring below
    ("\u{326}", ["\u{327}", "\u{328}"]),  // comma, cedilla, ogonek
    ("\u{331}", ["\u{324}", "\u{32D}", "\u{32E}", "\u{330}"]),  // line, and what else lies below
  ]

  /// Japanese and Chinese characters, grouped by likeness.
  static let eastAsian = """
    へヘ 一ー 二ニ 八ハ 力カ 卜ト 口ロ囗 夕タ 工エ イ亻 ノ丿
    㖈䎛 㘽㦳 㩁搉 㫚曶 㬵胶 㬺幐 㬻䐠 㮣槩 䀹鿃 䀿晣 䑃朦 䚶訞 併倂 値值 啓啟 土士 塡填 墫壿 媯嬀
    帡帲 戶戸 晚晩 朌肦 朏胐 朐胊 朓脁 朘脧 朣膧 杮柿 榝樧 溈潙 研硏 絕絶 胼腁 蒍蔿 蘷虁 訮詽 讆讏
    豜豣 赿趆 跥跺 躗躛 軿輧 郎郞 鎭鎮 隷隸 鹂鹃 黑黒
    """
}
