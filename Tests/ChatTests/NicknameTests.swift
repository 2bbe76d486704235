import Chat
import Testing

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
      ("an\u{301}n", .unsuitable("\u{301}")),
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
    ("ann", "ANN"),
    ("cope", "соре"),  // Cyrillic
    ("gnus", "ցոսՏ"),  // Armenian
    ("Bernard", "Bemard"),
    ("wow", "vvovv"),
    ("ó0", "όο"),  // Greek
    ("カニ", "力二"),
    ("へい", "ヘい"),
    ("bob", "b0b"),
    ("bill", "bi1l"),
    ("Ilya", "llya"),
    ("Ilya", "1lya"),
    ("NIKO", "ΝΙΚΟ"),  // Greek throughout
    ("Νίκος", "νίκος"),
    ("РОР", "pop"),  // Cyrillic
    ("ÉVA", "éva"),
  ])
  func `names that look alike collide`(one: String, other: String) throws {
    #expect(try !Nickname(chosen: one).keys.isDisjoint(with: Nickname(chosen: other).keys))
  }

  @Test(arguments: [
    ("ann", "anna"), ("Eva", "Éva"), ("mia", "nia"), ("ann-1", "ann-2"),
    ("Zoë", "Zoé"),
  ])
  func `names that differ do not collide`(one: String, other: String) throws {
    #expect(try Nickname(chosen: one).keys.isDisjoint(with: Nickname(chosen: other).keys))
  }

  @Test func `each refusal tells what to do`() {
    let problems: [NicknameProblem] = [
      .empty, .unsuitable(" "), .unsuitable("!"), .mixed(.latin, .greek), .tooWide(columns: 30),
      .beginsWithSign, .reserved,
      .taken(by: "ann"),
    ]
    #expect(Set(problems.map(\.description)).count == problems.count)
  }

  @Test func `guests get the lowest free number`() {
    var numbers = GuestNumbers()
    #expect((1...200).allSatisfy { numbers.take() == $0 })
    numbers.giveBack(7)
    numbers.giveBack(150)
    #expect(numbers.take() == 7)
    #expect(numbers.take() == 150)
    #expect(numbers.take() == 201)
  }
}
