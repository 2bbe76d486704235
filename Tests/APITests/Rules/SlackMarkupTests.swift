import API
import Testing

struct SlackMarkupTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("<", "<"), (">", ">"), ("<>", "<>"), ("<<>>", "<<>>"),
    ("<https://a.b>", "https://a.b"), ("<https://a.b|the build>", "the build (https://a.b)"),
    ("<https://a.b|https://a.b>", "https://a.b"), ("<https://a.b|>", "https://a.b"),
    ("see <http://a|x>, <http://b|y>.", "see x (http://a), y (http://b)."),
    ("<https://a.b/?x=1&amp;y=2|q>", "q (https://a.b/?x=1&y=2)"),
    ("<https://a|b|c>", "b|c (https://a)"), ("<mailto:a@b.c|a@b.c>", "a@b.c"),
    ("<tel:12|call>", "call"), ("<mailto:a@b.c>", "mailto:a@b.c"),
    ("<!here> down", "@here down"), ("<!channel>", "@channel"), ("<!everyone>", "@everyone"),
    ("<!subteam^S1|@ops>", "@ops"), ("<!subteam^S1>", "@subteam"), ("<!>", "@"),
    ("<!date^1^{date}|today>", "today"), ("<@U1>", "@U1"), ("<@U1|ann>", "@ann"),
    ("<#C1|general>", "#general"), ("<#C1>", "#C1"),
    ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"), ("&amp;lt;", "&lt;"), ("&nbsp;", "&nbsp;"),
    ("&lt;https://a|b&gt;", "<https://a|b>"),
    ("a <b> c", "a <b> c"), ("if a < b: c > d", "if a < b: c > d"),
    ("<ht\ntp://a>", "<ht\ntp://a>"),
    ("<<https://a|b>", "<b (https://a)"), ("<https://a", "<https://a"),
    ("*bold* _it_ `code` :fire:", "*bold* _it_ `code` :fire:"), ("<https://ä|ö>", "ö (https://ä)"),
  ])
  func `marks become what a terminal can show, and the rest stays`(text: String, plain: String) {
    #expect(SlackMarkup.plain(text) == plain)
  }

  @Test(arguments: ["<", "<a:", "<!", "&lt;", "<http://a|", "<http://a>"])
  func `much of it takes no longer than it should`(text: String) {
    let text = String(repeating: text, count: 65_536 / text.utf8.count)
    let clock = ContinuousClock()
    #expect(clock.measure { _ = SlackMarkup.plain(text) } < .seconds(2))
  }
}
