import Foundation
import TestSupport
import Testing

@testable import BridgeCLI

/// What the bridge asks of the machine: files it may open, rights of the files it reads.
struct MachineTests {
    @Test(arguments: [
        (16_384, 1_048_576, 16_384), (16_384, 20_000, 16_384), (16_384, 4_096, 3_648), (16_384, 1_024, 576),
        (16_384, 500, 125), (100, 1_024, 100), (16_384, 3, 1),
    ])
    func takesNoMoreConnectionsThanItMayOpenFiles(wanted: Int, openFiles: Int, expected: Int) {
        #expect(OpenFiles.connections(wanted, within: openFiles) == expected)
    }

    @Test func raisesTheLimitOfOpenFiles() {
        var limit = rlimit()
        getrlimit(OpenFiles.resource, &limit)
        limit.rlim_cur = min(limit.rlim_cur, limit.rlim_max, 1 << 20) - 1
        setrlimit(OpenFiles.resource, &limit)

        #expect(OpenFiles.raiseLimit() > Int(limit.rlim_cur))
    }

    private static func configuration(_ folder: TemporaryDirectory, secret: String, rights: Int) throws -> String {
        let path = folder.path("bridge.yaml")
        let text = """
            destinations:
              main: { api_key: "${KEY}", developer_secret: file:zdk.txt }
            hooks:
              texts: { adapter: twilio-messaging, secrets: ["\(secret)"] }
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
        return path
    }

    private static func secretFile(_ folder: TemporaryDirectory, rights: Int) throws {
        let path = folder.path("zdk.txt")
        try Data("zdk_5f1c\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: rights], ofItemAtPath: path)
    }

    @Test(arguments: [
        ("${TOKEN}", 0o644, 0o600, 0), ("plain-5f1c", 0o600, 0o600, 0), ("plain-5f1c", 0o640, 0o640, 0),
        ("plain-5f1c", 0o644, 0o600, 1), ("plain-5f1c", 0o644, 0o644, 2), ("${TOKEN}", 0o600, 0o604, 1),
        ("${TOKEN}", 0o666, 0o600, 1), ("${TOKEN}", 0o600, 0o602, 1),
    ])
    func warnsOfSecretsThatOthersCanRead(secret: String, own: Int, file: Int, expected: Int) throws {
        let folder = try TemporaryDirectory()
        let path = try Self.configuration(folder, secret: secret, rights: own)
        try Self.secretFile(folder, rights: file)

        let problems = PrivateFiles.problems(path: path)

        #expect(problems.count == expected)
        #expect(problems.allSatisfy { $0.severity == .warning && $0.mend?.contains("chmod") == true })
        #expect(problems.allSatisfy { !$0.description.contains("5f1c") })
    }
}
