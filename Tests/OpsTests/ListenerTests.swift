import BridgeCore
import Hummingbird
import Logging
import Ops
import Testing

struct ListenerTests {
    @Test func listensOnLoopbackUnlessToldOtherwise() {
        #expect(OpsConfiguration(version: "1").host == "127.0.0.1")
    }

    @Test(arguments: [("127.0.0.1", 0), ("::1", 0), ("localhost", 0), ("0.0.0.0", 1), ("10.0.0.4", 1)])
    func warnsWhereOthersCanReachIt(host: String, warnings: Int) {
        var bench = OpsBench()
        bench.configuration.host = host

        _ = bench.application()

        #expect(bench.logLines.filter { $0.hasPrefix("warning") }.count == warnings)
    }
}
