import RoomLog
import Support
import Wire

/// A mistake that is put into a faultless round: a checker that does not find it may be silent for
/// no good reason.
struct PlantedFault: CustomStringConvertible, Sendable {
  let description: String
  /// What has to be found, whatever else is.
  let kind: Finding.Kind
  let plant: @Sendable (inout Evidence) -> Void

  init(
    _ description: String, _ kind: Finding.Kind,
    _ plant: @escaping @Sendable (inout Evidence) -> Void
  ) {
    (self.description, self.kind, self.plant) = (description, kind, plant)
  }

  /// Throws which of all was not found in `evidence`, or what was found in it before.
  static func prove(on evidence: Evidence) throws {
    if let finding = Checker(evidence).findings.first {
      throw Problem("the checker finds fault with a faultless round: \(finding)")
    }
    for fault in all {
      var planted = evidence
      fault.plant(&planted)
      let found = Checker(planted).findings.map(\.kind)
      guard found.contains(fault.kind) else {
        throw Problem("the checker does not find \(fault): its silence would mean nothing")
      }
    }
  }

  static let all = ofLog + ofTranscript + ofHearings + ofPeople

  // MARK: - In the log

  private static let ofLog = [
    PlantedFault("a line dropped from the log", .gap) { evidence in
      let place = middleEntry(evidence)
      evidence.log = LogWriter.rewritten(evidence.log) { $0.remove(at: place) }
    },
    PlantedFault("a line dropped from log and transcript", .gap) { evidence in
      let place = middleEntry(evidence)
      let entry = LogEntry(fields: evidence.log[place].fields)
      evidence.log = LogWriter.rewritten(evidence.log) { $0.remove(at: place) }
      evidence.transcript.removeAll {
        $0.origin == entry?.origin && $0.number == entry?.firstLine
      }
    },
    PlantedFault("a line twice in the log", .double) { evidence in
      let place = middleEntry(evidence)
      evidence.log = LogWriter.rewritten(evidence.log) { $0.insert($0[place], at: place) }
    },
    PlantedFault("a line published again under another number", .double) { evidence in
      let place = middleEntry(evidence)
      evidence.log = LogWriter.rewritten(evidence.log) { entries in
        var again = entries[place]
        again.number = 1_000_000
        again.firstLine =
          1
          + entries.filter { $0.origin == again.origin }
          .reduce(0) { $0 + $1.batch(room: Limits.lobby).messages.count }
        entries.append(again)
      }
    },
    PlantedFault("two entries of one server swapped in the log", .double) { evidence in
      evidence.log = LogWriter.rewritten(evidence.log) { entries in
        let places = entries.indices.filter { entries[$0].origin == entries[0].origin }
        let middle = places.count / 2
        entries.swapAt(places[middle], places[middle + 1])
      }
    },
    PlantedFault("a wrong sum", .sum) { evidence in
      evidence.log[middleEntry(evidence)].fields[1] = Array(String(repeating: "0", count: 40).utf8)
    },
    PlantedFault("a word changed in the log", .sum) { evidence in
      let place = middleEntry(evidence)
      let last = evidence.log[place].fields.count - 1
      evidence.log[place].fields[last][0] ^= 0x20
    },
    PlantedFault("a gap in the ids", .gap) { evidence in
      for place in middleEntry(evidence)..<evidence.log.count {
        let id = LogID(evidence.log[place].id) ?? LogID(epoch: 0, number: 0)
        evidence.log[place].id = id.next.description
      }
    },
    PlantedFault("two epochs in one log", .gap) { evidence in
      for place in middleEntry(evidence)..<evidence.log.count {
        var id = LogID(evidence.log[place].id) ?? LogID(epoch: 0, number: 0)
        id.epoch += 1
        evidence.log[place].id = id.description
      }
    },
    PlantedFault("a jump in a server's line numbers", .gap) { evidence in
      let place = middleEntry(evidence)
      evidence.log = LogWriter.rewritten(evidence.log) { $0[place].firstLine += 1 }
    },
    PlantedFault("an entry number used twice", .double) { evidence in
      let place = middleEntry(evidence)
      evidence.log = LogWriter.rewritten(evidence.log) { entries in
        let origin = entries[place].origin
        let before = entries[..<place].last { $0.origin == origin }
        entries[place].number = before?.number ?? 0
      }
    },
  ]

  /// Of one that has a numbered line alone, so that without it nothing else is missing.
  private static func middleEntry(_ evidence: Evidence) -> Int {
    let places = evidence.log.indices.filter { place in
      let records = LogEntry(fields: evidence.log[place].fields)?.records ?? []
      return records.count == 1 && records[0].kind == .said && Numbered(records[0].text) != nil
    }
    return places[places.count / 2]
  }

  // MARK: - In the transcript

  private static let ofTranscript = [
    PlantedFault("a line dropped from the transcript", .gap) { evidence in
      evidence.transcript.remove(at: evidence.transcript.count / 2)
    },
    PlantedFault("a line twice in the transcript", .double) { evidence in
      evidence.transcript.append(evidence.transcript[evidence.transcript.count / 2])
    },
    PlantedFault("two lines swapped in the transcript", .reorder) { evidence in
      evidence.transcript.swapAt(
        evidence.transcript.count / 2, evidence.transcript.count / 2 + 1)
    },
    PlantedFault("a line of the transcript that was never said", .stray) { evidence in
      evidence.transcript[evidence.transcript.count / 2].number += 1_000_000
    },
    PlantedFault("other words in the transcript", .stray) { evidence in
      evidence.transcript[evidence.transcript.count / 2].text = "something else"
    },
    PlantedFault("a row of missing lines", .gap) { evidence in
      var row = evidence.transcript[evidence.transcript.count / 2]
      (row.kind, row.text) = (.missing, "37")
      evidence.transcript.append(row)
    },
  ]
}
