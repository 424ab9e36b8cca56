import Foundation
import JSON
import TestSupport
import Testing

/// Backups, copies and damage with real processes.
@Suite(.serialized)
struct MovingTests {
    private static let companions = ["", "-wal", "-shm", ".mark", ".identity", ".damaged"]

    private func texts(_ stage: Stage) async throws -> [String] {
        try await stage.timeline().compactMap { $0["comms_data"]?["body"]?.string }
    }

    /// A backup under load takes the place of the store that went on meanwhile: nothing is sent until it is released,
    /// and then only what an operator decided comes twice.
    @Test func aBackupMadeUnderLoadIsRestoredAndSendsNothingByItself() async throws {
        let stage = try await Stage.running()
        try await stage.setFaults(["latency": 300])
        let load = Load(on: stage)
        try await wait(for: "load") { load.acceptedCount > 60 }
        let backup = stage.folder.path("backup.sqlite")

        let made = try await stage.command("backup", backup, "--json")

        #expect(made.status == 0, "\(made.errors)")
        let status = try JSONParser().parse(text: made.output).value
        let events = status["events"]?.int ?? 0
        #expect(events >= 60 && status["state"] == "done")
        #expect(try permissions(backup) == 0o600)
        let again = try await stage.command("backup", backup)
        #expect(again.status == 1 && again.errors.contains("never overwrites"))
        try await wait(for: "load after the backup") { load.acceptedCount > events + 20 }
        _ = await load.stop()
        try await stage.setFaults()
        try await stage.drained()
        let sentBefore = try await texts(stage)
        #expect(sentBefore.count == Set(sentBefore).count)
        let refused = try await stage.command("restore", backup, "--replace")
        #expect(refused.status == 1 && refused.errors.contains("in use by the process"))
        #expect(try await stage.stopBridge() == 0)
        let kept = try await stage.command("restore", backup)
        #expect(kept.status == 1 && kept.errors.contains("--replace"))

        let restored = try await stage.command("restore", backup, "--replace", "--json")

        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try JSONParser().parse(text: restored.output).value["events"]?.int == events)
        try await stage.startBridge()
        #expect(stage.log.contains("this store is a copy made by `backup`"))
        let readiness = try await stage.adminAnswer("/readyz")
        #expect(readiness.status == 200 && readiness.text.contains("copy made by `backup`"))
        let list = try await stage.command("destination", "list")
        #expect(list.output.contains("paused (copy)"))
        let undelivered = try await stage.states()["unknown", default: 0]
        #expect(undelivered > 0)
        #expect(try await stage.states()["queued", default: 0] == 0)
        #expect(try await stage.command("destination", "resume", "main").status == 0)
        try await stage.send(.sms("SM-new", text: "after the restore"))
        try await wait(for: "the new message") { try await texts(stage).contains("after the restore") }
        #expect(try await texts(stage).count == sentBefore.count + 1, "nothing of the backup was sent by itself")

        let released = try await stage.command(
            "outbox",
            "retry",
            "--state",
            "unknown",
            "--destination",
            "main",
            "--json"
        )

