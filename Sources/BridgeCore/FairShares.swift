/// Decides what must go where things of many sources share a bounded room, so that a flood evicts only itself.
///
/// - One source may hold a quarter of the room; beyond that its own oldest things go.
/// - Where the room is full all the same, the largest source of the hook that holds most gives up its oldest. So a source
///   that holds no more than its even share never loses anything to others.
///
/// A pure structure: it keeps no things, only their keys, sizes and sources.
package struct FairShares<Key: Hashable & Sendable>: Sendable {
    /// How much there is room for.
    package struct Limits: Sendable, Equatable {
        package let count: Int
        package let bytes: Int

        package init(count: Int, bytes: Int) {
            self.count = count
            self.bytes = bytes
        }
    }

    /// One source may hold this part of the room: one divided by it.
    package static var sourcePart: Int { 4 }

    private struct Thing {
        let hook: HookName
        let source: String
        let size: Int
    }

    private struct Holding {
        var count = 0
        var bytes = 0

        mutating func add(_ size: Int, _ sign: Int) {
            count += sign
            bytes += sign * size
        }

        func amount(inBytes: Bool) -> Int { inBytes ? bytes : count }
    }

    private struct Source {
        var holding = Holding()
        /// Oldest first; those that were removed meanwhile are skipped.
        var keys: [Key] = []
        var first = 0
    }

    private struct Hook {
        var holding = Holding()
        var sources: [String: Source] = [:]
    }

    private let limits: Limits
    private var things: [Key: Thing] = [:]
    private var hooks: [HookName: Hook] = [:]
    private var total = Holding()

    package init(_ limits: Limits) { self.limits = limits }

    package var count: Int { total.count }
    package var bytes: Int { total.bytes }

    /// Takes a thing in and returns what must go for it, which may be the thing itself.
    package mutating func add(_ key: Key, size: Int, hook: HookName, source: String) -> [Key] {
        guard things[key] == nil else { return [] }
        insert(key, Thing(hook: hook, source: source, size: size))
        var evicted: [Key] = []
        while let holding = hooks[hook]?.sources[source]?.holding, holding.count > 0,
            holding.count > max(1, limits.count / Self.sourcePart) || holding.bytes > limits.bytes / Self.sourcePart
        {
            evicted.append(contentsOf: evictOldest(of: source, hook))
        }
        while total.count > limits.count { evicted.append(contentsOf: evictFromLargest(inBytes: false, hook, source)) }
        while total.bytes > limits.bytes { evicted.append(contentsOf: evictFromLargest(inBytes: true, hook, source)) }
        return evicted
    }

    /// Forgets a thing that is gone for another reason.
    package mutating func remove(_ key: Key) {
        guard let thing = things.removeValue(forKey: key) else { return }
        total.add(thing.size, -1)
        hooks[thing.hook]?.holding.add(thing.size, -1)
        hooks[thing.hook]?.sources[thing.source]?.holding.add(thing.size, -1)
        if hooks[thing.hook]?.sources[thing.source]?.holding.count == 0 {
            hooks[thing.hook]?.sources[thing.source] = nil
        }
    }

    private mutating func insert(_ key: Key, _ thing: Thing) {
        things[key] = thing
        total.add(thing.size, 1)
        hooks[thing.hook, default: Hook()].holding.add(thing.size, 1)
        hooks[thing.hook]?.sources[thing.source, default: Source()].holding.add(thing.size, 1)
        hooks[thing.hook]?.sources[thing.source]?.keys.append(key)
        tidy(thing.source, of: thing.hook)
    }

    /// Lets go of the keys that were removed, so that a flood that never pauses leaves no trail.
    private mutating func tidy(_ source: String, of hook: HookName) {
        guard let all = hooks[hook]?.sources[source], all.keys.count > 2 * all.holding.count + 64 else { return }
        hooks[hook]?.sources[source]?.keys = all.keys[all.first...].filter { things[$0] != nil }
        hooks[hook]?.sources[source]?.first = 0
    }

    /// Among equals the newcomer's own hook and source give way, then the first by name.
    private mutating func evictFromLargest(inBytes: Bool, _ hook: HookName, _ source: String) -> [Key] {
        let largest = hooks.max { left, right in
            (left.value.holding.amount(inBytes: inBytes), left.key == hook ? 1 : 0, right.key.rawValue)
                < (right.value.holding.amount(inBytes: inBytes), right.key == hook ? 1 : 0, left.key.rawValue)
        }
        guard let largest else { return [] }
        let own = largest.key == hook ? source : nil
        let victim = largest.value.sources.max { left, right in
            (left.value.holding.amount(inBytes: inBytes), left.key == own ? 1 : 0, right.key)
                < (right.value.holding.amount(inBytes: inBytes), right.key == own ? 1 : 0, left.key)
        }
        guard let victim else { return [] }
        return evictOldest(of: victim.key, largest.key)
    }

    private mutating func evictOldest(of source: String, _ hook: HookName) -> [Key] {
        while let keys = hooks[hook]?.sources[source], keys.first < keys.keys.count {
            let key = keys.keys[keys.first]
            hooks[hook]?.sources[source]?.first += 1
            guard things[key] != nil else { continue }
            remove(key)
            return [key]
        }
        return []
    }
}
