import ServiceKit
import Testing

@Suite struct MetricsTests {
  @Test func `counters and gauges are written as Prometheus reads them`() {
    let metrics = Metrics()
    let lines = metrics.counter("lines_total", help: "Lines said.")
    lines.value += 2
    metrics.gauge("users", help: "Who is here.") { 3 }
    metrics.gauge("load", help: "How busy.") { 0.25 }
    #expect(
      metrics.rendered() == """
        # HELP lines_total Lines said.
        # TYPE lines_total counter
        lines_total 2
        # HELP users Who is here.
        # TYPE users gauge
        users 3
        # HELP load How busy.
        # TYPE load gauge
        load 0.25

        """)
  }

  @Test func `samples of one name stand together, their labels in order`() {
    let metrics = Metrics()
    let ok = metrics.counter(
      "answers_total", help: "Answers.", labels: ["status": "200", "by": "x"])
    metrics.gauge("between", help: "Between.") { 1 }
    metrics.counter("answers_total", help: "Answers.", labels: ["status": "404"]).value = 7
    ok.value = 5
    #expect(
      metrics.rendered() == """
        # HELP answers_total Answers.
        # TYPE answers_total counter
        answers_total{by="x",status="200"} 5
        answers_total{status="404"} 7
        # HELP between Between.
        # TYPE between gauge
        between 1

        """)
  }

  @Test func `a counter asked for twice is the same`() {
    let metrics = Metrics()
    let counter = metrics.counter("c", help: "", labels: ["a": "b"])
    #expect(metrics.counter("c", help: "", labels: ["a": "b"]) === counter)
    #expect(metrics.counter("c", help: "", labels: ["a": "c"]) !== counter)
  }

  @Test func `what could end a label or a line is escaped`() {
    let metrics = Metrics()
    metrics.gauge("g", help: "back\\slash\nline \"quote\"", labels: ["l": "a\\b\"c\nd"]) { 1 }
    #expect(
      metrics.rendered() == """
        # HELP g back\\\\slash\\nline "quote"
        # TYPE g gauge
        g{l="a\\\\b\\"c\\nd"} 1

        """)
  }

  @Test(
    arguments: [
      (.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (-1.5, "-1.5"), (1e300, "1e+300"),
    ] as [(Double, String)])
  func `odd numbers have their names`(value: Double, text: String) {
    let metrics = Metrics()
    metrics.gauge("g", help: "") { value }
    #expect(metrics.rendered().hasSuffix("\ng \(text)\n"))
  }
}
