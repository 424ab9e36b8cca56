import Adapters
import BridgeCore

extension ConfigurationReader {
    typealias LocatedHook = (hook: Hook, places: BridgeConfiguration.Places.OfHook)

    mutating func hooks(in root: inout MappingReader, destinations: [Destination]) -> [LocatedHook] {
        guard let node = root.mapping("hooks") else {
            root.report(root.place, "no hook is configured", mend: "add \"hooks:\" as in deploy/bridge.example.yaml")
            return []
        }
        let named = root.mapping("destinations").map { MappingReader($0).names } ?? []
        var reader = MappingReader(node)
        var hooks: [LocatedHook] = []
        if reader.names.isEmpty {
            let mend = "add one as in deploy/bridge.example.yaml"
            warn(node.place, "\"hooks\" is empty: the service receives nothing", mend: mend)
        }
        for name in reader.names {
            let place = reader.member(name)?.place
            guard let body = reader.mapping(name) else {
                if reader.node(name) == nil {
                    let mend = "add \"adapter:\" and \"destination:\", or remove it"
                    reader.report(reader.valuePlace(name), "the hook \"\(name)\" is empty", mend: mend)
                }
                continue
            }
            guard Self.isHookName(name) else {
                reader.report(
                    body.place,
                    "\"\(name)\" cannot be part of a URL",
                    mend: "name hooks with lower-case letters, digits and hyphens, at most 64"
                )
                continue
            }
            let hook = hook(name, body, at: place ?? body.place, destinations: destinations, named: named)
            if let hook { hooks.append(hook) }
        }
        report(reader.finish())
        return hooks
    }

    static func isHookName(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), !name.hasPrefix("-") else { return false }
        return name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }

    /// `named` are all names under `destinations:`, also of those that have a fault of their own.
    private mutating func hook(
        _ name: String,
        _ node: SourceNode,
        at place: SourcePlace,
        destinations: [Destination],
        named: [String]
    ) -> LocatedHook? {
        var reader = MappingReader(node)
        let adapter = reader.required("adapter")
        let destination = destination(in: &reader, among: destinations, named: named)
        let secrets = secrets("secrets", in: &reader)
        let (settings, settingPlaces) = settings(reader.mapping("settings"))
        let isDry = reader.boolean("dry") ?? false
        let region = region(in: &reader)
        let zone = zone(in: &reader)
        let perMinute = reader.integer("per_minute", in: 1...10_000_000)
        let policies = HookPolicies(
            unauthenticated: reader.choice("unauthenticated", of: HookPolicies.UnauthenticatedMail.self) ?? .mark,
            entriesPerHour: fuse("entries_per_hour", in: &reader, default: nil)
        )
        let review = reader.integer("review", in: 0...1_000_000) ?? 0
        report(reader.finish())
        guard let adapter, let destination else { return nil }
        let hook = Hook(
            name: HookName(name),
            adapter: adapter,
            destination: destination.name,
            secrets: secrets.map(\.secret),
            settings: settings,
            isDry: isDry,
            region: region ?? destination.region,
            zone: zone ?? destination.zone,
            perMinute: perMinute,
            policies: policies,
            review: review
        )
        let places = BridgeConfiguration.Places.OfHook(
            hook: place,
            adapter: reader.valuePlace("adapter"),
            secrets: secrets.map(\.place),
            settings: settingPlaces
        )
        return (hook, places)
    }

    /// A count of entries, or `unlimited`.
    func fuse(_ key: String, in reader: inout MappingReader, default usual: Int?) -> Int? {
        guard let text = reader.string(key) else { return usual }
        if text == "unlimited" { return nil }
        guard let count = Int(text), (1...1_000_000).contains(count) else {
            reader.report(
                reader.valuePlace(key),
                "\"\(text)\" is no number of entries",
                mend: "write a number from 1 to 1000000, or unlimited"
            )
            return usual
        }
        return count
    }

    private func destination(
        in reader: inout MappingReader,
        among destinations: [Destination],
        named names: [String]
    ) -> Destination? {
        guard let name = reader.required("destination") else { return nil }
        if let destination = destinations.first(where: { $0.name.rawValue == name }) { return destination }
        guard !names.contains(name) else { return nil }
        reader.report(
            reader.valuePlace("destination"),
            "unknown destination \"\(name)\"",
            mend: nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" }
                ?? "known are \(names.joined(separator: ", "))"
        )
        return nil
    }

    /// Settings are texts; a list is joined by commas.
    private mutating func settings(
        _ node: SourceNode?
    ) -> (values: [String: String], places: [String: BridgeConfiguration.Places.OfSetting]) {
        guard let node else { return ([:], [:]) }
        var reader = MappingReader(node)
        var values: [String: String] = [:]
        var places: [String: BridgeConfiguration.Places.OfSetting] = [:]
        for name in reader.names {
            guard let member = reader.member(name), let texts = reader.strings(name) else { continue }
            values[name] = texts.joined(separator: ",")
            places[name] = .init(name: member.place, value: member.value.place)
        }
        report(reader.finish())
        return (values, places)
    }
}
