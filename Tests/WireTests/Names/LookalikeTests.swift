import Glibc
import Testing
import Wire

struct LookalikeTests {
  private func collide(_ one: String, _ other: String) throws -> Bool {
    try !Nickname(chosen: one).keys.isDisjoint(with: Nickname(chosen: other).keys)
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
    ("べつ", "ベつ"),
    ("bob", "b0b"),
    ("bill", "bi1l"),
    ("Ilya", "llya"),
    ("Ilya", "1lya"),
    ("NIKO", "ΝΙΚΟ"),  // Greek throughout
    ("Νίκος", "νίκος"),
    ("ΝΊΚΟΣ", "νίκος"),
    ("te", "τε"),
    ("BOB", "ΒΟΒ"),
    ("bob", "βοβ"),
    ("РОР", "pop"),  // Cyrillic
    ("ann", "апп"),
    ("ÉVA", "éva"),
  ])
  func `names that look alike collide, in whatever script and case`(
    one: String, other: String
  ) throws {
    #expect(try collide(one, other))
    #expect(try collide(other, one))
  }

  @Test(arguments: [
    ("ĐRAGAN", "ÐRAGAN"), ("đragan", "ðragan"), ("Ivan", "İvan"), ("ivan", "İVAN"),
    ("ılya", "Ilya"),
    ("ǎnna", "ănna"), ("ǍNNA", "ănna"), ("ěva", "ĕva"), ("ǧül", "ğül"), ("Ǐvan", "Ĭvan"),
    ("ǒla", "ŏla"), ("ǔla", "ŭla"), ("ǵeorg", "ģeorg"), ("ȃnna", "ânna"), ("Țepeș", "Ţepeş"),
    ("ŞULE", "șule"), ("ķap", "қар"), ("ąnna", "a̧nna"), ("ęwa", "ȩwa"),
    ("Őrs", "Örs"), ("ŰRS", "ürs"), ("ȁnna", "änna"), ("åsa", "ȧsa"), ("ãna", "āna"),
    ("ạnna", "ḁnna"), ("ḏana", "ḓana"), ("ľudo", "ĺudo"), ("łukasz", "ŁUKASZ"), ("ŀuis", "Ŀuis"),
    ("æsop", "aesop"), ("ÆSOP", "aesop"), ("œil", "oeil"), ("Œil", "OEIL"),
    ("Пф", "Πφ"), ("ПЕТР", "ΠΕΤΡ"), ("петр", "πετρ"), ("Φο", "Фо"), ("ФО", "ΦΟ"),
    ("Ла", "Λα"), ("Єва", "εва"), ("ħo", "ћо"), ("Θο", "Өо"),
    ("ß", "β"), ("Straße", "STRASSE"), ("Straße", "strasse"), ("ẞ", "ß"),
    ("Ыо", "blo"), ("ыо", "BLO"), ("Юо", "lOo"), ("юа", "Ioa"), ("6о", "бо"), ("6o", "бо"),
    ("քо", "fo"), ("և", "եւ"), ("δο", "ծօ"),
    ("علي", "على"), ("يوسف", "ىوسف"), ("علی", "علي"), ("کامران", "كامران"),
    ("値", "值"), ("啟", "啓"), ("黑", "黒"), ("郎", "郞"), ("土", "士"), ("一", "ー"),
  ])
  func `pairs that were both there at once are one`(one: String, other: String) throws {
    // Two of them mix scripts, and one has a mark of its own: no names, but somebody may ask for them.
    #expect(!Nickname.keys(of: one).isDisjoint(with: Nickname.keys(of: other)))
  }

  @Test(arguments: [
    ["ann", "anna", "anne", "hanna", "nina", "mia", "nia", "tina", "dina"],
    ["ann-1", "ann-2", "ann-11", "ann_3", "7of9", "user42", "user24"],
    ["Eva", "Éva", "Èva", "Êva", "Evi", "Iva"], ["Zoe", "Zoë", "Zoé"],
    ["Jurgen", "Jürgen", "Jorgen"],
    ["Jose", "José", "Josef"], ["Peña", "Pena"], ["Ángel", "Angel"], ["Hakon", "Håkon"],
    ["Bjorn", "Björn", "Bjørn"], ["Øystein", "Oystein"], ["Łukasz", "Lukasz"], ["Şule", "Sule"],
    ["Mueller", "Müller", "Muller", "Möller"], ["Weiss", "Weis", "Weise"], ["Çelik", "Celik"],
    ["Gül", "Gul", "Göl"], ["Hải", "Hai", "Hái", "Hại", "Hãi"], ["Tú", "Tu", "Tư", "Tụ"],
    ["Dũng", "Dung", "Đung"], ["Jānis", "Janis"], ["Māra", "Mara"], ["Ioan", "Ioană", "Ion"],
    ["Marc", "Mark", "Marco"], ["Rebecca", "Rebekka"], ["Dan", "Ban", "Can", "Van"],
    ["Νίκος", "Νίκη", "Νικόλας", "Πίτσα", "Νίτσα"], ["Γιώργος", "Γιάννης", "Μαρία", "Μαρίνα"],
    ["Иван", "Ивана", "Наташа", "Наталья", "Юлия", "Лилия"],
    ["Женя", "Жанна", "Саша", "Маша", "Паша"],
    ["Боб", "Вов", "Глеб", "Олег", "Петр", "Пётр"], ["Ганна", "Ґанна", "Єва", "Ева", "Їжак"],
    ["Өмір", "Омір", "Әли", "Али"], ["Անի", "Անա", "Ալիս", "Արամ", "Արմեն"],
    ["ნინო", "ნანა", "ნათია", "გია"], ["דוד", "דור", "דנה", "רינה", "שרה"],
    ["محمد", "محمود", "أحمد", "حمد", "علي", "عمر", "سارة", "سامي"],
    ["پویا", "پروین", "پری", "ژاله", "ژیلا", "گلی", "گیتی", "چنگیز", "کاوه", "گاوه", "بری"],
    ["김철수", "김철호", "김철", "이철수", "박철수"], ["李小龍", "李小明", "李大龍", "王小龍", "王", "玉"],
    ["さくら", "さくや", "サクラ", "ハナコ", "はなこ"], ["田中", "中田", "山田", "未来", "末来"],
  ])
  func `names of everyday that differ stay apart`(names: [String]) throws {
    for (index, one) in names.enumerated() {
      for other in names[(index + 1)...] {
        #expect(try !collide(one, other), "\(one) and \(other)")
      }
    }
  }

  /// Against the source of our table: version 72 of ICU has the same version 15 of Unicode's data.
  @Test(.enabled(if: Spoof.isInstalled, "libicui18n.so.72 is not installed"))
  func `whatever letters Unicode calls confusable have a key in common`() throws {
    let spoof = try #require(Spoof())
    var groups: [String: [String]] = [:]
    for value in UInt32(0x21)..<0xAC00 {
      guard let scalar = Unicode.Scalar(value), Letters.script(of: scalar) != nil else { continue }
      groups[spoof.skeleton(of: "\(scalar)"), default: []].append("\(scalar)")
    }
    let confusable = groups.values.filter { $0.count > 1 }
    #expect(confusable.count > 100)
    for letters in confusable {
      let keys = Nickname.keys(of: letters[0])
      for other in letters.dropFirst() {
        #expect(!keys.isDisjoint(with: Nickname.keys(of: other)), "\(letters[0]) and \(other)")
      }
    }
  }
}