        #expect(released.status == 0, "\(released.errors)")
        #expect(try JSONParser().parse(text: released.output).value["done"]?.int == undelivered)
        try await stage.drained()
        let timeline = try await stage.timeline()
        #expect(timeline.count == sentBefore.count + 1 + undelivered)
        let marked = timeline.filter { $0["comms_data"]?["possible_duplicate"] == true }
        #expect(marked.count == undelivered, "what was sent twice was decided, and says that it may be there twice")
    }

    @Test func aCopiedStoreWaitsForAnOperator() async throws {
        let stage = try await Stage.running()
        try await stage.command("destination", "pause", "main").expectSuccess()
        try await stage.send(.sms("SM1", text: "one"))
        #expect(try await stage.stopBridge() == 0)
        let other = try Stage()
        let (from, to) = (stage.folder.path("bridge.sqlite"), other.folder.path("bridge.sqlite"))
        for name in Self.companions where FileManager.default.fileExists(atPath: from + name) {
            try FileManager.default.copyItem(atPath: from + name, toPath: to + name)
        }
        try await other.startSandbox()
        try await other.startBridge()

        let list = try await other.command("destination", "list")

        #expect(list.output.contains("copied or moved") && list.output.contains("paused (copy)"))
        #expect(try await other.states() == ["unknown": 1])
        try await stage.startBridge()
        let original = try await stage.command("destination", "list")
        #expect(!original.output.contains("copy"), "the original goes on")
    }

    @Test func aDamagedStoreIsNotServedAndAFreshOneReceivesBesideIt() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1", text: "one"))
        try await stage.entries(1, in: "delivered")
        let backup = stage.folder.path("backup.sqlite")
        try await stage.command("backup", backup).expectSuccess()
        #expect(try await stage.stopBridge() == 0)
        // A store of one file, without a log that still holds the pages.
        try await stage.command("restore", backup, "--replace").expectSuccess()
        let store = stage.folder.path("bridge.sqlite")
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: store))
        try file.seek(toOffset: 4096 * 3)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096 * 40))
        try file.close()
        let damaged = try Data(contentsOf: URL(fileURLWithPath: store))

        let serve = try await stage.command("serve")
        let doctor = try await stage.command("doctor")

        #expect(serve.status == 1 && serve.errors.contains("--fresh-store-beside"), "\(serve.errors)")
        #expect(doctor.status == 1 && doctor.output.contains("ERROR  pages"), "\(doctor.output)")
        try await stage.startBridge(flags: ["--fresh-store-beside"])
        #expect(try await stage.send(.sms("SM2", text: "two")).status == 200)
        let list = try await stage.command("destination", "list")
        #expect(list.output.contains("made beside a damaged one"))
        #expect(try await stage.timeline().count == 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: store)) == damaged)

        // The repair: the backup comes back, and what the fresh store received is delivered from there.
        try await stage.command("destination", "resume", "main").expectSuccess()
        try await stage.entries(1, in: "delivered")
        #expect(try await stage.stopBridge() == 0)
        try await stage.command("restore", backup, "--replace").expectSuccess()
        try await stage.startBridge()
        #expect(stage.log.contains("is in a store of its own"))
        #expect(try await stage.send(.sms("SM1", text: "one")).status == 200)
        #expect(try await stage.events().count == 1)
        #expect(Set(try await texts(stage)) == ["one", "two"])
    }

    @Test func aLogThatWasCutShortIsRefusedAndItsLossMustBeAccepted() async throws {
        let stage = try await Stage.running()
        try await stage.setFaults(["status": 503, "retry_after": 60])
        let mark = stage.folder.path("bridge.sqlite.mark")
        var number = 0
        try await wait(for: "the high-water mark, which is written once a second") {
            number += 1
            try await stage.send(.sms("SM\(number)", text: "message \(number)"))
            return FileManager.default.contents(atPath: mark)?.isEmpty == false
        }
        try await stage.killBridge()
        let log = try FileHandle(forUpdating: URL(fileURLWithPath: stage.folder.path("bridge.sqlite-wal")))
        try log.truncate(atOffset: try log.seekToEnd() / 2)
        try log.close()
        try await stage.setFaults()

        let serve = try await stage.command("serve")
        let doctor = try await stage.command("doctor", "--json")

        #expect(serve.status == 1 && serve.errors.contains("--accept-short-log"), "\(serve.errors)")
        #expect(doctor.status == 1 && doctor.output.contains("\"log\""))
        try await stage.startBridge(flags: ["--accept-short-log"])
        #expect(try await stage.command("destination", "list").output.contains("loss was accepted"))
        #expect(try await stage.timeline().isEmpty)
    }

    @Test func doctorFindsNothingWrongAndSaysWhatItCouldNotLookAt() async throws {
        let stage = try await Stage.running()
        try await stage.send(.sms("SM1"))
        try await stage.entries(1, in: "delivered")

        let running = try await stage.command("doctor")
        #expect(try await stage.stopBridge() == 0)
        let stopped = try await stage.command("doctor", "--json")

        #expect(running.status == 0, "\(running.output)")
        #expect(running.output.contains("OK  lanes") && running.output.contains("not looked at while a service runs"))
        #expect(stopped.status == 0, "\(stopped.output)")
        let report = try JSONParser().parse(text: stopped.output).value
        #expect(report["errors"] == 0)
        let subjects = report["findings"]?.array?.compactMap { $0["subject"]?.string } ?? []
        #expect(Set(subjects).isSuperset(of: ["configuration", "pages", "identity", "log", "lanes", "keys"]))
    }

    private func permissions(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? Int ?? 0) & 0o777
    }
}

extension Program.Result {
    func expectSuccess() { #expect(status == 0, "\(errors)") }
}
