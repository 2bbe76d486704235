package import ServiceKit

extension Store {
  private static let format = DatabaseFormat(
    name: "database", setting: "API_DATABASE", applicationID: Migrations.applicationID,
    steps: Migrations.steps,
    // The keys of lines that were hidden are overwritten when they go.
    pragmas: "PRAGMA secure_delete = ON;")

  /// Opens the database at `path`; see `DatabaseFormat`.
  package static func open(
    _ path: String, eventsMax: Int = APILimits.eventsMax,
    pagesMax: Int = APILimits.databasePagesMax,
    busyMillisecondsMax: CInt = APILimits.databaseBusyMillisecondsMax
  ) throws(StartError) -> Store {
    Store(
      try format.open(path, pagesMax: pagesMax, busyMillisecondsMax: busyMillisecondsMax),
      eventsMax: eventsMax)
  }

  /// Why `open` would refuse `path`, without looking into the file; nil when no reason is seen.
  package static func problem(withPath path: String) -> StartError? {
    format.problem(withPath: path)
  }
}
