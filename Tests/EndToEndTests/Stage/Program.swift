import Foundation
import Synchronization

/// One of the built programs as a process. It is killed at the latest when nobody holds this any more.
final class Program: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    private let process: Mutex<Process>
    private let outputPath: String
    let identifier: Int32

    /// Standard output goes to a file of its own in `folder`, standard error is appended to `<name>.log` there.
    init(_ name: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = try Self.folder.appending(path: name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        outputPath = folder.appending(path: "\(name)-\(UUID().uuidString).out").path
        process.standardOutput = try Self.file(outputPath)
        process.standardError = try Self.file(folder.appending(path: "\(name).log").path)
        try process.run()
        identifier = process.processIdentifier
        self.process = Mutex(process)
    }

    deinit { send(SIGKILL) }

    var isRunning: Bool { process.withLock { $0.isRunning } }
    var output: String { String(decoding: FileManager.default.contents(atPath: outputPath) ?? Data(), as: UTF8.self) }

    func send(_ signal: Int32) {
        if isRunning { kill(identifier, signal) }
    }

    /// The line that a service prints when it is ready.
    func readyLine() async throws -> String {
        try await wait(for: "the line that says that \(identifier) is ready") { output.contains("\n") || !isRunning }
        guard let end = output.firstIndex(of: "\n") else {
            throw NotReached(description: "the program ended with \(try await exitStatus()) before it was ready")
        }
        return String(output[..<end])
    }

    func exitStatus(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await wait(for: "the end of process \(identifier)", within: limit) { !isRunning }
        return process.withLock { $0.terminationStatus }
    }

    /// Kills it as a power cut would.
    func killNow() async throws {
        send(SIGKILL)
        _ = try await exitStatus()
    }

    /// Runs a command to its end.
    static func run(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zyntro-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = try Program(name, arguments, in: folder, environment: environment)
        let status = try await program.exitStatus()
        let errors = FileManager.default.contents(atPath: folder.appending(path: "\(name).log").path) ?? Data()
        return Result(status: status, output: program.output, errors: String(decoding: errors, as: UTF8.self))
    }

    private static func file(_ path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seekToEnd()
        return file
    }

    /// Where the programs are that were built with the tests: beside the test bundle.
    private static var folder: URL {
        get throws {
            var candidates = [
                Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
            ]
            if let flag = CommandLine.arguments.firstIndex(of: "--test-bundle-path") {
                var bundle = URL(fileURLWithPath: CommandLine.arguments[min(flag + 1, CommandLine.arguments.count - 1)])
                while bundle.path != "/" {
                    bundle.deleteLastPathComponent()
                    candidates.append(bundle)
                }
            }
            candidates.append(Stage.repository.appending(path: ".build/debug"))
            let found = candidates.first {
                FileManager.default.isExecutableFile(atPath: $0.appending(path: "zyntro-bridge").path)
            }
            guard let found else { throw NotReached(description: "zyntro-bridge beside the tests; run swift build") }
            return found
        }
    }
}
