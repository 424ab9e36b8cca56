// swift-tools-version: 6.2

import Foundation
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]
let testSettings: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

let package = Package(
    name: "zyntro-bridge",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "zyntro-bridge", targets: ["BridgeCLI"]),
        .executable(name: "zyntro-sandbox", targets: ["Sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "JSON", swiftSettings: settings),
        .target(name: "JMESPath", dependencies: ["JSON"], swiftSettings: settings),
        .target(name: "BridgeCore", dependencies: ["JSON", logging, metrics], swiftSettings: settings),
        .target(
            name: "Adapters",
            dependencies: [
                "BridgeCore", "JMESPath", "JSON", crypto, cryptoExtras, .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .target(
            name: "Storage",
            dependencies: [
                "BridgeCore", "JSON", "CZlib", crypto, logging, metrics, lifecycle,
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Receiver",
            dependencies: [
                "BridgeCore", "Adapters", "CZlib", nioCore, nioPosix, logging, metrics, lifecycle,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Courier",
            dependencies: [
                "BridgeCore", "JSON", nioCore, nioPosix, logging, metrics, lifecycle,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: [.embedInCode("responses.json")],
            swiftSettings: settings
        ),
        .target(
            name: "Ops",
            dependencies: [
                "BridgeCore", "Adapters", "JSON", hummingbird, httpTypes, nioCore, logging, metrics, lifecycle,
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "BridgeCLI",
            dependencies: [
                "BridgeCore", "Adapters", "JSON", "Storage", "Receiver", "Courier", "Ops", logging, metrics, lifecycle,

                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOHTTP1", package: "swift-nio"), nioCore,
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Sandbox",
            dependencies: [
                hummingbird, httpTypes, nioCore, logging, lifecycle,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: ["BridgeCore", "JSON"],
            path: "Tests/TestSupport",
            swiftSettings: testSettings
        ),
        .target(
            name: "FuzzSubjects",
            dependencies: ["Adapters", "BridgeCore", "JMESPath", "JSON", "TestSupport"],
            path: "Tests/Fuzz/Subjects",
            swiftSettings: testSettings
        ),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzSubjects"], swiftSettings: testSettings),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: testSettings),
        .testTarget(name: "JMESPathTests", dependencies: ["JMESPath", "JSON"], swiftSettings: testSettings),
        .testTarget(
            name: "BridgeCoreTests",
            dependencies: ["BridgeCore", "JSON", "TestSupport"],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "AdaptersTests",
            dependencies: ["Adapters", "BridgeCore", "JMESPath", "JSON", "TestSupport", crypto],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Storage", "Adapters", "BridgeCore", "JSON", "TestSupport", logging,
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "InMemoryLogging", package: "swift-log"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "ReceiverTests",
            dependencies: [
                "Receiver", "Adapters", "BridgeCore", "TestSupport", "CZlib", logging, lifecycle, nioCore,
                nioPosix, .product(name: "InMemoryLogging", package: "swift-log"), metrics,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "CourierTests",
            dependencies: [
                "Courier", "BridgeCore", "JSON", "TestSupport", nioCore, nioPosix, logging, lifecycle,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "OpsTests",
            dependencies: [
                "Ops", "BridgeCore", "JSON", "TestSupport", hummingbird, httpTypes, logging, metrics,
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "InMemoryLogging", package: "swift-log"),
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "BridgeCLITests",
            dependencies: ["BridgeCLI", "BridgeCore", "Adapters", "JSON", "TestSupport"],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "Sandbox", hummingbird, .product(name: "HummingbirdTesting", package: "hummingbird"), nioCore, nioPosix,
            ],
            swiftSettings: testSettings
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "JSON", "TestSupport", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"), nioCore, nioPosix,
            ],
            swiftSettings: testSettings
        ),
    ],
    swiftLanguageModes: [.v6]
)

// `BRIDGE_BENCHMARKS=1 swift build -c release` adds the programs of Tests/Benchmarks.
if ProcessInfo.processInfo.environment["BRIDGE_BENCHMARKS"] != nil {
    package.targets += [
        .executableTarget(name: "Echo", dependencies: [hummingbird], path: "Tests/Benchmarks/Echo"),
        .executableTarget(
            name: "Parts",
            dependencies: ["Adapters", "BridgeCore", "Storage"],
            path: "Tests/Benchmarks/Parts"
        ),
    ]
}

// `Tests/Fuzz/run` adds the program that feeds the parsers a million inputs each.
if ProcessInfo.processInfo.environment["BRIDGE_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(name: "Fuzz", dependencies: ["FuzzSubjects"], path: "Tests/Fuzz/Program")
    )
}
