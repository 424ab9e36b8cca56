import Hummingbird
import NIOCore

/// The context of one request, with the connection it came by: faults close it, rules ask who is at its other end.
struct SandboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
