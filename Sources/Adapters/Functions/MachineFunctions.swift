import JMESPath
import JSON

extension DomainFunctions {
    static let machines: [Function] = [
        Function(
            "opt_keyword",
            [Parameter("text", .text), Parameter("channel", .text, .optional)],
            summary:
                "\"opt_out\" for a text that is nothing but STOP or a word like it, \"opt_in\" for START; else null. In a "
                + "channel that is neither null, sms nor mms, CANCEL, END and the like are answers.",
            example: "opt_keyword(' Stop ') → \"opt_out\""
        ) { arguments in
            JSONValue(arguments.text(0).flatMap { MachineText.optKeyword($0, channel: arguments.text(1)) })
        },
        Function(
            "one_time_password",
            Parameter("text", .text),
            summary: "The code of a text that brings a one-time password; null for every other text.",
            example: "one_time_password('123456 is your Example code') → \"123456\""
        ) { text in JSONValue(text.scalarText.flatMap(OneTimePassword.code)) },
        Function(
            "automatic_subject",
            Parameter("subject", .text),
            summary: "The words of a mail's subject that mark an automatic answer, in several languages; else null.",
            example: "automatic_subject('Automatic reply: Offer') → \"automatic reply\""
        ) { subject in JSONValue(subject.scalarText.flatMap(MachineText.automaticSubject)) },
    ]
}
