package import Hummingbird

/// The context of one request to the operators' listener.
package struct OpsContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks; set by ``Authentication``.
    var caller: OpsToken?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
