import API
import Testing

@Suite struct `Folded text` {
  /// Compared by its bytes: to `==`, が is the same in one scalar and in two.
  private static func folded(_ text: String, name: String = "") -> String {
    var folded = FoldedText()
    folded.append(text)
    folded.append(name: name)
    return folded.text
  }

  @Test(arguments: [
    ("", ""), (" \t ", ""), ("?!", ""), ("Hello, World", "hello world"), ("a  b", "a b"),
    ("error_code", "error code"), ("a@b.c", "a b c"), ("10.0.0.5", "10 0 0 5"),
    ("foo-bar/baz", "foo bar baz"), ("\u{0}a\u{0}b\u{7F}", "a b"), ("`[{az}]^", "az"),
    ("@ann: hi_", "ann hi"), ("r2d2", "r2d2"), ("„Ja“ – no…", "ja no"), ("a\u{FFFD}b", "a b"),
    ("a\u{3000}b\u{A0}c\u{2028}d", "a b c d"), ("$5 + 1", "5 1"),
  ])
  func `what is no letter and no digit separates words`(text: String, folded: String) {
    #expect(Self.folded(text).utf8.elementsEqual(folded.utf8))
  }

  @Test(arguments: [
    ("Kätzchen", "katzchen"), ("STRASSE Straße STRAẞE", "strasse strasse strasse"),
    ("ﬁn ﬃ ﬆ", "fin ffi st"), ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"), ("ᾳ α\u{345}", "α α"),
    ("İstanbul ISTANBUL ısı", "istanbul istanbul isi"), ("Łódź Ørsted Đông", "lodz orsted dong"),
    ("Æsir Œuvre Þór Ǽ Ǿ", "aesir oeuvre thor ae o"), ("Tiếng Việt", "tieng viet"),
    ("Ёлка Йод ЖУК", "елка иод жук"), ("\u{212B}\u{212A} ſo", "ak so"), ("ŉ ǰ", "n j"),
    ("שָׁלוֹם", "שלום"), ("أَحْمَد مـــد", "احمد مد"), ("ʿAlī Hawaiʻi", "ali hawaii"),
    ("Ａｂｃ＿ｄ ＠ｘ １２", "abc d x 12"), ("𝐇𝒆𝓵𝕝𝗈 𝟙", "hello 1"), ("ᲐᲑ აბ", "აბ აბ"),
    ("co\u{AD}op a\u{200D}b \u{202E}c", "coop ab c"),
  ])
  func `letters lose their case, their accents and their ornaments`(text: String, folded: String) {
    #expect(Self.folded(text).utf8.elementsEqual(folded.utf8))
  }

