/// One Zyntro organisation: where its entries go, with which credentials, how fast, and by which policies.
package struct Destination: Sendable, Equatable {
    /// What to do with an entry whose attempt has no trusted answer.
    package enum UnknownPolicy: String, Sendable, CaseIterable {
        /// Send it once more, marked `possible_duplicate`, then keep it as `unknown`.
        case resend
        /// Keep it as `unknown` at once.
        case hold
    }

    /// What to do when several contacts share an address.
    package enum SeveralContacts: String, Sendable, CaseIterable {
        case park, all
    }

    /// What to do with an entry whose address belongs to nobody in Zyntro, once Zyntro was asked.
    package enum UnmatchedPolicy: String, Sendable, CaseIterable {
        /// Keep it until somebody is found, however long that takes.
        case hold
        /// Make a contact of a person who wrote or called, with automatic outreach off; see ``ContactCreation``.
        case create
        /// Drop it, with the reason.
        case discard
    }

    /// How `comms_data` is written.
    package enum DataFormat: String, Sendable, CaseIterable {
        case object, text
    }

    package let name: DestinationName
    /// Names the organisation's environment (`production`, `test` …) in logs and lists.
    package let environment: String
    /// Scheme, host and port of Zyntro, `https://app.zyntrohq.com`, without a trailing slash.
    package let baseURL: String
    package let orgID: String
    package let apiKey: Secret
    package let developerSecret: Secret
    package let defaultMember: MemberID
    /// IANA name of the zone in which `occurred_at` is written, such as `America/New_York`.
    package let zone: String
    /// ISO 3166 country whose national numbers are read without a country code, such as `US`.
    package let region: String
    /// How many entries are in flight at most.
    package let concurrency: Int
    /// How many entries are sent in a second at most; nil lifts the limit.
    package let perSecond: Double?
    package let unknownPolicy: UnknownPolicy
    package let severalContacts: SeveralContacts
    package let unmatchedPolicy: UnmatchedPolicy
    package let dataFormat: DataFormat
    /// How long one call may take, head and body.
    package let timeout: Duration
    /// How long a look-up's hit is trusted.
    package let lookupAge: Duration
    /// How long a look-up's miss is trusted: an address that entries wait for is asked for again so often.
    package let recheckInterval: Duration
    /// False where contacts come from imports and decisions alone.
    package let looksUpContacts: Bool
    /// The fuse: entries about one contact in one hour of the clock that go out; the ones beyond are `held`. Nil for no
    /// limit.
    package let entriesPerContactAndHour: Int?

    package init(
        name: DestinationName,
        environment: String = "production",
        baseURL: String = "https://app.zyntrohq.com",
        orgID: String,
        apiKey: Secret,
        developerSecret: Secret,
        defaultMember: MemberID,
        zone: String = "UTC",
        region: String = "US",
        concurrency: Int = 2,
        perSecond: Double? = 2,
        unknownPolicy: UnknownPolicy = .resend,
        severalContacts: SeveralContacts = .park,
        unmatchedPolicy: UnmatchedPolicy = .hold,
        dataFormat: DataFormat = .object,
        timeout: Duration = .seconds(30),
        lookupAge: Duration = .seconds(30 * 86_400),
        recheckInterval: Duration = .seconds(3600),
        looksUpContacts: Bool = true,
        entriesPerContactAndHour: Int? = 60
    ) {
        self.name = name
        self.environment = environment
        self.baseURL = baseURL
        self.orgID = orgID
        self.apiKey = apiKey
        self.developerSecret = developerSecret
        self.defaultMember = defaultMember
        self.zone = zone
        self.region = region
        self.concurrency = concurrency
        self.perSecond = perSecond
        self.unknownPolicy = unknownPolicy
        self.severalContacts = severalContacts
        self.unmatchedPolicy = unmatchedPolicy
        self.dataFormat = dataFormat
        self.timeout = timeout
        self.lookupAge = lookupAge
        self.recheckInterval = recheckInterval
        self.looksUpContacts = looksUpContacts
        self.entriesPerContactAndHour = entriesPerContactAndHour
    }
}
