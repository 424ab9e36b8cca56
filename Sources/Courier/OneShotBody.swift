package import NIOCore
import Synchronization

/// A request body that is handed out once and knows whether it was.
///
/// async-http-client's errors cannot tell *not sent* from *unknown*; a body that was never asked for can: its bytes
/// cannot have left. ``withdraw()`` decides that for good.
package final class OneShotBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer

    private enum State {
        case waiting, handedOut, withdrawn
    }

    private let buffer: ByteBuffer
    private let state = Mutex(State.waiting)

    package init(_ buffer: ByteBuffer) { self.buffer = buffer }

    /// Bytes of the body.
    package var length: Int { buffer.readableBytes }

    /// True when nobody asked for the body; nobody gets it any more. False when it was handed out.
    package func withdraw() -> Bool {
        state.withLock { state in
            guard state != .handedOut else { return false }
            state = .withdrawn
            return true
        }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let body: OneShotBody

        package func next() async throws -> ByteBuffer? { try body.handOut() }
    }

    private func handOut() throws -> ByteBuffer? {
        try state.withLock { state in
            switch state {
            case .waiting:
                state = .handedOut
                return buffer
            case .handedOut: return nil
            case .withdrawn: throw CancellationError()
            }
        }
    }
}
