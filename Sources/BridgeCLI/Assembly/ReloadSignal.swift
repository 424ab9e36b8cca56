import ServiceLifecycle
import UnixSignals

/// Reloads on SIGHUP, as `systemctl reload` sends it.
struct ReloadSignal: Service {
    let reloader: Reloader

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            _ = await reloader.reload()
        }
    }
}
