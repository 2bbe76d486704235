/// Day and time of day in UTC, in the Gregorian calendar.
package struct CalendarTime: Equatable, Sendable {
  package let year: Int
  /// From 1.
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  /// Sunday is 0.
  package let weekday: Int
}
