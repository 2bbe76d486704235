import API
import Testing

@Suite struct `Search terms` {
  @Test(arguments: [
    ("hello wor", #""hello"* "wor"*"#), ("Grüße", #""grusse"*"#), ("a I 5", #""a" "i" "5""#),
    ("ж жу", #""ж" "жу""#), ("don't", #""dont"*"#), ("\t hi\u{3000}ho\n", #""hi" "ho""#),
  ])
  func `a word is the beginning of one, and one or two letters are all of it`(
    query: String, expression: String
  ) {
    #expect(SearchTerms(query: query).expression == expression)
  }

  @Test(arguments: [
    ("foo-bar", #""foo bar"*"#), ("error_code", #""error code"*"#), ("foo-b", #""foo b""#),
    ("10.0.0.5", #""10 0 0 5""#), ("10.0.0.52", #""10 0 0 52""#), ("吾輩は", #""吾 輩 は""#),
    ("日本go", #""日 本 go""#), ("l'homme", #""l homme"*"#), ("👩‍💻", #""👩 💻""#),
    ("a@b.co", #""a b co""#),
  ])
  func `a word of several tokens is a phrase`(query: String, expression: String) {
    #expect(SearchTerms(query: query).expression == expression)
  }

  @Test(arguments: [
    (#""exact Phrase""#, #""exact phrase""#), ("“a bc” x", #""a bc" "x""#),
    ("„so ja“", #""so ja""#),
    ("«oui non» »ja«", #""oui non" "ja""#), (#""say «hi» now""#, #""say hi now""#),
    (#"foo"bar baz"qux"#, #""foo"* "bar baz" "qux"*"#), (#""@ann hi""#, #""ann hi""#),
    (#"“mixed""#, #""mixed""#), (#""hello wor"#, #""hello"* "wor"*"#),
    (#"«one "two three" fo"#, #""one"* "two three" "fo""#), (#"5"x "#, #""5 x""#),
  ])
  func `what stands in quotation marks is a phrase of whole words`(
    query: String, expression: String
  ) {
    #expect(SearchTerms(query: query).expression == expression)
  }

  @Test(arguments: [
    ("@ann", #""@ann""#), ("@Foo-Bar hi", #""@foo_bar" "hi""#), ("(@ann)", #""ann"*"#),
    ("@ann: hi", #""@ann" "hi""#), ("@(ann),", #""@ann""#), ("＠吾輩", #""@吾輩""#),
    ("@@ann", #""@ann""#),
  ])
  func `a name is searched for as a whole`(query: String, expression: String) {
    #expect(SearchTerms(query: query).expression == expression)
  }

  @Test(arguments: [
    ("hi", "Ann", #""@ann" "hi""#), (nil, "Jörg's Bot", #""@jorg_s_bot""#), ("?", "!", #""@_""#),
    ("hi", "", #""hi""#), ("@bob", "ann", #""@ann" "@bob""#),
  ])
  func `a name can be required beside the query`(query: String?, name: String, expression: String) {
    #expect(SearchTerms(query: query, name: name).expression == expression)
  }

  @Test(arguments: [
    "", " ", "@", "@@ @!", "\"\"", "«»", "\"", "* ^ ( ) { } : , + -", "\u{0}", "\u{301}",
  ])
  func `nothing to search for is no expression`(query: String) {
    #expect(SearchTerms(query: query).expression == nil)
    #expect(SearchTerms(query: query, name: "").expression == nil)
    #expect(SearchTerms(query: nil).expression == nil)
  }

  @Test func `sixteen terms count, the required name first`() {
    let many = String(repeating: "word ", count: 40)
    #expect(SearchTerms(query: many).expression?.split(separator: " ").count == 16)
    let terms = SearchTerms(query: many, name: "ann").expression?.split(separator: " ")
    #expect(terms?.count == 16)
    #expect(terms?.first == "\"@ann\"")
  }

  @Test(arguments: ["猫", "x", "x ", "x.", "\"", "\"a", "👍"])
  func `an endless query makes a short expression`(part: String) {
    let expression = SearchTerms(query: String(repeating: part, count: 100_000)).expression ?? ""
    #expect(expression.utf8.count < 4 * 2_048)
  }
}

/// The expressions, in the FTS5 that the API has.
@Suite struct `A search of the transcript` {
  private static let lines = [
    ("Ann", "Hello World, this is Kätzchen"), ("Bob", "hello @ann, error_code is 17"),
    ("foo-bar", "Straße 10.0.0.5 and 10.0.0.52"), ("Ann", "I don't know l’homme"),
    ("吾輩", "吾輩は猫である"), ("Zoë", "か가 한국어 👍🏽 done"), ("Bob", "AND OR NOT NEAR"),
    ("mallory", "@bob @foo_bar bob said so"), ("Bob", "The exact phrase is here"),
    ("Ann", "phrase, exact"), ("Bob", "が ｶﾞ"), ("Thai", "กินข้าว"), ("Ann", ""),
  ]

  private let connection: Connection

  init() throws {
    connection = try Connection(path: ":memory:")
    try connection.execute(
      """
      CREATE VIRTUAL TABLE transcript
      USING fts5(words, content='', tokenize="\(FoldedText.tokenizer)")
      """)
    var folded = FoldedText()
    for (number, (name, text)) in Self.lines.enumerated() {
      folded.removeAll()
      folded.append(text)
      folded.append(name: name)
      try connection.run(
        "INSERT INTO transcript(rowid, words) VALUES (?, ?)", .integer(number),
        .text(folded.text))
    }
  }

  /// Numbers of the lines found.
  private func search(_ query: String?, name: String? = nil) throws -> [Int] {
    guard let expression = SearchTerms(query: query, name: name).expression else { return [] }
    return try connection.rows(
      "SELECT rowid FROM transcript WHERE transcript MATCH ? ORDER BY rowid",
      .text(expression)
    ) { $0.integer(0) }
  }

  @Test(arguments: [
    ("hello", [0, 1]), ("HEL wor", [0]), ("katzchen", [0]), ("Ka\u{308}tz", [0]), ("error", [1]),
    ("error_code", [1]), ("code_error", []), ("code error", [1]), ("strasse", [2]), ("STRAẞ", [2]),
    ("10.0.0.5", [2]), ("0.0.52", [2]), ("10.0.0.6", []), ("dont", [3]), ("don't", [3]),
    ("homme", [3]), ("l'homme", [3]), ("i", [3]), ("h", []), ("猫", [4]), ("輩は", [4]), ("は輩", []),
    ("か", [5]), ("が", [10]), ("ガ", [10]), ("국", [5]), ("👍", [5]), ("👍🏿", [5]), ("😀", []),
    ("exact phrase", [8, 9]), ("\"exact phrase\"", [8]), ("“phras”", []), ("กิน", [11]), ("ข", [11]),
    ("AND", [2, 6]), ("NOT near", [6]), ("hello NOT world", []), ("ann", [1]), ("bob", [7]),
  ])
  func `lines are found by what they say`(query: String, found: [Int]) throws {
    #expect(try search(query) == found)
  }

  @Test(
    arguments: [
      ("@ann", nil, [0, 3, 9, 12]), ("@ANN phrase", nil, [9]), ("@an", nil, []),
      ("@bob", nil, [1, 6, 8, 10]),
      ("@foo_bar", nil, [2]), ("@吾輩", nil, [4]), ("@zoe", nil, [5]), (nil, "Bob", [1, 6, 8, 10]),
      ("hello", "Bob", [1]), ("@ann", "bob", []), ("\"@bob\"", nil, [7]),
    ] as [(String?, String?, [Int])])
  func `lines are found by who says them, which no text can pretend`(
    query: String?, name: String?, found: [Int]
  ) throws {
    #expect(try search(query, name: name) == found)
  }

  @Test(arguments: [
    "\"", "\"\"", "\"\"\"", "\"a", "a\"", "a\"b\"c", "'", "''; DROP TABLE transcript; --", "\u{0}",
    "a\u{0}b",
    "AND", "OR", "NOT", "NEAR", "AND AND", "a AND", "NOT a", "NEAR(a b, 5)", "NEAR(", "^a", "^",
    "words:a",
    "words : a", "- words : a", "{words}: a", "a*", "*", "**", "a + b", "+", "(a", "a)", "()", "{",
    "}", "a,b",
    "a:b", ":", ",", "\\", "\\\"", "%", "?", "?1", "@", "@\"", "@*", "@_", "_", "“", "„a“b”",
    "«a\"b»c\"",
    "\u{FFFD}", "\u{301}", "\u{200D}", "\u{10FFFF}", "\u{FEFF}", "🏽", "\u{3099}", "\u{1161}",
  ])
  func `a search for anything is no error`(query: String) throws {
    for query in [
      query, "hello \(query)", "\(query) hello", "\"\(query)\"", "@\(query)", "@a\(query)",
    ] {
      _ = try search(query)
      _ = try search("hello", name: query)
    }
    #expect(try search("hello") == [0, 1])
  }

  @Test(arguments: [
    "x", "猫", "\"", "\"a\" ", "( ", "x.", "@a ", "NOT ", "👩‍💻", "か\u{3099}", "a\u{301}",
  ])
  func `a search for ten thousand characters is no error`(part: String) throws {
    _ = try search(String(repeating: part, count: 10_000))
    _ = try search(nil, name: String(repeating: part, count: 10_000))
    _ = try search("\"" + String(repeating: part, count: 10_000) + "\"")
  }

  @Test func `each character is found in its line`() throws {
    for (number, (_, text)) in Self.lines.enumerated() {
      for word in text.split(separator: " ")
      where SearchTerms(query: "\"\(word)\"").expression != nil {
        #expect(try search("\"\(word)\"").contains(number), "\(word)")
      }
    }
  }
}
