import Testing
import Wire

struct NicknameTests {
  @Test(arguments: [
    "ann", "Ann-Marie_2", "Jürgen", "Νίκος", "Наташа", "דוד", "さくら", "コーヒー", "李小龍", "김철수", "7of9",
    "Łukasz", "Nguyễn", "Ștefan", "Øystein", "Straße", "Ioană", "Ґанна", "Өмір", "Ալիս", "ნინო",
    "サム李",
    "abcdefghijklmnopqrst", "一二三四五六七八九十",
  ])
  func `names of letters and digits are fine`(name: String) throws {
    #expect(try Nickname(chosen: name).text == name)
  }

  @Test(
    arguments: [
      ("", .empty),
      ("an n", .unsuitable(" ")),
      ("*", .unsuitable("*")),
      ("ann!", .unsuitable("!")),
      ("<ann>", .unsuitable("<")),
      ("ann🎉", .unsuitable("🎉")),
      ("aq\u{301}n", .unsuitable("\u{301}")),  // nothing to compose it with
      ("ᎪNN", .unsuitable("Ꭺ")),
      ("𝐚nn", .unsuitable("𝐚")),
      ("×", .unsuitable("×")),
      ("-ann", .beginsWithSign),
      ("_", .beginsWithSign),
      ("--", .beginsWithSign),
      ("abcdefghijklmnopqrstu", .tooWide(columns: 21)),
      ("一二三四五六七八九十一", .tooWide(columns: 22)),
      ("server", .reserved),
      ("SERVER", .reserved),
      ("Аdmin", .mixed(.cyrillic, .latin)),
      ("ann李", .mixed(.latin, .eastAsian)),
      ("Νiko", .mixed(.greek, .latin)),
      ("ſam", .unsuitable("ſ")),  // a long s
      ("anǀ", .unsuitable("ǀ")),  // clicks
      ("anǃ", .unsuitable("ǃ")),
      ("ǉ", .unsuitable("ǉ")),  // a digraph
      ("ĸate", .unsuitable("ĸ")),
      ("ƙate", .unsuitable("ƙ")),  // a hook
      ("ϲola", .unsuitable("ϲ")),  // an old Greek sigma
      ("ѡ", .unsuitable("ѡ")),  // an old Cyrillic omega
      ("sérver", .reserved),
      ("ser-ver", .reserved),
      ("SERVER_", .reserved),
      ("adrnin", .reserved),
      ("ṛoot", .reserved),
      ("adm1n", .reserved),
      ("ADMİN", .reserved),
      ("AÐMIN", .reserved),
      ("NOTİCE", .reserved),
      ("WARNİNG", .reserved),
      ("admi\u{307}n", .unsuitable("\u{307}")),
      ("r00t", .reserved),
      ("everyone", .reserved),
      ("guest-1", .reserved),
      ("Guest-99", .reserved),
      ("guest", .reserved),
      ("gúest-2", .reserved),
      ("g-uest-2", .reserved),
      ("guеst-2", .mixed(.latin, .cyrillic)),
    ] as [(String, NicknameProblem)])
  func `what is refused is refused for its reason`(name: String, problem: NicknameProblem) {
    #expect(throws: problem) { try Nickname(chosen: name) }
  }

  @Test(arguments: [
    ("e\u{301}va", "éva"),
    ("Ngu\u{79}e\u{302}\u{303}n", "Nguyễn"),
    ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "한글"),
    ("か\u{3099}く", "がく"),
    ("\u{415}\u{308}лка", "Ёлка"),
    ("\u{212A}urt", "Kurt"),  // the sign for kelvin
    ("\u{F9E1}", "李"),  // a duplicate for the sake of an old standard
  ])
  func `a name is composed, however it was typed`(typed: String, name: String) throws {
    let chosen = try Nickname(chosen: typed)
    #expect(Array(chosen.text.unicodeScalars) == Array(name.unicodeScalars))
    #expect(Nickname.keys(of: typed) == Nickname.keys(of: name))
  }

  @Test(arguments: [
    ("!", "!"), ("\u{200B}", "U+200B (ZERO WIDTH SPACE)"),
    ("\u{202E}", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
    ("\u{30A}", "U+030A (COMBINING RING ABOVE)"), ("Ꭺ", "U+13AA (CHEROKEE LETTER GO)"),
    ("🎉", "U+1F389 (PARTY POPPER)"), ("\u{9}", "U+0009"), ("\u{E000}", "U+E000"),
    ("\u{3000}", "U+3000 (IDEOGRAPHIC SPACE)"),
  ])
  func `what no name may contain is named so that it can be read`(scalar: String, shown: String) {
    #expect {
      try Nickname(chosen: "q\(scalar)")
    } throws: {
      "\($0)" == "no name may contain \(shown): use letters, digits, - and _"
    }
  }

  @Test(arguments: [
    "ADMİN", "admın", "AÐMIN", "ađmin", "NOTİCE", "WARNİNG", "vvarning", "waming", "ÁDMÎN",
    "sērvėr",
    "SYSTÉM", "ĢUEST-1", "ǵuest", "gueşt-7", "EVERYØNE", "ħelp", "HÈŁP", "r\u{301}oot", "ḃot",
    "ВОТ",
    "ме", "ΜΕ", "ΑΙΙ",
  ])
  func `no name comes near what speaks for the server`(name: String) {
    #expect(throws: NicknameProblem.reserved) { try Nickname(chosen: name) }
  }

  @Test func `each refusal tells what to do`() {
    let problems: [NicknameProblem] = [
      .empty, .unsuitable(" "), .unsuitable("!"), .mixed(.latin, .greek), .tooWide(columns: 30),
      .beginsWithSign, .reserved,
      .taken(by: "ann"), .tried(holder: "ann"), .kept(seconds: 3),
    ]
    #expect(Set(problems.map(\.description)).count == problems.count)
  }
}
