package import NIOCore

/// An IP address as 128 bits; IPv4 in its IPv4-mapped form (RFC 4291 §2.5.5.2), so that `::ffff:192.0.2.7`, as a
/// listener on both families reports it, is `192.0.2.7`.
package struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64
    /// As the system writes it, without port, brackets or zone.
    package let description: String

    var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// Reads an address with or without port, as proxies write it: `192.0.2.7`, `192.0.2.7:4711`, `[2001:db8::1]:443`.
    package init?(_ text: String) {
        var host = text[...]
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { return nil }
            host = host[host.index(after: host.startIndex)..<end]
        } else if let colon = host.firstIndex(of: ":"), colon == host.lastIndex(of: ":") {
            host = host[..<colon]
        }
        guard let address = try? SocketAddress(ipAddress: String(host), port: 0) else { return nil }
        self.init(address)
    }

    /// The address of a peer; nil for a Unix socket.
    package init?(_ address: SocketAddress) {
        // Linux and Darwin agree on where a sockaddr_in (4) and a sockaddr_in6 (8) hold the address.
        switch address {
        case .v4(let v4):
            let word = withUnsafeBytes(of: v4.address) { $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self) }
            high = 0
            low = 0xffff << 32 | UInt64(UInt32(bigEndian: word))
        case .v6(let v6):
            (high, low) = withUnsafeBytes(of: v6.address) { bytes in
                (
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
                )
            }
        case .unixDomainSocket:
            return nil
        }
        if high == 0, low >> 32 == 0xffff {
            description = [24, 16, 8, 0].map { [low] shift in String(low >> UInt64(shift) & 255) }.joined(
                separator: "."
            )
        } else {
            description = address.ipAddress ?? ""
        }
    }

    package static func == (left: NetworkAddress, right: NetworkAddress) -> Bool {
        left.high == right.high && left.low == right.low
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(high)
        hasher.combine(low)
    }
}

/// The addresses that share a prefix, written `10.0.0.0/8`, `2001:db8::/32` or as a single address.
package struct NetworkRange: Sendable, Equatable {
    private let base: NetworkAddress
    private let prefix: Int

    /// Nil where the text is neither an address nor an address with a prefix length that fits it.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, first.last != "]", let base = NetworkAddress(String(first)) else { return nil }
        self.base = base
        guard parts.count == 2 else {
            prefix = 128
            return
        }
        guard let length = Int(parts[1]), length >= 0, length <= (base.isIPv4 ? 32 : 128) else { return nil }
        prefix = base.isIPv4 ? length + 96 : length
    }

    package func contains(_ address: NetworkAddress) -> Bool {
        (base.high ^ address.high) & mask(of: min(prefix, 64)) == 0
            && (base.low ^ address.low) & mask(of: max(prefix - 64, 0)) == 0
    }

    private func mask(of bits: Int) -> UInt64 { bits == 0 ? 0 : ~0 << UInt64(64 - bits) }
}
