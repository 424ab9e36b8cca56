import Adapters
import BridgeCore
import Foundation
import Testing

@testable import BridgeCLI

struct AdapterCheckTests {
    private static let adapters = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../adapters").standardized.path

    private func problems(_ adapter: String, secrets: [String], bytesInFlight: Int = 256 << 20) -> [String] {
        var configuration = BridgeConfiguration()
        configuration.adapters = Self.adapters
        configuration.limits.bytesInFlight = bytesInFlight
        configuration.hooks = [
            Hook(
                name: HookName("mail"),
                adapter: adapter,
                destination: DestinationName("main"),
                secrets: secrets.map(Secret.init),
                settings: [:]
            )
        ]
        let (library, _) = AdapterLibrary.load(folder: Self.adapters)
        return AdapterCheck.hookProblems(configuration, library, file: "bridge.yaml").map { "\($0)" }
    }

    @Test func aHookInOrderHasNoProblem() {
        #expect(problems("postmark", secrets: ["user:password"]).isEmpty)
    }

    @Test(arguments: [
        ("postmark", [], "needs a secret"),
        ("postmark", ["user:password", "planted-word"], "secret 2 cannot be right: it has no colon"),
        ("postmork", ["user:password"], "did you mean \"postmark\"?"),
    ])
    func tellsWhatIsWrongWithAHook(adapter: String, secrets: [String], message: String) {
        let problems = problems(adapter, secrets: secrets)

        #expect(problems.count == 1 && problems[0].contains(message), "\(problems)")
        #expect(!problems.joined().contains("planted-word"))
    }

    @Test func aBudgetThatNoMailFitsIntoIsAnError() {
        let problems = problems("postmark", secrets: ["user:password"], bytesInFlight: 32 << 20)

        #expect(problems.count == 1 && problems[0].contains("bytes_in_flight"), "\(problems)")
        #expect(self.problems("twilio-messaging", secrets: ["t"], bytesInFlight: 32 << 20).isEmpty)
    }
}
