import BridgeCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The caller's IP address must lie in one of the ranges of the adapter or of the hook's setting `allowed_ips`.
struct AddressScheme: Scheme {
    let ranges: [AddressRange]

    var needsSecret: Bool { false }

    func settingRules(in settings: [String: String]) -> [SettingRule] {
        [
            SettingRule("allowed_ips", isNeeded: ranges.isEmpty, mend: "write addresses or ranges like 192.0.2.0/24") {
                SettingRule.words($0).allSatisfy { AddressRange($0) != nil }
            }
        ]
    }

    func verify(_ request: RawRequest, trust: Trust) -> Refusal? {
        var allowed = ranges
        for text in SettingRule.words(trust.settings["allowed_ips"] ?? "") {
            guard let range = AddressRange(text) else {
                return Refusal(.notAllowed, "the hook's setting allowed_ips holds \"\(text)\", which is no range")
            }
            allowed.append(range)
        }
        guard let text = request.remoteAddress, let address = AddressRange.bytes(of: text) else {
            return Refusal(.notAllowed, "the caller's address is not known")
        }
        guard allowed.contains(where: { $0.contains(address) }) else {
            return Refusal(.notAllowed, "the caller \(text) is in none of the allowed ranges")
        }
        return nil
    }
}

extension AddressScheme {
    /// Reads `{ scheme: ip, ranges: [192.0.2.0/24] }`; without ranges the hook's setting must name them.
    init(reader: inout MappingReader) {
        var ranges: [AddressRange] = []
        for element in reader.list("ranges") ?? [] {
            guard case .scalar(let text, _) = element.content, let range = AddressRange(text) else {
                reader.report(element.place, "not an address or a CIDR range", mend: "write it like 192.0.2.0/24")
                continue
            }
            ranges.append(range)
        }
        self.ranges = ranges
    }
}

/// A range of IP addresses in CIDR form (RFC 4632, RFC 4291); IPv4 is kept as `::ffff:a.b.c.d`.
struct AddressRange: Sendable, Equatable {
    private let address: [UInt8]
    /// Of 128 bits.
    private let prefixLength: Int

    /// A range such as `192.0.2.0/24` or a single address; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ Self.bytes(of: String($0)) }), parts.count <= 2 else { return nil }
        let width = parts[0].contains(":") ? 128 : 32
        guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
        self.address = address
        prefixLength = 128 - width + length
    }

    func contains(_ other: [UInt8]) -> Bool {
        let whole = prefixLength / 8
        guard address[..<whole] == other[..<whole] else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (address[whole] ^ other[whole]) >> UInt8(8 - rest) == 0
    }

    /// The 16 bytes of an address; nil for anything else.
    static func bytes(of text: String) -> [UInt8]? {
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: six) { Array($0) } }
        var four = in_addr()
        guard inet_pton(AF_INET, text, &four) == 1 else { return nil }
        return Array(repeating: 0, count: 10) + [0xFF, 0xFF] + withUnsafeBytes(of: four) { Array($0) }
    }
}
