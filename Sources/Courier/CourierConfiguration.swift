package import BridgeCore

/// What the courier is told at its start; ``Courier/update(destinations:)`` changes the destinations later.
package struct CourierConfiguration: Sendable, Equatable {
    /// An HTTP proxy for outbound calls, so that Zyntro's whitelist sees one address.
    package struct Proxy: Sendable, Equatable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    package var destinations: [Destination]
    /// Nil for direct connections.
    package var proxy: Proxy?
    /// How long attempts in flight may take to finish once the service is asked to stop; they are cut off afterwards.
    package var shutdownLimit: Duration

    package init(destinations: [Destination], proxy: Proxy? = nil, shutdownLimit: Duration = .seconds(20)) {
        self.destinations = destinations
        self.proxy = proxy
        self.shutdownLimit = shutdownLimit
    }
}
