package import JSON

/// A configured inbound URL: an adapter, its secrets, its settings and a destination.
package struct Hook: Sendable, Equatable {
    package let name: HookName
    /// The folder name of the adapter.
    package let adapter: String
    package let destination: DestinationName
    /// Tried in order, so that a secret can be rotated without a gap.
    package let secrets: [Secret]
    /// What schemes and expressions may read as `$hook.settings`: topic ARNs, signature method, …
    package let settings: [String: String]
    /// In dry mode entries are made and kept as `rehearsed`, never sent.
    package let isDry: Bool
    /// Overrides of the destination's region and zone for this provider's numbers and times.
    package let region: String
    package let zone: String
    /// Accepted requests a minute at most; nil for no limit.
    package let perMinute: Int?
    package let policies: HookPolicies
    /// So many entries are held when the adapter's file has changed, for somebody to look at; 0 for none.
    package let review: Int
    /// What expressions read as `$hook`: name, region, zone and settings, never the secrets. Made here, and not by every
    /// request.
    package let facts: JSONValue

    package init(
        name: HookName,
        adapter: String,
        destination: DestinationName,
        secrets: [Secret] = [],
        settings: [String: String] = [:],
        isDry: Bool = false,
        region: String = "US",
        zone: String = "UTC",
        perMinute: Int? = nil,
        policies: HookPolicies = HookPolicies(),
        review: Int = 0
    ) {
        self.name = name
        self.adapter = adapter
        self.destination = destination
        self.secrets = secrets
        self.settings = settings
        self.isDry = isDry
        self.region = region
        self.zone = zone
        self.perMinute = perMinute
        self.policies = policies
        self.review = review
        facts = [
            "name": .string(name.rawValue), "region": .string(region), "zone": .string(zone),
            "settings": .object(JSONObject(settings.map { ($0.key, .string($0.value)) })),
        ]
    }
}

/// Which entries of a hook wait for an operator instead of going out.
package struct HookPolicies: Sendable, Equatable {
    /// What becomes of mail whose sender is not authenticated.
    package enum UnauthenticatedMail: String, Sendable, CaseIterable {
        /// It goes out with the tag `unauthenticated`.
        case mark
        /// It is `held` until an operator lets it go.
        case hold
    }

    package let unauthenticated: UnauthenticatedMail
    /// The hook's fuse: entries in one hour of the clock that go out; the ones beyond are `held`. Nil for no limit.
    package let entriesPerHour: Int?

    package init(unauthenticated: UnauthenticatedMail = .mark, entriesPerHour: Int? = nil) {
        self.unauthenticated = unauthenticated
        self.entriesPerHour = entriesPerHour
    }
}
