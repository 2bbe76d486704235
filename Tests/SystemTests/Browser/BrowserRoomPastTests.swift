import Support
import Testing

/// The past on the Room page: by scrolling, and by links.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserRoomPastTests {
  /// Watches the lines from now on: how many there are at most, and whether one is missing, doubled
  /// or out of order.
  private static let watch = """
    (() => {
      const list = document.getElementById("lines");
      window.trip = {most: 0, wrong: []};
      function look() {
        const ids = [...list.children].map((line) => +line.id.slice(5));
        trip.most = Math.max(trip.most, ids.length);
        ids.forEach((id, index) => {
          if (index && id !== ids[index - 1] + 1) trip.wrong.push(`${id} after ${ids[index - 1]}`);
        });
      }
      look();
      new MutationObserver(look).observe(list, {childList: true});
    })()
    """

  /// Scrolls to the top again and again, as somebody who looks for the beginning.
  private static let climb = """
    (() => {
      const list = document.getElementById("lines"), box = list.parentElement;
      const timer = setInterval(() => {
        if (list.firstElementChild.id === "line-1") return clearInterval(timer);
        box.scrollTop = -box.scrollHeight;
      }, 5);
    })()
    """

  private static func isInSight(_ line: Int) -> String {
    """
    (() => {
      const line = document.getElementById("line-\(line)");
      if (!line) return false;
      const place = line.getBoundingClientRect();
      const box = document.querySelector(".log").getBoundingClientRect();
      return place.bottom > box.top && place.top < box.bottom;
    })()
    """
  }

  @Test func `ten thousand lines are scrolled through to the first, a thousand at a time`() throws {
    let house = try Installation()
    try house.pour(1...10_000)
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("line 10000.")
    _ = try browser.evaluate(Self.watch)
    _ = try browser.evaluate(Self.climb)
    try browser.waitUntil(
      "document.querySelector('#lines > li').id === 'line-1'", limit: .seconds(300))
    #expect(try browser.evaluate("trip.wrong") == "")
    // A page more is there for a moment, before as many are let go at the other end.
    let most = try #require(Int(try browser.evaluate("trip.most")))
    #expect((900...1_100).contains(most))
    try browser.waitFor("Newer lines, resume")
    _ = try browser.evaluate("document.querySelector('.log').scrollTop = -1e6")
    try browser.waitUntil(Self.isInSight(1))

    // Coming down again, one goes on reading where the lines ended.
    let last = try #require(
      Int(try browser.evaluate("document.querySelector('#lines > li:last-child').id.slice(5)")))
    _ = try browser.evaluate("document.querySelector('.log').scrollTop = 0")
    try browser.waitUntil("!!document.getElementById('line-\(last + 1)')")
    try browser.waitUntil(Self.isInSight(last))
    _ = try browser.evaluate("document.querySelector('.log').scrollTop = 0")
    try browser.waitUntil("!!document.getElementById('line-\(last + 201)')")
    #expect(try browser.evaluate("trip.wrong") == "")

    try browser.click("#resume")
    try browser.waitFor("line 10000.")
    try house.pour(10_001...10_001)
    try browser.waitFor("line 10001.")
    #expect(try browser.evaluate("trip.wrong") == "")
  }

  @Test func `a page that was left alone catches up with what was said meanwhile`() throws {
    let house = try Installation()
    try house.pour(1...60)
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("line 60.")
    _ = try browser.evaluate(Self.watch)
    // More at once than the dashboard tells of, and more than it holds.
    for first in stride(from: 61, through: 1_261, by: 200) {
      try house.pour(first...first + 199)
    }
    try browser.waitFor("line 1460.")
    #expect(try browser.evaluate("trip.wrong") == "")
    #expect(try #require(Int(try browser.evaluate("trip.most"))) <= 700)
  }

  @Test func `without JavaScript links lead to the first line and back`() throws {
    let house = try Installation()
    try house.pour(1...120)
    let browser = try Browser(javaScript: false)
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor("line 120.")
    #expect(try !browser.text().contains("esume"), "nothing would resume")
    try browser.click(".pager a[href='/room/?before=71']")
    try browser.waitFor("line 70.")
    #expect(try browser.text().contains("line 21."))
    try browser.click(".pager a[href='/room/?before=21']")
    try browser.waitFor("line 1.")
    let first = try browser.text()
    #expect(first.contains("line 20.") && !first.contains("Older lines"))
    try browser.click(".pager a[href='/room/?after=20']")
    try browser.waitFor("line 70.")
    try browser.click("a[href='/room/?line=33#line-33']")
    try browser.waitFor("A line in the room")
    #expect(try browser.value(of: ".lines > [aria-current]", "innerText").contains("line 33."))
    try browser.click(".lines > [aria-current] summary")
    try browser.click(".lines > [aria-current] form[action='/hide'] button")
    try browser.waitFor("Done: the line is hidden.")
  }
}
