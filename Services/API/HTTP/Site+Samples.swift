import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var sampleRoutes: [Route] {
    [
      Route(
        .get, "/samples", "How many were there and how much they said, minute by minute",
        query: [
          Route.Parameter(
            name: "minutes",
            summary:
              "How many, up to the last that is over; \(Limits.samplesDefault) when not given",
            kind: .number(1...Limits.samplesMax))
        ], answer: .sampleList
      ) { [self] request in
        let count =
          try request.query.number("minutes", in: 1...Limits.samplesMax) ?? Limits.samplesDefault
        return .succeeded(.json(samples.list(count)))
      }
    ]
  }
}

extension Schema {
  static let sampleList = Schema(
    name: "SampleList",
    properties: [
      .required("start", time, "The first minute"),
      .required("people", counts, "The most at once in each minute; null: nobody counted"),
      .required("lines", counts, "Said in each minute; null: nobody counted"),
    ])

  private static let counts: JSONValue = [
    "type": "array", "items": nullable(count),
  ]
}