  @Test(arguments: [
    ("Ka\u{308}tzchen", "Kätzchen"), ("I\u{307}", "İ"), ("u\u{31B}\u{301}", "ứ"),
    ("か\u{3099}", "が"), ("は\u{309A}ん", "ぱん"), ("ウ\u{3099}", "ヴ"), ("ｶﾞｷﾞ ﾊﾟ", "ガギ パ"),
    ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}", "한국"), ("\u{1025}\u{102E}", "\u{1026}"),
    ("क\u{93C}", "\u{958}"), ("\u{9C7}\u{9BE}", "\u{9CB}"), ("Å", "\u{212B}"),
    ("\u{F900}", "\u{8C48}"), ("и\u{306}", "й"), ("d’où don’t", "d'ou\u{300} don't"),
  ])
  func `what can be written in two ways is one`(one: String, other: String) {
    #expect(Self.folded(one).utf8.elementsEqual(Self.folded(other).utf8))
    #expect(!Self.folded(one).isEmpty)
  }

  @Test(arguments: [
    ("吾輩は猫", "吾 輩 は 猫"), ("𠮷野家", "𠮷 野 家"), ("猫。犬、鳥", "猫 犬 鳥"), ("人々 〆", "人 々 〆"),
    ("コーヒー", "コ ー ヒ ー"), ("ｺｰﾋｰ", "コ ー ヒ ー"), ("ガカ・", "ガ カ"), ("あ\u{3099}い", "あ い"),
    ("한국어", "한 국 어"), ("ㅋㅋ", "ㅋ ㅋ"), ("ㄅㄆ", "ㄅ ㄆ"), ("日本go日", "日 本 go 日"),
    ("กิน", "ก ิ น"), ("ไม่", "ไ ม"), ("ມື້", "ມ ື"), ("ភាសា", "ភ ា ស ា"), ("မြန်မာ", "မ ြ န ် မ ာ"),
    ("བོད་ཡིག", "བ ོ ད ཡ ི ག"), ("か \u{3099}か", "か か"), ("がx\u{3099}", "が x"),
  ])
  func `letters of a script without spaces stand alone`(text: String, folded: String) {
    #expect(Self.folded(text).utf8.elementsEqual(folded.utf8))
  }

  @Test func `vowels of Indic scripts stay in their words`() {
    #expect(Self.folded("नमस्ते दुनिया") == "नमस्ते दुनिया")
    #expect(Self.folded("कि") != Self.folded("कु"))
  }

  @Test(arguments: [
    ("hi👍🏽!", "hi 👍"), ("👩‍💻❤️", "👩 💻 ❤"), ("5€ → 3×2", "5 € → 3 × 2"), ("1️⃣", "1"),
    ("🇩🇪", "🇩 🇪"), ("©☃", "© ☃"),
  ])
  func `symbols stand alone, in one form`(text: String, folded: String) {
    #expect(Self.folded(text).utf8.elementsEqual(folded.utf8))
  }

  @Test(arguments: [
    ("don't DON’T dont", "dont dont dont"), ("we'll they've Ann's", "well theyve anns"),
    ("l'homme d'accord O'Brien", "l homme d accord o brien"), ("п'ять пʼять", "пять пять"),
    ("dogs' 'quoted' '90s", "dogs quoted 90s"), ("rock'n'roll", "rockn roll"), ("a''b", "a b"),
    ("it's' x", "its x"), ("猫's", "猫 s"), ("x'猫", "x 猫"), ("'", ""),
  ])
  func `an apostrophe joins what is one word and parts what is two`(text: String, folded: String) {
    #expect(Self.folded(text).utf8.elementsEqual(folded.utf8))
  }

  @Test(arguments: [("٣٤ ३४ ๓๔ ３４", "34 34 34 34"), ("m² x①", "m2 x1"), ("½ Ⅷ", "½ ⅷ"), ("三", "三")])
  func `digits of all scripts are those of ASCII`(text: String, folded: String) {
    #expect(Self.folded(text).utf8.elementsEqual(folded.utf8))
  }

  @Test(arguments: [
    ("Ann", "@ann"), ("foo-bar", "@foo_bar"), ("Foo_Bar", "@foo_bar"), ("guest-12", "@guest_12"),
    ("Jörg's Bot", "@jorg_s_bot"), ("吾輩", "@吾輩"), ("か\u{3099}", "@が"), ("@ann 👍", "@_ann__"),
    ("", ""), ("\u{1112}\u{1161}", "@하"), ("\u{1160}", "@"),
  ])
  func `a name is one token`(name: String, token: String) {
    #expect(Self.folded("", name: name).utf8.elementsEqual(token.utf8))
    let line = token.isEmpty ? "hi bob" : "hi bob \(token)"
    #expect(Self.folded("Hi, Bob", name: name).utf8.elementsEqual(line.utf8))
  }

  @Test(arguments: [
    (String(repeating: "x", count: 65), 64), (String(repeating: "ж", count: 40), 64),
    ("x" + String(repeating: "ж", count: 40) + "x", 63), (String(repeating: "ß", count: 40), 64),
    (String(repeating: "x", count: 63) + "жx", 63), (String(repeating: "x", count: 64) + "'s", 66),
  ])
  func `a token ends at its limit, between two letters`(text: String, bytes: Int) {
    #expect(Self.folded(text).utf8.count == bytes)
    #expect(Self.folded(text + " b").hasSuffix(" b"))
  }

  @Test(arguments: ["жж", "か\u{3099}x", "\u{1112}\u{1161}", "が\u{3099}"])
  func `a name ends at its limit too`(end: String) {
    let name = String(repeating: "ж", count: 31)
    #expect(Self.folded("", name: name + end).utf8.elementsEqual("@\(name)".utf8))
  }

  @Test func `no character makes a sign that only names have, or one that ends a string`() {
    var folded = FoldedText()
    var found: [UInt32] = []
    for value in Array(0...0x323AF) + Array(0xE0000...0xE01FF) as [UInt32] {
      guard let scalar = Unicode.Scalar(value) else { continue }
      folded.removeAll()
      folded.append("a\(scalar)")
      let isPlain = folded.bytes.allSatisfy { byte in
        switch byte {
        case 0x20, 0x30...0x39, 0x61...0x7A, 0x80...: true
        default: false
        }
      }
      let isShort = folded.bytes.count <= 3 * (1 + UTF8.width(scalar))
      if !isPlain || !isShort { found.append(value) }
    }
    #expect(found == [])
  }

  @Test(arguments: ["Grüße an don't だ", "한국 l'un 👍", "ΑΣ", "Straße ﬁ İı"])
  func `folding what is folded changes nothing`(text: String) {
    let once = Self.folded(text)
    #expect(Self.folded(once).utf8.elementsEqual(once.utf8))
  }
}
