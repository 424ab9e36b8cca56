import JSON
import Testing

/// What is told of a text's writer by its wording.
struct MachineTextTests {
    @Test(
        arguments: [
            ("STOP", "opt_out"), (" stop\n", "opt_out"), ("Stop all", "opt_out"), ("stopall", "opt_out"),
            ("Unsubscribe", "opt_out"), ("CANCEL", "opt_out"), ("end", "opt_out"), ("quit", "opt_out"),
            ("REVOKE", "opt_out"), ("OptOut", "opt_out"), ("start", "opt_in"), ("UNSTOP", "opt_in"),
        ])
    func keywordsChangeTheConsent(_ text: String, _ expected: String) throws {
        #expect(try Evaluation.of("opt_keyword(@)", .string(text)) == .string(expected))
    }

    @Test(
        arguments: [
            ("Cancel", "sms", "opt_out"), ("Cancel", "MMS", "opt_out"), ("Cancel", "whatsapp", nil),
            ("End", "rcs", nil), ("Stop", "whatsapp", "opt_out"), ("unsubscribe", "viber", "opt_out"),
            ("START", "messenger", "opt_in"), ("UNSTOP", "chat", nil), ("Cancel", nil, "opt_out"),
        ] as [(String, String?, String?)]
    )
    func inChatsMostOfThemAreAnswers(_ text: String, _ channel: String?, _ expected: String?) throws {
        let body: JSONValue = ["text": .string(text), "channel": channel.map(JSONValue.string) ?? .null]

        let found = try Evaluation.of("opt_keyword(text, channel)", body)

        #expect(found == expected.map(JSONValue.string) ?? .null)
    }

    @Test(
        arguments: [
            "", "yes", "STOP it", "Please stop", "stop by at five?", "start on Monday", "STOP.STOP", "bus stop",
            String(repeating: " ", count: 40) + "STOP",
        ])
    func sentencesChangeNoConsent(_ text: String) throws {
        #expect(try Evaluation.of("opt_keyword(@)", .string(text)) == .null)
    }

    @Test(
        arguments: [
            ("123456 is your Example code", "123456"), ("Your Example code is 123456", "123456"),
            ("Your Example verification code is: 4821. Do not share it.", "4821"),
            ("Example: your password: 00112233", "00112233"), ("G-123456 is your Example verification code.", "123456"),
            ("Your PIN is 4821", "4821"), ("Your one-time passcode is 99887", "99887"),
            ("Example code: 48210", "48210"),
            ("code:4821", "4821"), ("Your OTP is 123456", "123456"),
            ("Use 123456 as your login code", "123456"), ("Your code is G-123456", "123456"),
            ("Your Example.com code is 4821", "4821"),
            ("Use 4821. Your login code: 4821", "4821"),
        ])
    func oneTimePasswordsAreTold(_ text: String, _ code: String) throws {
        #expect(try Evaluation.of("one_time_password(@)", .string(text)) == .string(code))
    }

    @Test(
        arguments: [
            "", "Is the flat at 12345 Main St still free?", "What is your door code?",
            "My code is not working, call 5550142",
            "Your offer 4711 is fine", "Is your invoice 4711 paid? The code of conduct matters",
            "code 4821 did not work",
            "Your house. The code is somewhere in mail 4711", "123 is your code", "123456789 is your code",
            "Your very long description of nothing at all, with a code is 4711", "zipcode: 48210",
            "Hi, your promo code is not working on order 48213",
            "Hello, your coupon code is SAVE20 but invoice 10023 shows full price",
            "Your password is wrong I ordered in 2024", "I forgot your door code: is it 4321? Order 48213",
            "Your technician said the alarm code is 9876", "9876 is your house number? what is the gate code",
            "1200 is your quote? ok. the gate code is on the paper", "My code: 1234", "4711 is your offer",
            "code: 48210 and more",
            "Your 4711 colleagues were asking for a discount with some code is what they said",
        ])
    func messagesOfPeopleAreNoPasswords(_ text: String) throws {
        #expect(try Evaluation.of("one_time_password(@)", .string(text)) == .null)
    }

    @Test(
        arguments: [
            ("Automatic reply: Offer", "automatic reply"), ("  AUTO-REPLY", "auto-reply"),
            ("Out of office until Monday", "out of office"), ("Out of the office", "out of the office"),
            ("Abwesenheitsnotiz: Angebot", "abwesenheitsnotiz"), ("Automatische Antwort: x", "automatische antwort"),
            ("Réponse automatique : Offre", "réponse automatique"), ("Respuesta automática", "respuesta automática"),
            ("RISPOSTA AUTOMATICA: Offerta", "risposta automatica"),
            ("Automatisch antwoord: x", "automatisch antwoord"),
            ("Autosvar: x", "autosvar"), ("Auto response", "auto response"),
        ])
    func automaticAnswersAreToldByTheirSubject(_ subject: String, _ words: String) throws {
        #expect(try Evaluation.of("automatic_subject(@)", .string(subject)) == .string(words))
    }

    @Test(arguments: [
        "", "Re: Automatic reply", "Autoreplying considered harmful", "Out of offices", "Offer", "Auto repairs",
    ])
    func otherSubjectsAreOfPeople(_ subject: String) throws {
        #expect(try Evaluation.of("automatic_subject(@)", .string(subject)) == .null)
    }
}
