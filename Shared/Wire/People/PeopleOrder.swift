/// In which order people are listed: `?sort=name`, or `?sort=-lines` for the most first.
package struct PeopleOrder: Sendable, Equatable {
  package enum Column: String, Sendable, CaseIterable {
    case name, address, joined, active, lines, server
    /// Those whom nobody hears first, then those who have voice, then those who are gone.
    case flags
  }

  package var column: Column
  package var isDescending: Bool

  package init(_ column: Column, isDescending: Bool = false) {
    self.column = column
    self.isDescending = isDescending
  }

  /// Nil when there is no such column.
  package init?(_ text: some StringProtocol) {
    let isDescending = text.hasPrefix("-")
    guard let column = Column(rawValue: String(text.dropFirst(isDescending ? 1 : 0))) else {
      return nil
    }
    self.init(column, isDescending: isDescending)
  }

  package static let all = Column.allCases.flatMap {
    [PeopleOrder($0), PeopleOrder($0, isDescending: true)]
  }

  /// What to say of a text that is none.
  package static let problem =
    "sort must be one of \(Column.allCases.map(\.rawValue).joined(separator: ", ")), with - before it "
    + "for the other way round"

  package var text: String { (isDescending ? "-" : "") + column.rawValue }
}
