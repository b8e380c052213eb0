"""What each error of the contract means, in words for people: the sentence, and what to do next.

Braces hold the error's own arguments. One row for each error in the ABI; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TIME_FIELDS: Final = frozenset(
    (
        "compromisedFrom",
        "deadline",
        "earliest",
        "executableFrom",
        "expiresAt",
        "from",
        "latest",
        "notAfter",
        "notBefore",
        "possibleFrom",
        "suspendedUntil",
        "until",
        "validFrom",
        "validUntil",
    )
)
"""Arguments that are Unix seconds, shown as dates."""

_SIGN_ANEW: Final = "Sign again with a later deadline and send it before then."
_NEW_NONCE: Final = (
    "It was probably recorded before; look for it in the index. Otherwise sign again with another nonce."
)
_ASK_COUNCIL: Final = "Only the council can change this. Ask it, with the names in this message."
_ASK_ACCREDITOR: Final = "Ask the council or the accreditor of the schema for an accreditation, then send it again."
_SCHEMA_LIST: Final = "`labour-ledger schemas list` names the schemas; the council registers those of a ledger."
_RIGHT_KEY: Final = "Use another key of the party, or ask its admin key to add one."

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # keys and signatures
    "NotCouncil": ("only the council may do this; {caller} is not the council", "Send it from the council's account."),
    "KeyUnknown": (
        "the key {key} belongs to no party on this ledger",
        "The council or an admin key of the party must add it first. Check that the ledger is the one you meant.",
    ),
    "KeyNotYetValid": ("the key {key} may not be used before {notBefore}", "Wait until then, or use another key."),
    "KeyRetiredAt": ("the key {key} was retired and has not been valid since {notAfter}", _RIGHT_KEY),
    "KeySuspendedUntil": (
        "the key {key} is suspended until {suspendedUntil}",
        "Wait until then, or use another key of the party that is not suspended.",
    ),
    "KeyRoleMissing": (
        "the key {key} has not the role {role} that this needs (1 to sign, 2 to administer keys)",
        _RIGHT_KEY,
    ),
    "KeyAlreadyKnown": (
        "the key {key} already belongs to party {party}; an address belongs to one party for ever",
        "Make a new key for this party.",
    ),
    "KeyOfAnotherParty": (
        "the key {key} belongs to party {party}, not to the party that this is about",
        "Sign with a key of the party that this is about.",
    ),
    "KeyKindInvalid": ("{kind} is no kind of key", "Use 1 for an account or 2 for a contract wallet."),
    "KeyRoleInvalid": ("{role} is no role of a key", "Use 1 to sign, 2 to administer keys, or 3 for both."),
    "KeyPeriodEmpty": (
        "the key would be valid from {notBefore} until {notAfter}, which is never",
        "Give an end after the beginning.",
    ),
    "KeyActionInvalid": ("{action} is no action on a key", "Use 1 to add, 2 to retire or 3 to mark as compromised."),
    "KeyFieldUnused": (
        "a field that the key action {action} does not use is not zero",
        "Leave such fields at zero, so that what is signed says only what will happen.",
    ),
    "TooManyKeys": ("party {party} already has {limit} live keys", "Retire a key before another is added."),
    "CompromiseTooFarBack": (
        "a party may date a compromise back to {earliest} at most, not to {compromisedFrom}",
        "Ask the council to mark the key from the earlier date.",
    ),
    "CompromiseInFuture": (
        "a key cannot be compromised from {compromisedFrom} on, which is in the future",
        "Give the time from which the key was no longer safe.",
    ),
    "SignatureLengthInvalid": (
        "the signature has {length} bytes; a key of kind account signs with 65",
        "Give r, s and v joined, without any other encoding.",
    ),
    "SignatureMalleable": (
        "the signature's s = {s} lies in the upper half of the curve's order",
        "Sign with a library that makes low-s signatures (EIP-2).",
    ),
    "SignatureRecoveryInvalid": ("the signature's v is {v}; it must be 27 or 28", "Write v as 27 or 28, not 0 or 1."),
    "SignatureInvalid": (
        "the signature was not made by {issuer} over exactly these fields",
        "Check that the signing key is the issuer's, that nothing was changed after signing, and that chain and "
        "contract are the ones signed for.",
    ),
    "DeadlinePassed": ("the deadline passed at {deadline}", _SIGN_ANEW),
    "NonceUsed": ("nonce {nonce} of {issuer} is used already", _NEW_NONCE),
    # records
    "BatchEmpty": ("the batch holds no attestation", "Put at least one attestation into it."),
    "BatchIssuerMixed": (
        "the attestation is of issuer {issuer}, unlike the first of the batch",
        "Make one batch for each issuer.",
    ),
    "AttestationDeadlinePassed": ("the deadline passed at {deadline}", _SIGN_ANEW),
    "AttestationNonceUsed": ("nonce {nonce} of {issuer} is used already", _NEW_NONCE),
    "AttestationSubjectUnknown": (
        "subject {subject} is not registered on this ledger",
        "Register the site first, or check that its id is of this ledger.",
    ),
    "AttestationSchemaUnknown": ("schema {schema} is not registered on this ledger", _SCHEMA_LIST),
    "AttestationSchemaRetired": (
        "schema {schema} is retired; nothing new is recorded under it",
        "Use the version of the schema that replaced it.",
    ),
    "ClassNotAllowed": (
        "parties of the class {class} may not issue under schema {schema}",
        "Issue under a schema that is open to this class, or have another party issue it.",
    ),
    "OutcomeNotAllowed": (
        "outcome {outcome} does not exist under schema {schema}",
        "Use one of the outcomes that the schema lists.",
    ),
    "SelfDeclarationNotAllowed": (
        "party {party} controls the subject and may not declare about itself under schema {schema}",
        "Have an independent party issue it, or use a schema that admits self-declarations.",
    ),
    "AccreditationMissing": (
        "party {party} holds no accreditation for schema {schema} in {country}",
        _ASK_ACCREDITOR,
    ),
    "AccreditationNotInForce": (
        "the accreditation of party {party} for schema {schema} in {country} is in force from {from} until {until}, "
        "not now",
        _ASK_ACCREDITOR,
    ),
    "ValidityEmpty": (
        "it would be valid from {validFrom} until {validUntil}, which is never",
        "Give an end after the beginning.",
    ),
    "ValidityTooLong": (
        "it would be valid until {validUntil}; the schema allows {latest} at most",
        "Shorten the validity to what the schema allows.",
    ),
    "BackdatingTooLong": (
        "it would be valid from {validFrom}; the schema allows no earlier beginning than {earliest}",
        "Begin the validity later; the document may still tell the date of the assessment.",
    ),
    "SuspendedKeyMayOnlyRevoke": (
        "{issuer} is suspended with its party and may only revoke, not record under schema {schema}",
        "Wait until the party is reinstated.",
    ),
    "JoinedSubjectUnknown": (
        "the subject {subject} that this one is said to be the same as is not registered",
        "Give the id of the other subject as the reference.",
    ),
    "JoinedToItself": ("subject {subject} cannot be joined to itself", "Give the id of the other subject."),
    # registries
    "PartyUnknown": ("there is no party {party} on this ledger", "Check the number; parties count from 1."),
    "ClassInvalid": ("{class} is no class of party", "Use a class from 1 to 9."),
    "CountryInvalid": (
        "a country code must be two capital letters, and a site must have one; found: {country}",
        "Use the code of ISO 3166-1, such as ID for Indonesia.",
    ),
    "SuspensionInPast": ("a suspension until {suspendedUntil} is already over", "Give a time in the future."),
    "PartyNotSuspended": ("party {party} is not suspended", "There is nothing to lift."),
    "SubjectUnknown": ("subject {subject} is not registered on this ledger", "Check the id, or register it first."),
    "SubjectAlreadyRegistered": (
        "subject {subject} is registered already",
        "It was probably sent twice. To register another site, take another salt.",
    ),
    "SubjectKindInvalid": (
        "{kind} is no kind of subject",
        "Use 1 site, 2 organisation, 3 lot, 4 network or 5 country.",
    ),
    "SubjectAlreadyClosed": ("subject {subject} is closed already", "There is nothing to close."),
    "SubjectNotClosed": ("subject {subject} is not closed", "There is nothing to reopen."),
    "IdentifierAlreadyClaimed": (
        "identifier {identifier} is claimed by subject {subject} already",
        "The site is probably registered: use that subject. The council can reassign an identifier.",
    ),
    "ControllerUnchanged": (
        "subject {subject} is controlled by party {controller} already",
        "There is nothing to change.",
    ),
    "AuthorityNotIndependent": (
        "party {authority} cannot hand a subject over to itself",
        "Have the present controller or a registrar sign as authority.",
    ),
    "AuthorityMissing": (
        "party {authority} neither controls subject {subject} nor may register subjects in its country",
        "Have the present controller or a registrar for that country sign as authority.",
    ),
    "SchemaUnknown": ("schema {schema} is not registered on this ledger", _SCHEMA_LIST),
    "SchemaAlreadyRegistered": ("schema {schema} is registered already", "Publish a change under a new version."),
    "SchemaAlreadyRetired": ("schema {schema} is retired already", "There is nothing to retire."),
    "SchemaRuleInvalid": (
        "the rule of schema {schema} admits no issuer or no outcome, or names one that does not exist",
        "Give at least one class from 1 to 9 and one outcome from 0 to 5.",
    ),
    "AccreditationActionInvalid": ("{action} is no action on an accreditation", "Use 1 to give or 2 to end."),
    "AccreditationPeriodInvalid": (
        "an accreditation from {from} until {until} is empty or already over",
        "Give an end after the beginning and in the future.",
    ),
    "AccreditationToItself": (
        "party {party} cannot accredit itself",
        "Another accreditor or the council must give it.",
    ),
    "AccreditationOfAnother": (
        "the accreditation of party {party} for schema {schema} in {country} was given by party {accreditor} (0: the "
        "council) and is its to change",
        "Ask that party or the council.",
    ),
    "AccreditationUnknown": (
        "party {party} has no accreditation for schema {schema} in {country}",
        "There is nothing to end.",
    ),
    "MayNotAccredit": ("party {party} may not accredit others for schema {schema} in {country}", _ASK_COUNCIL),
    # of the contract library that the ledger is built on
    "AddressEmptyCode": ("there is no contract at {target}", "Check the address."),
    "FailedCall": (
        "one of the calls sent together failed without a reason",
        "Send fewer together: the gas probably did not suffice. Otherwise the contract lacks the function called.",
    ),
    "InvalidShortString": ("a text of the contract's domain is damaged", "Check that the contract is a ledger."),
    "StringTooLong": ("the text {str} is too long", "Check that the contract is a ledger."),
}
