import Adapters
import BridgeCore
import Foundation
import Testing

@testable import BridgeCLI

struct AdapterCheckTests {
    private static let adapters = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../adapters").standardized.path

    private func problems(
        _ adapter: String,
        secrets: [String],
        settings: [String: String] = [:],
        bytesInFlight: Int = 256 << 20
    ) -> [String] {
        var configuration = BridgeConfiguration()
        configuration.adapters = Self.adapters
        configuration.limits.bytesInFlight = bytesInFlight
        let name = HookName("mail")
        configuration.hooks = [
            Hook(
                name: name,
                adapter: adapter,
                destination: DestinationName("main"),
                secrets: secrets.map(Secret.init),
                settings: settings
            )
        ]
        func place(_ line: Int, _ column: Int) -> SourcePlace {
            SourcePlace(file: "bridge.yaml", line: line, column: column)
        }
        configuration.places.bytesInFlight = place(3, 7)
        configuration.places.hooks[name] = .init(
            hook: place(20, 3),
            adapter: place(21, 14),
            secrets: secrets.indices.map { place(22, 10 + $0) },
            settings: settings.mapValues { _ in .init(name: place(23, 10), value: place(23, 20)) }
        )
        let (library, _) = AdapterLibrary.load(folder: Self.adapters)
        return AdapterCheck.hookProblems(configuration, library, file: "bridge.yaml").map { "\($0)" }
    }

    @Test func aHookInOrderHasNoProblem() {
        #expect(problems("postmark", secrets: ["user:password"]).isEmpty)
    }

    @Test(arguments: [
        ("postmark", [], "bridge.yaml:20:3:", "needs a secret"),
        (
            "postmark", ["user:password", "planted-word"], "bridge.yaml:22:11:",
            "secret 2 cannot be right: it has no colon"
        ),
        ("postmork", ["user:password"], "bridge.yaml:21:14:", "did you mean \"postmark\"?"),
    ])
    func tellsWhatIsWrongWithAHookAtItsPlace(adapter: String, secrets: [String], place: String, message: String) {
        let problems = problems(adapter, secrets: secrets)

        #expect(problems.count == 1 && problems[0].contains(message) && problems[0].hasPrefix(place), "\(problems)")
        #expect(!problems.joined().contains("planted-word"))
    }

    @Test(arguments: [
        ("twilio-messaging", "signature_method", "md5", "bridge.yaml:23:20:", "known are sha1, sha256"),
        ("twilio-messaging", "signature_metod", "sha256", "bridge.yaml:23:10:", "did you mean \"signature_method\"?"),
        ("callrail", "settle", "of", "bridge.yaml:23:20:", "did you mean \"off\"?"),
        ("openphone", "our_number", "+12125550100", "bridge.yaml:23:10:", "did you mean \"our_numbers\"?"),
        ("gmail", "scheme", "tokn", "bridge.yaml:23:20:", "did you mean \"token\"?"),
    ])
    func tellsASettingThatHasNoEffectAtItsPlace(
        adapter: String,
        name: String,
        value: String,
        place: String,
        mend: String
    ) {
        let problems = problems(adapter, secrets: ["kQ9xBd8Fz3MvT2Hs"], settings: [name: value])

        #expect(problems.contains { $0.hasPrefix(place) && $0.contains(mend) }, "\(problems)")
    }

    @Test func aBudgetThatNoMailFitsIntoIsAnError() {
        let problems = problems("postmark", secrets: ["user:password"], bytesInFlight: 32 << 20)

        #expect(problems.count == 1 && problems[0].hasPrefix("bridge.yaml:3:7:"), "\(problems)")
        #expect(self.problems("twilio-messaging", secrets: ["t"], bytesInFlight: 32 << 20).isEmpty)
    }
}
