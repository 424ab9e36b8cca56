package import Adapters
package import BridgeCore
import Synchronization

/// The hooks in force. A request keeps the version that it met when its head arrived, whatever is reloaded meanwhile.
package final class HookTable: Sendable {
    private let hooks: Mutex<[String: ServedHook]>

    /// - Throws: ``HookTableError`` where a hook names an adapter that is not there.
    package init(hooks: [Hook], adapters: [String: some HookHandling], now: Timestamp) throws(HookTableError) {
        self.hooks = Mutex(try Self.serve(hooks, adapters, now, replacing: [:]))
    }

    /// Puts other hooks in force, all or none. What a hook has used of its minute stays used.
    ///
    /// - Throws: ``HookTableError`` where a hook names an adapter that is not there; the old hooks stay in force.
    package func replace(
        with hooks: [Hook],
        adapters: [String: some HookHandling],
        now: Timestamp
    ) throws(HookTableError) {
        let next = try Self.serve(hooks, adapters, now, replacing: self.hooks.withLock { $0 })
        self.hooks.withLock { $0 = next }
    }

    /// The hook of that name as it is in force now.
    package subscript(name: String) -> ServedHook? { hooks.withLock { $0[name] } }

    private static func serve(
        _ hooks: [Hook],
        _ adapters: [String: some HookHandling],
        _ now: Timestamp,
        replacing old: [String: ServedHook]
    ) throws(HookTableError) -> [String: ServedHook] {
        var table: [String: ServedHook] = [:]
        for hook in hooks {
            guard let adapter = adapters[hook.adapter] else {
                throw HookTableError(hook: hook.name, adapter: hook.adapter)
            }
            let rateLimit = old[hook.name.rawValue]?.rateLimit
            table[hook.name.rawValue] = ServedHook(
                hook,
                adapter: adapter,
                rateLimit: hook.perMinute.map { perMinute in
                    rateLimit?.perMinute == perMinute
                        ? rateLimit ?? RateLimit(perMinute: perMinute, now: now)
                        : RateLimit(perMinute: perMinute, now: now)
                }
            )
        }
        return table
    }
}

/// A hook names an adapter that is not there.
package struct HookTableError: Error, Sendable, Equatable, CustomStringConvertible {
    package let hook: HookName
    package let adapter: String

    package var description: String {
        "hook \(hook): there is no adapter named \(adapter); see `zyntro-bridge adapters list`"
    }
}

/// One hook with its compiled adapter and everything that a request needs of both, made ready once.
package final class ServedHook: Sendable {
    package let hook: Hook
    package let adapter: any HookHandling
    package let methods: Set<String>
    package let bodyLimit: Int
    package let answers: Answers
    let takesPathSegments: Bool
    /// The value of the header Allow.
    let allow: String
    let rateLimit: RateLimit?
    let metrics: HookMetrics

    package init(_ hook: Hook, adapter: any HookHandling, rateLimit: RateLimit? = nil) {
        self.hook = hook
        self.adapter = adapter
        let rules = adapter.receive
        methods = rules.methods
        bodyLimit = rules.bodyLimit
        answers = rules.answers
        takesPathSegments = rules.takesPathSegments
        allow = rules.methods.sorted().joined(separator: ", ")
        self.rateLimit = rateLimit
        metrics = HookMetrics(hook: hook.name.rawValue)
    }
}
