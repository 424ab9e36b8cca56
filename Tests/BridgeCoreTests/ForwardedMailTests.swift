import BridgeCore
import Testing

struct ForwardedMailTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let program: String
        /// The forwarded block; Ana writes "I agree." to Kim on 3 March 2026 at 09:14.
        let block: String
        var testDescription: String { program }
    }

    static let samples = [
        Sample(
            program: "Gmail, English",
            block: """
                ---------- Forwarded message ---------
                From: Ana Ruiz <ana@example.com>
                Date: Tue, Mar 3, 2026 at 9:14 AM
                Subject: Offer 2291
                To: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Gmail, German",
            block: """
                ---------- Weitergeleitete Nachricht ---------
                Von: Ana Ruiz <ana@example.com>
                Date: Di., 3. März 2026 um 09:14 Uhr
                Betreff: Offer 2291
                An: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Gmail, French",
            block: """
                ---------- Forwarded message ---------
                De : Ana Ruiz <ana@example.com>
                Date : mar. 3 mars 2026 à 09:14
                Objet : Offer 2291
                À : Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Outlook, English, no line above",
            block: """
                From: Ana Ruiz <ana@example.com>
                Sent: Tuesday, March 3, 2026 9:14 AM
                To: Kim Oh <kim@our.example.com>
                Subject: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, English, a rule above and mailto in brackets",
            block: """
                ________________________________
                From: Ana Ruiz [mailto:ana@example.com]
                Sent: Tuesday, March 3, 2026 9:14 AM
                To: Kim Oh [mailto:kim@our.example.com]
                Subject: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, German",
            block: """
                -----Ursprüngliche Nachricht-----
                Von: Ana Ruiz <ana@example.com>
                Gesendet: Dienstag, 3. März 2026 09:14
                An: Kim Oh <kim@our.example.com>
                Betreff: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, French",
            block: """
                De : Ana Ruiz <ana@example.com>
                Envoyé : mardi 3 mars 2026 09:14
                À : Kim Oh <kim@our.example.com>
                Objet : Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, Spanish",
            block: """
                De: Ana Ruiz <ana@example.com>
                Enviado el: martes, 3 de marzo de 2026 9:14
                Para: Kim Oh <kim@our.example.com>
                Asunto: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, Portuguese",
            block: """
                De: Ana Ruiz <ana@example.com>
                Enviado: terça-feira, 3 de março de 2026 09:14
                Para: Kim Oh <kim@our.example.com>
                Assunto: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, Italian",
            block: """
                -----Messaggio originale-----
                Da: Ana Ruiz <ana@example.com>
                Inviato: martedì 3 marzo 2026 09:14
                A: Kim Oh <kim@our.example.com>
                Oggetto: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook, Dutch",
            block: """
                Van: Ana Ruiz <ana@example.com>
                Verzonden: dinsdag 3 maart 2026 09:14
                Aan: Kim Oh <kim@our.example.com>
                Onderwerp: Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Outlook on the web, bold names and links",
            block: """
                *From:* Ana Ruiz <ana@example.com<mailto:ana@example.com>>
                *Sent:* Tuesday, March 3, 2026 9:14:00 AM
                *To:* Kim Oh <kim@our.example.com<mailto:kim@our.example.com>>
                *Subject:* Offer 2291

                I agree.
                """
        ),
        Sample(
            program: "Apple Mail, English, quoted",
            block: """
                > Begin forwarded message:
                >
                > From: Ana Ruiz <ana@example.com>
                > Subject: Offer 2291
                > Date: 3 March 2026 at 09:14:00 EST
                > To: Kim Oh <kim@our.example.com>
                >
                > I agree.
                """
        ),
        Sample(
            program: "Apple Mail, German",
            block: """
                Anfang der weitergeleiteten Nachricht:

                Von: Ana Ruiz <ana@example.com>
                Betreff: Offer 2291
                Datum: 3. März 2026 um 15:14:00 MEZ
                An: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Apple Mail, Italian",
            block: """
                Inizio messaggio inoltrato:

                Da: Ana Ruiz <ana@example.com>
                Oggetto: Offer 2291
                Data: 3 marzo 2026 alle ore 15:14:00 CET
                A: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Apple Mail, French, with UTC",
            block: """
                Début du message réexpédié :

                De: Ana Ruiz <ana@example.com>
                Objet: Offer 2291
                Date: 3 mars 2026 à 15:14:00 UTC+1
                À: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Thunderbird, English",
            block: """
                -------- Forwarded Message --------
                Subject: Offer 2291
                Date: Tue, 3 Mar 2026 15:14:00 +0100
                From: Ana Ruiz <ana@example.com>
                To: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "Thunderbird, Spanish",
            block: """
                -------- Mensaje reenviado --------
                Asunto: Offer 2291
                Fecha: Tue, 3 Mar 2026 15:14:00 +0100
                De: Ana Ruiz <ana@example.com>
                Para: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "made of HTML, blank lines between",
            block: """
                Begin doorgestuurd bericht:

                Van: Ana Ruiz <ana@example.com>

                Onderwerp: Offer 2291

                Datum: 3 mrt 2026 om 09:14

                Aan: Kim Oh <kim@our.example.com>

                I agree.
                """
        ),
        Sample(
            program: "numbers only, a long list over two lines",
            block: """
                From: Ana Ruiz <ana@example.com>
                Sent: 3/3/2026 9:14 AM
                To: Kim Oh <kim@our.example.com>;
                 Sam Lee <sam@our.example.com>
                Subject: Offer 2291

                I agree.
                """
        ),
    ]

    @Test(arguments: samples)
    func readsWhatAMailProgramWrites(_ sample: Sample) throws {
        let mail = try #require(ForwardedMail(in: "Please log.\n\n\(sample.block)\n"))

        #expect(mail.words == "Please log.")
        #expect(mail.sender?.address.normalized == "ana@example.com")
        #expect(mail.sender?.name == "Ana Ruiz")
        #expect(mail.to.first?.address.normalized == "kim@our.example.com")
        #expect(mail.subject == "Offer 2291")
        #expect(mail.body == "I agree.")
        let zone = try #require(Zone(named: "America/New_York"))
        let date = try #require(mail.date.flatMap { ForwardedDate.read($0, zone: zone, region: "US") })
        #expect(date.rfc3339(in: zone) == "2026-03-03T09:14:00-05:00")
    }

    @Test(arguments: [
        ("03/04/2026 9:14 AM", "US", "2026-03-04T09:14:00Z"), ("03/04/2026 09:14", "GB", "2026-04-03T09:14:00Z"),
        ("13/04/2026 09:14", "US", "2026-04-13T09:14:00Z"), ("03.04.26, 09:14", "DE", "2026-04-03T09:14:00Z"),
        ("2026-04-03 21:14", "US", "2026-04-03T21:14:00Z"), ("Apr 3, 2026, at 9:14 p.m.", "US", "2026-04-03T21:14:00Z"),
        ("12:05 AM, May 9, 2026", "US", "2026-05-09T00:05:00Z"),
        ("lun. 5 oct. 2026 à 9h14", "FR", "2026-10-05T09:14:00Z"),
        ("maandag 5 oktober 2026 09:14", "NL", "2026-10-05T09:14:00Z"),
        ("3 de dez. de 2026 09:14:05 GMT-3", "BR", "2026-12-03T12:14:05Z"),
    ])
    func readsADateInTheOrderOfItsCountry(_ text: String, _ region: String, _ expected: String) {
        #expect(ForwardedDate.read(text, zone: .utc, region: region)?.rfc3339(in: .utc) == expected)
    }

    @Test(arguments: ["yesterday", "3 March 2026", "32 March 2026 09:14", "March 2026 09:14", "", "9:99 3 Mar 2026"])
    func guessesNoDate(_ text: String) {
        #expect(ForwardedDate.read(text, zone: .utc, region: "US") == nil)
    }

    @Test(arguments: [
        "I agree.", "", "From: here to there it is far.\nSubject to change.",
        "On Tue, 3 Mar 2026 Ana wrote:\n> I agree.", "Note: a\nTo: do\nDate: soon",
    ])
    func findsNoForwardWhereThereIsNone(_ text: String) {
        #expect(ForwardedMail(in: text) == nil)
    }

    @Test func whatStandsBelowAQuotationIsTheForwardersToo() throws {
        let mail = try #require(
            ForwardedMail(
                in: """
                    Above.

                    > -------- Forwarded Message --------
                    > From: ana@example.com
                    > Subject: Offer
                    >
                    > I agree.
                    > > You wrote

                    Below.
                    """
            )
        )

        #expect(mail.words == "Above.\n\nBelow.")
        #expect(mail.body == "I agree.\n> You wrote")
    }

    @Test func aForwardWithoutWordsOfAForwardKeepsTheInnerOneAsItsText() throws {
        let sent = "Sent: Tuesday, March 3, 2026 9:14 AM"
        let inner = "From: ana@example.com\n\(sent)\nTo: sam@our.example.com\nSubject: Offer\n\nHi"
        let outer = "From: sam@our.example.com\n\(sent)\nTo: kim@our.example.com\nSubject: FW"

        let mail = try #require(ForwardedMail(in: "\(outer)\n\n\(inner)"))

        #expect(mail.body == inner)
        #expect(ForwardedMail(in: mail.body)?.sender?.address.normalized == "ana@example.com")
    }

    @Test func anAssistantWritesOnBehalfOfTheAuthor() throws {
        let mail = try #require(
            ForwardedMail(
                in: """
                    From: desk@example.com <desk@example.com> on behalf of Ana Ruiz <ana@example.com>
                    Sent: Tuesday, March 3, 2026 9:14 AM
                    To: kim@our.example.com
                    Subject: Offer

                    I agree.
                    """
            )
        )

        #expect(mail.sender?.address.normalized == "ana@example.com")
    }

    @Test func aSenderWithoutAnAddressIsNobody() throws {
        let mail = try #require(ForwardedMail(in: "From: Ana Ruiz\nSent: Tuesday\nTo: Kim Oh\nSubject: Offer\n\nHi"))

        #expect(mail.sender == nil)
        #expect(mail.to.isEmpty)
        #expect(mail.body == "Hi")
    }
}
