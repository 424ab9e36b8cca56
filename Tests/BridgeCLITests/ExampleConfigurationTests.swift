import Foundation
import Testing

@testable import BridgeCLI

struct ExampleConfigurationTests {
    static let environment = [
        "BRIDGE_ADMIN_TOKEN": "a-token-of-some-length", "ZYNTRO_ORG_ID": "b", "ZYNTRO_API_KEY": "c",
        "ZYNTRO_DEVELOPER_SECRET": "d",
        "ZYNTRO_DEFAULT_MEMBER": "e", "TWILIO_AUTH_TOKEN": "f", "POSTMARK_BASIC": "g:h", "CALLRAIL_SIGNING_KEY": "i",
    ]

    private func example() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "deploy/bridge.example.yaml"), encoding: .utf8)
    }

    private func read(_ text: String) -> ConfigurationReader.Result {
        ConfigurationReader.read(text: text, file: "bridge.example.yaml", folder: "/tmp", environment: Self.environment)
    }

    @Test func theExampleIsWithoutProblems() throws {
        let result = read(try example())

        #expect(result.problems.isEmpty)
        #expect(result.configuration.hooks.map(\.adapter) == ["twilio-messaging", "postmark", "callrail"])
    }

    /// Lines such as `    # pace:` are keys with their defaults: without the mark they must be read, and change nothing.
    @Test func theCommentedKeysAreRealAndShowTheDefaults() throws {
        let text = try example()
        let uncommented = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            guard rest.hasPrefix("# "), rest.dropFirst(2).wholeMatch(of: /\s*[a-z_]+:( .*)?/) != nil else {
                return String(line)
            }
            return String(indent + rest.dropFirst(2))
        }.joined(separator: "\n")

        let result = read(uncommented)
        let plain = read(text).configuration
        var configuration = result.configuration

        #expect(result.problems.isEmpty)
        #expect(uncommented != text)
        #expect(configuration.outboundProxy == .init(host: "proxy.example.com", port: 3128))
        #expect(configuration.limits.storeBytes == 100_000_000_000)
        configuration.outboundProxy = nil
        configuration.limits.storeBytes = nil
        #expect(configuration.destinations == plain.destinations)
        #expect(configuration.hooks.dropFirst() == plain.hooks.dropFirst())
        #expect("\(configuration.limits)" == "\(plain.limits)")
        #expect(configuration.retention == plain.retention)
        #expect(configuration.shutdownLimit == plain.shutdownLimit)
        #expect(configuration.trustedProxies == plain.trustedProxies)
    }
}
