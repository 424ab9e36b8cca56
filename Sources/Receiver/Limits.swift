/// The numbers that keep the public listener from being talked to death. How large a body may be is the adapter's to say.
package struct Limits: Sendable, Equatable {
    /// Header fields of one request.
    package var headerCount = 100
    /// Bytes of one header field, name and value.
    package var headerSize = 16 * 1024
    /// Bytes of all header fields of one request.
    package var headerListSize = 32 * 1024
    /// Bytes of request bodies that may be held at once, over all connections. A sixteenth of it is for small bodies
    /// alone; what is left must hold the largest body limit of an adapter, or that body is never taken.
    package var bytesInFlight = 256 * 1024 * 1024
    /// From a request's head to its last byte.
    package var requestDeadline: Duration = .seconds(120)
    /// Without a byte where bytes are due: before the first head, and inside a body.
    package var stallTimeout: Duration = .seconds(30)
    /// Between two requests. Longer than the two minutes for which Caddy and the one minute for which nginx keep a
    /// connection by default, so that a proxy never sends into a connection that closes at the same moment.
    package var idleTimeout: Duration = .seconds(150)
    /// Connections at a time; those that wait longest make room for more.
    package var connections = 4096
    /// Connections beyond ``connections`` that are accepted while others leave; after that they wait in the backlog.
    package static let connectionsBeyond = 64
    /// So long nobody leaves who has only come, or has only been answered: its request may be on its way.
    package var welcome: Duration = .seconds(1)
    /// Connections that the system holds until they are accepted.
    package var backlog = 1024
    /// Bytes of a refused body that are read and thrown away, so that a well-behaved caller keeps its connection.
    package var drainedBytes = 64 * 1024
    /// How long a connection stays half open after a refusal, so that the caller can read the answer before the close.
    package var linger: Duration = .seconds(2)

    package init() {}
}
