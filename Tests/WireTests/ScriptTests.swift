import Testing
import Wire

/// What people write, in the scripts of the world: real words, with all that they need to be read.
struct ScriptTests {
  @Test(arguments: [
    ("Latin, composed", "Żółć, naïve, Tiếng Việt"),
    ("Latin in pieces", "Nguye\u{302}\u{303}n"),
    ("Greek with accents", "Ἐν ἀρχῇ ἦν ὁ λόγος"),
    ("Cyrillic in pieces", "и\u{306}од, Українська, кы\u{301}рмыз"),
    ("Armenian", "Բարեւ ձեզ"),
    ("Georgian", "გამარჯობა"),
    ("Hebrew with points and accents", "בְּרֵאשִׁ֖ית בָּרָ֣א"),
    ("Arabic with vowels", "ٱلسَّلَامُ عَلَيْكُمْ"),
    ("Persian with non-joiners", "می\u{200C}خواهم کتاب\u{200C}ها را"),
    ("Urdu", "اُردُو زبان"),
    ("Pashto and Kurdish", "پښتو ژبه، کوردی"),
    ("Uyghur", "ئۇيغۇرچە"),
    ("Syriac with vowels", "ܫܠܳܡܳܐ"),
    ("Thaana", "ދިވެހި"),
    ("N'Ko", "ߒߞߏ"),
    ("Adlam", "𞤀𞤣𞤤𞤢𞤥"),
    ("Devanagari", "हिन्दी, नमस्ते, श्री"),
    ("Devanagari with joiners", "र्\u{200D}य, गर्\u{200D}यो, क्\u{200C}ष"),
    ("Bengali", "বাংলা, র\u{200D}্যাব, উদ্\u{200C}বেগ"),
    ("Gurmukhi", "ਪੰਜਾਬੀ"),
    ("Gujarati", "ગુજરાતી"),
    ("Odia", "ଓଡ଼ିଆ"),
    ("Tamil", "தமிழ், ஸ்ரீ"),
    ("Telugu with non-joiners", "తెలుగు, ఆఫ్\u{200C}లైన్"),
    ("Kannada with joiners", "ಕನ್ನಡ, ರ\u{200D}್ಯಾಂಕ್"),
    ("Malayalam, also as it was written once", "മലയാളം, അവന്\u{200D} വന്നു"),
    ("Sinhala", "ශ්\u{200D}රී ලංකා, සිංහල"),
    ("Thai", "ที่นี่ น้ำ เปลี่ยน"),
    ("Lao", "ເຂົ້າ, ພາສາລາວ"),
    ("Tibetan", "བོད་ཡིག, བསྒྲུབས"),
    ("the tallest of Tibetan", "ཧྐྵྨླྺྼྻྂ"),
    ("Burmese: four marks on one letter", "မြို့, မြန်မာ, ကျွန်ုပ်, သင်္ဘော"),
    ("Shan", "လိၵ်ႈတႆး"),
    ("Khmer", "ភាសាខ្មែរ, ស្ត្រី, ស៊\u{200C}ី"),
    ("Mongolian with its selectors", "ᠮᠣᠩᠭᠣᠯ\u{202F}ᠳ\u{180B}ᠤ, ᠪᠠᠶᠢᠨ\u{180E}ᠠ"),
    ("Javanese", "ꦧꦱꦗꦮ"),
    ("Balinese", "ᬅᬓ᭄ᬱᬭᬩᬮᬶ"),
    ("Sundanese", "ᮘᮞ ᮞᮥᮔ᮪ᮓ"),
    ("Amharic", "አማርኛ"),
    ("Tifinagh", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
    ("Cherokee", "ᏣᎳᎩ"),
    ("Inuktitut", "ᐃᓄᒃᑎᑐᑦ"),
    ("Chinese", "你好，世界"),
    ("Japanese, also in pieces", "こんにちは、カ\u{3099}"),
    ("Korean, also in pieces", "한국어, \u{1112}\u{1161}\u{11AB}"),
    ("emoji", "👩\u{200D}👩\u{200D}👧 👍🏽 🏳\u{FE0F}\u{200D}🌈 1\u{FE0F}\u{20E3} 🇩🇪"),
  ])
  func `real words pass as they are`(script: String, words: String) {
    // Compared as bytes: strings compare by canonical equivalence.
    #expect(CleanText(words).bytes == Array(words.utf8), "\(script)")
  }
}
