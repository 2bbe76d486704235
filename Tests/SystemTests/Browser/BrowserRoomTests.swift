import Support
import Testing

/// The Room page while people talk: what `room.js` does with what is said.
@Suite(.enabled(if: Browser.isInstalled, "Chromium and chromedriver are not installed"))
struct BrowserRoomTests {
  private static let last = "#lines > li:last-child"

  /// A page that shows what `speaker` has said, and has a mark that a reload would remove.
  private func open(
    _ house: Installation, showing text: String, by speaker: ChildProcess
  ) throws -> Browser {
    speaker.write(text + "\n")
    try house.waitUntilKept(text)
    let browser = try Browser()
    try browser.open(house.dashboard + "/room/")
    try browser.waitFor(text)
    _ = try browser.evaluate("window.mark = 'same page'")
    return browser
  }

  @Test func `a line comes by itself and once, into a log that is read out politely`() throws {
    let house = try Installation()
    let ann = try house.join(as: "ann")
    let browser = try open(house, showing: "before the page", by: ann)
    #expect(try browser.accessibility(of: ".log") == ("log", "What is said"))
    #expect(try browser.evaluate("document.querySelector('.log').ariaLive") == "polite")
    _ = try browser.evaluate("window.first = document.querySelector('#lines > li')")
    ann.write("first <b>live</b> line\n")
    try browser.waitFor("first <b>live</b> line")
    let ben = try house.join(as: "ben")
    ben.write("/me waves\n")
    try browser.waitFor("* ben waves")
    for number in 1...20 { ann.write("number \(number).\n") }
    try browser.waitFor("number 20.")
    // A reader of screens is told what is added: what was there before stays as it is.
    #expect(try browser.evaluate("window.mark + window.first.isConnected") == "same pagetrue")
    let kept = try house.curl("\(house.api)/messages/export?format=jsonl")
    let count = kept.split(separator: "\n").count
    #expect(
      try browser.evaluate("[...document.querySelectorAll('#lines > li')].map((l) => l.id)")
        == (1...count).map { "line-\($0)" }.joined(separator: ","))
    #expect(try browser.evaluate("document.querySelector('.log').scrollTop") == "0")
  }

  @Test func `nothing moves under a pointer, and what was said comes when it has left`() throws {
    let house = try Installation()
    let ann = try house.join(as: "ann")
    let browser = try open(house, showing: "point at me", by: ann)
    try browser.point(at: Self.last)
    for (text, words) in [
      ("not yet", "1 new line, resume"), ("nor this", "2 new lines, resume"),
    ] {
      ann.write(text + "\n")
      var step = 0
      try house.retry("the page to wait") {
        step += 1
        // A pointer that does not move for four seconds points at nothing.
        try browser.point(at: Self.last, off: step % 2 * 4)
        return try browser.text().contains(words)
      }
      #expect(try !browser.text().contains(text))
    }
    try browser.point(at: "#room-title")
    try browser.waitFor("nor this")
    #expect(try browser.text().contains("not yet"))
    #expect(try !browser.text().contains("resume"))
    #expect(try browser.evaluate("window.mark") == "same page")
  }

  @Test func `nothing moves while text is selected, nor while commands are folded out`() throws {
    let house = try Installation()
    let ann = try house.join(as: "ann")
    let browser = try open(house, showing: "select me", by: ann)
    _ = try browser.evaluate(
      "getSelection().selectAllChildren(document.querySelector('\(Self.last) p'))")
    ann.write("after the selection\n")
    try browser.waitFor("1 new line, resume")
    #expect(try browser.evaluate("getSelection().toString()").contains("select me"))
    #expect(try !browser.text().contains("after the selection"))
    _ = try browser.evaluate("getSelection().removeAllRanges()")
    try browser.waitFor("after the selection")

    try browser.click("\(Self.last) summary")
    ann.write("after the commands\n")
    try browser.waitFor("1 new line, resume")
    #expect(try !browser.text().contains("after the commands"))
    try browser.click("\(Self.last) summary")
    try browser.click("#room-title")
    try browser.waitFor("after the commands")

    // Who does not want to wait presses the button.
    _ = try browser.evaluate(
      "getSelection().selectAllChildren(document.querySelector('\(Self.last) p'))")
    ann.write("by the button\n")
    try browser.waitFor("1 new line, resume")
    try browser.click("#resume")
    try browser.waitFor("by the button")
    #expect(try !browser.text().contains("resume"))
    #expect(try browser.evaluate("window.mark") == "same page")
  }

  @Test func `who has scrolled up stays where they are, and one press leads to the end`() throws {
    let house = try Installation()
    try house.pour(1...120)
    let ann = try house.join(as: "ann")
    let browser = try open(house, showing: "at the end", by: ann)
    _ = try browser.evaluate("document.querySelector('.log').scrollTop = -900")
    // Further lines are there before somebody has come to the top.
    try browser.waitUntil("document.querySelectorAll('#lines > li').length > 60")
    let place = """
      (() => {
        const box = document.querySelector(".log").getBoundingClientRect();
        const line = document.elementFromPoint(box.x + box.width / 2, box.y + 40).closest("li");
        return line.id + " at " + Math.round(line.getBoundingClientRect().y);
      })()
      """
    let before = try browser.evaluate(place)
    ann.write("out of sight\n")
    try browser.waitFor("1 new line, resume")
    #expect(try browser.evaluate(place) == before)
    try browser.click("#resume")
    try browser.waitFor("out of sight")
    #expect(try browser.evaluate("document.querySelector('.log').scrollTop") == "0")
    #expect(try browser.evaluate("document.activeElement.className") == "log")
    ann.write("and on\n")
    try browser.waitFor("and on")
    #expect(try browser.evaluate("window.mark") == "same page")
  }
}
