/// Headers that the way of a request added and its sender did not: those of request catchers, tunnels, proxies and clouds.
enum TransportHeader {
    private static let names: Set<String> = [
        "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "keep-alive", "te", "upgrade",
        "via",
        "forwarded", "x-real-ip", "x-request-start", "x-amzn-trace-id", "x-cloud-trace-context", "traceparent",
        "tracestate", "baggage", "cdn-loop", "true-client-ip", "x-client-ip", "x-cluster-client-ip", "x-original-host",
        "x-original-url", "x-arr-ssl", "x-arr-log-id", "x-site-deployment-id", "x-waws-unencoded-url",
        "total-route-time",
        "connect-time", "x-pipedream-trace-id",
    ]
    private static let prefixes = [
        "x-forwarded-", "cf-", "x-amz-cf-", "x-envoy-", "x-hookdeck-", "x-vercel-", "x-nf-", "x-azure-", "x-appengine-",
        "fly-", "ngrok-", "x-b3-", "x-datadog-", "sec-",
    ]

    /// `name` is in lower case.
    static func isOne(_ name: String) -> Bool { names.contains(name) || prefixes.contains(where: name.hasPrefix) }
}
