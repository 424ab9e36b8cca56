import JMESPath
import JSON

extension DomainFunctions {
    static let machines: [Function] = [
        Function(
            "opt_keyword",
            Parameter("text", .text),
            summary:
                "\"opt_out\" for a text that is nothing but STOP or a word like it, \"opt_in\" for START; else null.",
            example: "opt_keyword(' Stop ') → \"opt_out\""
        ) { text in JSONValue(text.scalarText.flatMap(MachineText.optKeyword)) },
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
