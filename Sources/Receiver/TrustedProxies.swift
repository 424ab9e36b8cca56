/// The proxies whose word about the caller's address counts.
package struct TrustedProxies: Sendable, Equatable {
    private let ranges: [NetworkRange]

    package init(_ ranges: [NetworkRange] = []) { self.ranges = ranges }

    package func contains(_ address: NetworkAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// The address nearest to us that no trusted proxy has: the peer itself where it is not trusted, else the right-most
    /// address of X-Forwarded-For that is not. What stands left of that was written by the caller and proves nothing.
    ///
    /// `forwarded` are the values of X-Forwarded-For in the order received.
    package func caller(peer: NetworkAddress?, forwarded: [String]) -> NetworkAddress? {
        guard var nearest = peer, contains(nearest) else { return peer }
        for value in forwarded.reversed() {
            for hop in value.split(separator: ",").reversed() {
                guard let address = NetworkAddress(String(hop.filter { $0 != " " && $0 != "\t" })) else {
                    return nearest
                }
                nearest = address
                guard contains(address) else { return address }
            }
        }
        return nearest
    }
}
