import BridgeCore
import Ops
import Receiver
import Synchronization

/// What is in force, as the operators' listener asks for it.
final class ServedHooks: HookOverview {
    private let reloader: Reloader
    private let isRunning = Atomic(false)

    init(reloader: Reloader) { self.reloader = reloader }

    /// To be called when the receiver accepts connections, and when it has stopped.
    func receiver(isRunning: Bool) { self.isRunning.store(isRunning, ordering: .relaxed) }

    func isReceiving() -> Bool { isRunning.load(ordering: .relaxed) }

    func hooks() -> [HookStatus] {
        let configuration = reloader.served
        return configuration.hooks.map { hook in
            HookStatus(
                name: hook.name,
                adapter: hook.adapter,
                adapterVersion: reloader.version(of: hook.adapter),
                destination: hook.destination,
                url: "\(configuration.publicURL?.base ?? "")/hooks/\(hook.name)",
                isDry: hook.isDry
            )
        }
    }

    func region(of destination: DestinationName) -> String? {
        reloader.served.destinations.first { $0.name == destination }?.region
    }
}
