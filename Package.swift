// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A Swift module: its room in the house and the floors below it.
func module(_ name: String, in folder: String, uses floors: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: floors, path: "\(folder)/\(name)", swiftSettings: strict)
}

/// `files` are embedded in the executable.
func service(
  _ name: String, uses floors: [Target.Dependency], embedding files: [String] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: floors, path: "Services/\(name)",
    resources: files.map { .embedInCode($0) }, swiftSettings: strict)
}

func tests(_ name: String, of floors: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: floors + ["Support"], path: "Tests/\(name)", swiftSettings: strict)
}

let package = Package(
  name: "NetCatChat",
  products: [
    .executable(name: "chat", targets: ["Chat"]),
    .executable(name: "api", targets: ["API"]),
    .executable(name: "dashboard", targets: ["Dashboard"]),
    .executable(name: "bench", targets: ["Benchmarks"]),
    .executable(name: "fuzz", targets: ["Fuzz"]),
    .executable(name: "faults", targets: ["Faults"]),
    .executable(name: "yardstick", targets: ["Yardstick"]),
  ],
  targets: [
    .target(name: "CSystem", path: "Shared/CSystem"),
    .systemLibrary(name: "CSQLite", path: "Shared/CSQLite"),
    .systemLibrary(name: "CCrypt", path: "Shared/CCrypt"),
    module("TinyReactor", in: "Shared", uses: ["CSystem"]),
    module("TinyHTTP", in: "Shared", uses: ["TinyReactor"]),
    module("TinyRedis", in: "Shared", uses: ["TinyReactor"]),
    module("Wire", in: "Shared", uses: []),
    module("ServiceKit", in: "Shared", uses: ["TinyReactor", "TinyHTTP"]),

    module("RoomLog", in: "Shared", uses: ["ServiceKit", "TinyReactor", "TinyRedis", "Wire"]),

    service(
      "Chat", uses: ["RoomLog", "ServiceKit", "TinyHTTP", "TinyReactor", "TinyRedis", "Wire"]),
    service(
      "API",
      uses: [
        "CCrypt", "CSQLite", "RoomLog", "ServiceKit", "TinyHTTP", "TinyReactor", "TinyRedis",
        "Wire",
      ]),
    service(
      "Dashboard", uses: ["ServiceKit", "TinyHTTP", "TinyReactor", "Wire"],
      embedding: [
        "Web/dashboard.css", "Web/room.css", "Web/people.css", "Web/decisions.css",
        "Web/dashboard.js", "Web/list.js", "Web/page.js", "Web/people.js", "Web/room.js",
        "Web/favicon.svg",
      ]),

    module("Support", in: "Tests", uses: ["TinyReactor", "TinyHTTP", "TinyRedis"]),
    tests("HouseTests", of: []),
    tests("TinyReactorTests", of: ["TinyReactor"]),
    tests("SeedExampleTests", of: ["TinyHTTP", "TinyReactor"]),
    tests("TinyHTTPTests", of: ["TinyHTTP", "TinyReactor"]),
    tests("TinyRedisTests", of: ["TinyReactor", "TinyRedis"]),
    tests("WireTests", of: ["TinyHTTP", "Wire"]),
    tests("RoomLogTests", of: ["RoomLog", "ServiceKit", "TinyReactor", "TinyRedis", "Wire"]),
    tests("ServiceTests", of: ["ServiceKit", "TinyHTTP", "TinyReactor"]),
    tests(
      "ChatTests",
      of: ["Chat", "RoomLog", "ServiceKit", "TinyHTTP", "TinyReactor", "TinyRedis", "Wire"]),
    tests(
      "APITests",
      of: ["API", "RoomLog", "ServiceKit", "TinyHTTP", "TinyReactor", "TinyRedis", "Wire"]),
    tests("DashboardTests", of: ["Dashboard", "ServiceKit", "TinyHTTP", "TinyReactor", "Wire"]),
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["CSystem", "RoomLog", "Support", "TinyReactor", "TinyRedis"],
      path: "Tests/Benchmarks",
      exclude: ["Yardstick"], swiftSettings: strict),
    .executableTarget(
      name: "Yardstick", path: "Tests/Benchmarks/Yardstick",
      cSettings: [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    tests("BenchmarksTests", of: ["Benchmarks"]),
    .executableTarget(
      name: "Fuzz", dependencies: ["Support", "TinyReactor", "TinyRedis"], path: "Tests/Fuzz",
      exclude: ["run"],
      swiftSettings: strict),
    tests("FuzzTests", of: ["Fuzz"]),
    .executableTarget(
      name: "Faults",
      dependencies: ["RoomLog", "Support", "TinyHTTP", "TinyReactor", "TinyRedis", "Wire"],
      path: "Tests/Faults", exclude: ["run"], swiftSettings: strict),
    tests("FaultsTests", of: ["Faults", "RoomLog", "TinyReactor", "Wire"]),
    tests(
      "SystemTests", of: ["Faults", "RoomLog", "TinyHTTP", "TinyReactor", "TinyRedis", "Wire"]),
  ]
)