/// ICU's checker of names that deceive (`unicode/uspoof.h`).
private struct Spoof {
  private typealias Open = @convention(c) (UnsafeMutablePointer<CInt>) -> OpaquePointer?
  private typealias Skeleton =
    @convention(c) (
      OpaquePointer, UInt32, UnsafePointer<CChar>, Int32, UnsafeMutablePointer<CChar>, Int32,
      UnsafeMutablePointer<CInt>
    ) -> Int32

  static var isInstalled: Bool { Spoof() != nil }

  private let checker: OpaquePointer
  private let skeleton: Skeleton

  init?() {
    var status: CInt = 0
    guard let library = dlopen("libicui18n.so.72", RTLD_NOW),
      let open = dlsym(library, "uspoof_open_72"),
      let skeleton = dlsym(library, "uspoof_getSkeletonUTF8_72"),
      let checker = unsafeBitCast(open, to: Open.self)(&status), status <= 0
    else { return nil }
    self.checker = checker
    self.skeleton = unsafeBitCast(skeleton, to: Skeleton.self)
  }

  func skeleton(of text: String) -> String {
    var status: CInt = 0
    var bytes = [CChar](repeating: 0, count: 256)
    let count = skeleton(checker, 0, text, -1, &bytes, Int32(bytes.count), &status)
    return String(decoding: bytes[..<Int(count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
