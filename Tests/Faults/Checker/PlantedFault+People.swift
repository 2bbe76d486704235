import RoomLog

extension PlantedFault {
  // MARK: - In what listeners read

  static let ofHearings = [
    PlantedFault("a line that a listener is not shown", .gap) { evidence in
      change(&evidence) { lines, live in
        let count = 1 + Evidence.Hearing.linesLeftOut(lines)
        for place in live.suffix(count).reversed() { lines.remove(at: place) }
      }
    },
    PlantedFault("a line that a listener who came back is not shown", .gap) { evidence in
      let place = evidence.hearings.firstIndex { $0.hasStayed } ?? 0
      evidence.hearings[place].hasStayed = false
      change(&evidence, place) { lines, live in
        let count = 1 + Evidence.Hearing.linesLeftOut(lines)
        for place in live.dropLast().suffix(count).reversed() { lines.remove(at: place) }
      }
    },
    PlantedFault("a line that a listener is shown twice", .double) { evidence in
      change(&evidence) { lines, live in
        lines.insert(lines[live[live.count / 2]], at: live[live.count / 2])
      }
    },
    PlantedFault("a line shown live and as past", .double) { evidence in
      change(&evidence) { lines, live in
        var line = lines[live[live.count / 2]]
        line.text = "[13:20] " + line.text
        lines.append(line)
      }
    },
    PlantedFault("two lines shown in another order", .reorder) { evidence in
      change(&evidence) { lines, live in
        lines.swapAt(live[live.count - 1], live[live.count - 2])
      }
    },
    PlantedFault("two lines of one author shown in another order", .reorder) { evidence in
      change(&evidence) { lines, live in
        guard let last = live.last, let talker = number(lines[last])?.talker,
          let other = live.dropLast().last(where: { number(lines[$0])?.talker == talker })
        else { return }
        lines.swapAt(last, other)
      }
    },
    PlantedFault("a line that was shown and that the log does not have", .gap) { evidence in
      let text = Numbered(round: 0, talker: 0, number: 999_999).description
      evidence.spoken[text] = Evidence.Spoken(at: .zero, server: nil)
      change(&evidence) { lines, live in
        var line = lines[live[live.count - 1]]
        line.text = "<ann> \(text)"
        lines.append(line)
      }
    },
    PlantedFault("a line that nobody wrote", .stray) { evidence in
      change(&evidence) { lines, live in
        var line = lines[live[live.count - 1]]
        line.text = "<ann> \(Numbered(round: 0, talker: 77, number: 1))"
        lines.append(line)
      }
    },
    PlantedFault("a restored copy that nobody was told of", .unnoticed) { evidence in
      evidence.restoration = Evidence.Restoration(begun: .zero, healed: .zero, transcript: [])
    },
    PlantedFault("a restored copy after which the transcript has less", .gap) { evidence in
      evidence.restoration = Evidence.Restoration(
        begun: .zero, healed: .zero, transcript: evidence.transcript)
      evidence.transcript.remove(at: evidence.transcript.count / 2)
    },
  ]

  /// Changes what a listener who has stayed has read; with the places of its live numbered lines.
  private static func change(
    _ evidence: inout Evidence, _ listener: Int? = nil,
    _ body: (inout [Evidence.Hearing.Line], _ live: [Int]) -> Void
  ) {
    guard let place = listener ?? evidence.hearings.firstIndex(where: { $0.hasStayed }) else {
      return
    }
    let lines = evidence.hearings[place].lines
    body(&evidence.hearings[place].lines, lines.indices.filter { number(lines[$0]) != nil })
  }

  private static func number(_ line: Evidence.Hearing.Line) -> Numbered? {
    if case .live(let text) = HeardLine(line.text).form { Numbered(text) } else { nil }
  }

  // MARK: - In who is here

  static let ofPeople = [
    PlantedFault("a name given twice", .name) { evidence in
      evidence.log = LogWriter.rewritten(evidence.log) { entries in
        for place in entries.indices {
          let records = entries[place].records
          guard let index = records.firstIndex(where: { $0.kind == .here }) else { continue }
          let twin = LogRecord(.here, member: 1_000_000, name: records[index].name)
          return entries[place].records.insert(twin, at: index + 1)
        }
      }
    },
    PlantedFault("a name that Redis has given to somebody else", .name) { evidence in
      for key in evidence.claims.keys { evidence.claims[key] = "elsewhere.one/1" }
    },
    PlantedFault("a count that is wrong", .count) { evidence in
      evidence.counts[0].shown = (evidence.counts[0].shown ?? 0) + 1
    },
    PlantedFault("a server that does not say who is here", .count) { evidence in
      evidence.counts[0].shown = nil
    },
  ]
}

extension Evidence.Hearing {
  /// Lines that notices say are not shown.
  fileprivate static func linesLeftOut(_ lines: [Line]) -> Int {
    lines.reduce(0) { $0 + HeardLine($1.text).linesLeftOut }
  }
}
