import Adapters
import BridgeCore

extension ConfigurationReader {
    mutating func hooks(in root: inout MappingReader, destinations: [Destination]) -> [Hook] {
        guard let node = root.mapping("hooks") else {
            root.report(root.place, "no hook is configured", mend: "add \"hooks:\" as in deploy/bridge.example.yaml")
            return []
        }
        let named = root.mapping("destinations").map { MappingReader($0).names } ?? []
        var reader = MappingReader(node)
        var hooks: [Hook] = []
        for name in reader.names {
            guard let body = reader.mapping(name) else { continue }
            guard Self.isHookName(name) else {
                reader.report(
                    body.place,
                    "\"\(name)\" cannot be part of a URL",
                    mend: "name hooks with lower-case letters, digits and hyphens, at most 64"
                )
                continue
            }
            if let hook = hook(name, body, destinations: destinations, named: named) { hooks.append(hook) }
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
        destinations: [Destination],
        named: [String]
    ) -> Hook? {
        var reader = MappingReader(node)
        let adapter = reader.required("adapter")
        let destination = destination(in: &reader, among: destinations, named: named)
        let secrets = secrets("secrets", in: &reader)
        let settings = settings(reader.mapping("settings"))
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
        return Hook(
            name: HookName(name),
            adapter: adapter,
            destination: destination.name,
            secrets: secrets,
            settings: settings,
            isDry: isDry,
            region: region ?? destination.region,
            zone: zone ?? destination.zone,
            perMinute: perMinute,
            policies: policies,
            review: review
        )
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
    private mutating func settings(_ node: SourceNode?) -> [String: String] {
        guard let node else { return [:] }
        var reader = MappingReader(node)
        var settings: [String: String] = [:]
        for name in reader.names {
            if let texts = reader.strings(name) { settings[name] = texts.joined(separator: ",") }
        }
        report(reader.finish())
        return settings
    }
}
