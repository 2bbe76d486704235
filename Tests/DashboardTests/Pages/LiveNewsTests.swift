import Dashboard
import Testing
import TinyHTTP

/// What is sent of a page to whoever shows some of it already.
@Suite struct `News of a page` {
  static func page(_ rows: [(id: HTML, text: String)], count: String = "2", element: HTML = "tr")
    -> HTML
  {
    let rows = rows.map { LiveUpdates.row(element, id: $0.id, "<td>\($0.text)</td>") }
    return """
      <h2>Title</h2>\(LiveUpdates.part("count", "<p>\(count)</p>")) <form>\
      \(LiveUpdates.part("list", "<table><tbody data-rows>\(HTML.join(rows))</tbody></table>"))</form>
      """
  }

  static func sums(_ page: HTML) -> Set<[UInt8]> {
    Set(page.text.matches(of: #/data-sum="([^"]*)"/#).map { Array($0.1.utf8) })
  }

  static func news(_ page: HTML, after shown: HTML) -> String {
    String(decoding: LiveNews.cut(page, showing: sums(shown)), as: UTF8.self)
  }

  @Test(arguments: ["tr", "li"] as [HTML])
  func `are the parts that differ, and in them the rows that do`(element: HTML) {
    let old = Self.page([("a", "ann"), ("b", "ben")], element: element)
    #expect(Self.news(old, after: old) == "")
    let new = Self.page(
      [("b", "ben"), ("c", "<td data-sum=\"x\">"), ("a", "eve")], element: element)
    let news = Self.news(new, after: old)
    #expect(news.hasPrefix("<div id=\"list\" data-follow data-sum=\""))
    #expect(!news.contains("ben") && news.contains("eve") && news.contains("&lt;td data-sum"))
    #expect(news.matches(of: #/<(tr|li) data-sum="[0-9a-z]+"><\/(tr|li)>/#).count == 1)
    #expect(news.hasSuffix("</tbody></table></div>"))
    #expect(!news.contains("id=\"count\"") && !news.contains("Title") && !news.contains("form"))
    let counted = Self.news(
      Self.page([("a", "ann"), ("b", "ben")], count: "3", element: element), after: old)
    #expect(counted.contains("<p>3</p>") && !counted.contains("list"))
  }

  @Test func `are all parts for whoever shows another page`() {
    let page = Self.page([("a", "ann")])
    let news = String(decoding: LiveNews.cut(page, showing: [Array("zz".utf8)]), as: UTF8.self)
    #expect(news.contains("<p>2</p></div><div id=\"list\"") && news.contains("ann"))
  }

  @Test func `tell rows and parts apart that say the same`() {
    let page: HTML = "\(LiveUpdates.part("a", "")) \(LiveUpdates.part("b", ""))"
    #expect(Self.sums(page).count == 2)
    #expect(Self.sums(Self.page([("a", "ann"), ("b", "ann")])).count == 4)
    // Canonically equivalent texts are not the same bytes.
    #expect(Self.sums(Self.page([("a", "\u{E9}")])) != Self.sums(Self.page([("a", "e\u{301}")])))
  }

  @Test(arguments: [nil, "", "1", "  ", "1 2"])
  func `are not what the header asks for without a sum`(field: String?) {
    #expect(LiveNews.sums(in: field) == nil)
  }

  @Test func `are cut by as many sums as a page may have`() {
    let field = (1...5_000).map { "sum\($0)" }.joined(separator: "  ")
    #expect(LiveNews.sums(in: field)?.count == LiveNews.sumsMax)
  }
}
