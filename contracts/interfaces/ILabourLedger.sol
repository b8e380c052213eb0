// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Ledger of signed labour-standard attestations.
/// @notice The normative on-chain API. `docs/history-format.md` fixes the bytes: signed types, entry types, the bits of
/// `basis`, the packed slots. Times are Unix seconds. Country codes are two capital ASCII letters, or zero for none.
/// @dev The contract keeps no attestation: it keeps hash-linked histories. Each event named after an entry type carries
/// the fields of that entry; `recordedAt` is the time of the block.
interface ILabourLedger {
    // ---------------------------------------------------------------- signed types

    struct Attestation {
        address issuer;
        uint64 nonce;
        uint64 deadline;
        bytes32 subject;
        bytes32 schema;
        uint8 outcome;
        uint64 validFrom;
        uint64 validUntil;
        bytes32 documentHash;
        bytes32 refUid;
    }

    struct SubjectRegistration {
        address issuer;
        uint64 nonce;
        uint64 deadline;
        bytes32 salt;
        uint8 kind;
        bytes2 country;
        uint64 controller;
        bytes32 identityHash;
        bytes32[] identifiers;
    }

    struct ControllerChange {
        bytes32 subject;
        uint64 controller;
        address issuer;
        uint64 nonce;
        uint64 deadline;
    }

    struct KeyChange {
        address issuer;
        uint64 nonce;
        uint64 deadline;
        address key;
        uint8 action;
        uint8 kind;
        uint8 role;
        uint48 notBefore;
        uint48 notAfter;
        uint48 compromisedFrom;
    }

    struct AccreditationChange {
        address issuer;
        uint64 nonce;
        uint64 deadline;
        uint64 party;
        bytes32 schema;
        bytes2 country;
        uint8 action;
        uint48 from;
        uint48 until;
    }

    struct NonceCancel {
        address issuer;
        uint64 word;
        uint256 mask;
        uint64 deadline;
    }

    // ---------------------------------------------------------------- state, as views return it

    struct Key {
        uint64 party;
        uint8 class;
        bytes2 country;
        uint8 kind;
        uint8 role;
        uint48 notBefore;
        uint48 notAfter;
        uint48 suspendedUntil;
        bool suspendedWithParty;
    }

    struct Party {
        uint8 class;
        bytes2 country;
        uint48 suspendedUntil;
        bool registered;
    }

    struct Subject {
        uint64 controller;
        bytes2 country;
        uint8 kind;
        bool closed;
    }

    struct SchemaRule {
        uint16 issuerClasses;
        uint8 outcomes;
        uint8 flags;
        uint48 longestValidity;
        uint48 longestBackdating;
    }

    struct Accreditation {
        uint48 from;
        uint48 until;
        uint64 accreditor;
        bool mayAccredit;
    }

    // ---------------------------------------------------------------- entries: subject history

    event SubjectRegistered(
        bytes32 indexed subject,
        uint8 kind,
        bytes2 indexed country,
        uint64 controller,
        uint64 indexed registrar,
        bytes32 identityHash
    );
    /// @notice Entry 2 of the subject's history and entry 32 of the issuer's party, with the attestation's body.
    event Recorded(
        bytes32 indexed subject,
        bytes32 indexed schema,
        address indexed issuer,
        bytes32 uid,
        uint256 basis,
        uint64 nonce,
        uint64 deadline,
        uint8 outcome,
        uint64 validFrom,
        uint64 validUntil,
        bytes32 documentHash,
        bytes32 refUid
    );
    event IdentifierClaimed(bytes32 indexed subject, bytes32 indexed identifier);
    event IdentifierReassigned(bytes32 indexed subject, bytes32 indexed identifier, bytes32 indexed toSubject);
    event ControllerChanged(
        bytes32 indexed subject,
        uint64 indexed previousController,
        uint64 indexed controller,
        uint64 authority
    );
    event SubjectClosed(bytes32 indexed subject);
    event SubjectReopened(bytes32 indexed subject);
    /// @notice `joined` is the subject whose history got entry 8, `subject` the one the attestation was recorded under.
    event JoinedBy(bytes32 indexed joined, bytes32 indexed subject, bytes32 indexed uid, uint256 basis);

    // ---------------------------------------------------------------- entries: party history

    event PartyRegistered(uint64 indexed party, uint8 indexed class, bytes2 indexed country, bytes32 profileHash);
    event KeyAdded(
        uint64 indexed party,
        address indexed key,
        uint8 kind,
        uint8 role,
        uint48 notBefore,
        uint48 notAfter,
        address by
    );
    event KeyRetired(uint64 indexed party, address indexed key, address by);
    event KeyCompromised(uint64 indexed party, address indexed key, uint48 compromisedFrom, address by);
    event KeySuspended(uint64 indexed party, address indexed key, uint48 suspendedUntil);
    event PartySuspended(uint64 indexed party, uint48 suspendedUntil);
    event PartyReinstated(uint64 indexed party);
    event PartyReclassed(uint64 indexed party, uint8 class);
    event AccreditationGiven(
        uint64 indexed party,
        bytes32 indexed schema,
        bytes2 indexed country,
        uint48 from,
        uint48 until,
        uint64 accreditor,
        bool mayAccredit
    );
    event AccreditationEnded(uint64 indexed party, bytes32 indexed schema, bytes2 indexed country, uint64 by);

    // ---------------------------------------------------------------- entries: schemas history

    /// @param id the text whose hash is `schema`; it is not folded, as the hash already fixes it
    event SchemaRegistered(
        bytes32 indexed schema,
        string id,
        uint16 issuerClasses,
        uint8 outcomes,
        uint8 flags,
        uint48 longestValidity,
        uint48 longestBackdating,
        bytes32 contentHash
    );
    event SchemaRetired(bytes32 indexed schema);

    // ---------------------------------------------------------------- signatures

    /// @notice Follows the events of what was signed. `structHash` is that of the signed struct (of the batch for a batch).
    event Signed(bytes32 structHash, bytes signature);
    event NoncesCancelled(address indexed issuer, uint64 word, uint256 mask);

    // ---------------------------------------------------------------- errors: keys and signatures

    error NotCouncil(address caller);
    error KeyUnknown(address key);
    error KeyNotYetValid(address key, uint48 notBefore);
    error KeyRetiredAt(address key, uint48 notAfter);
    error KeySuspendedUntil(address key, uint48 suspendedUntil);
    error KeyRoleMissing(address key, uint8 role);
    error KeyAlreadyKnown(address key, uint64 party);
    error KeyOfAnotherParty(address key, uint64 party);
    error KeyKindInvalid(uint8 kind);
    error KeyRoleInvalid(uint8 role);
    error KeyPeriodEmpty(uint48 notBefore, uint48 notAfter);
    error KeyActionInvalid(uint8 action);
    error KeyFieldUnused(uint8 action);
    error TooManyKeys(uint64 party, uint256 limit);
    error CompromiseTooFarBack(uint48 compromisedFrom, uint48 earliest);
    error CompromiseInFuture(uint48 compromisedFrom);
    error SignatureLengthInvalid(uint256 length);
    error SignatureMalleable(bytes32 s);
    error SignatureRecoveryInvalid(uint8 v);
    error SignatureInvalid(address issuer);
    error DeadlinePassed(uint64 deadline);
    error NonceUsed(address issuer, uint64 nonce);

    // ---------------------------------------------------------------- errors: records (`item` is the place in a batch, else 0)

    error BatchEmpty();
    error BatchIssuerMixed(uint256 item, address issuer);
    error AttestationDeadlinePassed(uint256 item, uint64 deadline);
    error AttestationNonceUsed(uint256 item, address issuer, uint64 nonce);
    error AttestationSubjectUnknown(uint256 item, bytes32 subject);
    error AttestationSchemaUnknown(uint256 item, bytes32 schema);
    error AttestationSchemaRetired(uint256 item, bytes32 schema);
    error ClassNotAllowed(uint256 item, bytes32 schema, uint8 class);
    error OutcomeNotAllowed(uint256 item, bytes32 schema, uint8 outcome);
    error SelfDeclarationNotAllowed(uint256 item, bytes32 schema, uint64 party);
    error AccreditationMissing(uint256 item, uint64 party, bytes32 schema, bytes2 country);
    error AccreditationNotInForce(
        uint256 item,
        uint64 party,
        bytes32 schema,
        bytes2 country,
        uint48 from,
        uint48 until
    );
    error ValidityEmpty(uint256 item, uint64 validFrom, uint64 validUntil);
    error ValidityTooLong(uint256 item, uint64 validUntil, uint256 latest);
    error BackdatingTooLong(uint256 item, uint64 validFrom, uint256 earliest);
    error SuspendedKeyMayOnlyRevoke(uint256 item, address issuer, bytes32 schema);
    error JoinedSubjectUnknown(uint256 item, bytes32 subject);
    error JoinedToItself(uint256 item, bytes32 subject);

    // ---------------------------------------------------------------- errors: registries

    error PartyUnknown(uint64 party);
    error ClassInvalid(uint8 class);
    error CountryInvalid(bytes2 country);
    error SuspensionInPast(uint48 suspendedUntil);
    error PartyNotSuspended(uint64 party);
    error SubjectUnknown(bytes32 subject);
    error SubjectAlreadyRegistered(bytes32 subject);
    error SubjectKindInvalid(uint8 kind);
    error SubjectAlreadyClosed(bytes32 subject);
    error SubjectNotClosed(bytes32 subject);
    error IdentifierAlreadyClaimed(bytes32 identifier, bytes32 subject);
    error ControllerUnchanged(bytes32 subject, uint64 controller);
    error AuthorityNotIndependent(uint64 authority);
    error AuthorityMissing(uint64 authority, bytes32 subject);
    error SchemaUnknown(bytes32 schema);
    error SchemaAlreadyRegistered(bytes32 schema);
    error SchemaAlreadyRetired(bytes32 schema);
    error SchemaRuleInvalid(bytes32 schema);
    error AccreditationActionInvalid(uint8 action);
    error AccreditationPeriodInvalid(uint48 from, uint48 until);
    error AccreditationToItself(uint64 party);
    error AccreditationOfAnother(uint64 party, bytes32 schema, bytes2 country, uint64 accreditor);
    error AccreditationUnknown(uint64 party, bytes32 schema, bytes2 country);
    error MayNotAccredit(uint64 party, bytes32 schema, bytes2 country);

    // ---------------------------------------------------------------- records

    /// @notice Records one attestation. Anyone may send it; the issuer signs and pays nothing.
    /// @dev A subject's controller needs the schema's self-declaration flag and nothing else; all others need their class
    /// in the schema's mask and, where the schema says so, an accreditation in force: the one for the subject's country,
    /// or else the one for every country. A key suspended with its party may still record revocations.
    /// Bits above the width of a field are refused.
    /// @return uid the attestation's EIP-712 digest
    function record(Attestation calldata attestation, bytes calldata signature) external returns (bytes32 uid);

    /// @notice Records attestations of one issuer under one signature over `Batch`. All or nothing.
    function recordBatch(Attestation[] calldata attestations, bytes calldata signature) external;

    /// @notice Makes every check that `record` makes now, but the signature.
    /// @return uid the attestation's EIP-712 digest
    /// @return basis what the contract would record, see `docs/history-format.md` 3.2
    function check(Attestation calldata attestation) external view returns (bytes32 uid, uint256 basis);

    /// @notice Marks nonces as used, so that what was signed with them can never be recorded. Any known key may, also a
    /// suspended or retired one.
    function cancelNonces(NonceCancel calldata cancel, bytes calldata signature) external;

    // ---------------------------------------------------------------- subjects

    /// @notice Registers a subject under the registrar that signs: a party accredited for `ledger/site-registration@1`.
    /// @return subject `keccak256(abi.encode(registrarParty, salt))`
    function registerSubject(
        SubjectRegistration calldata registration,
        bytes calldata signature
    ) external returns (bytes32 subject);

    /// @notice Registers a subject as the council (registrar 0); `issuer`, `nonce` and `deadline` are not used.
    function registerSubjectByCouncil(SubjectRegistration calldata registration) external returns (bytes32 subject);

    /// @notice Gives a subject to a new controller, who signs, as does the old controller or a registrar.
    /// @param authority key of the old controller or of a registrar for the subject's country
    function changeController(
        ControllerChange calldata change,
        bytes calldata signature,
        address authority,
        bytes calldata authoritySignature
    ) external;

    /// @notice Claims an identifier for a subject, or takes it from another. Council only.
    function assignIdentifier(bytes32 identifier, bytes32 subject) external;
    /// @notice Notes that a subject closed. Nothing is refused for it: bad news must always get in. Council only.
    function closeSubject(bytes32 subject) external;
    /// @notice Notes that a closed subject works again. Council only.
    function reopenSubject(bytes32 subject) external;

    // ---------------------------------------------------------------- parties and keys

    /// @notice Registers an organisation. Council only.
    /// @return party its number, from 1
    function registerParty(uint8 class, bytes2 country, bytes32 profileHash) external returns (uint64 party);

    /// @notice Adds, retires or marks a key as compromised; signed by an admin key of the party, an addition also by the added key.
    function changeKey(KeyChange calldata change, bytes calldata signature, bytes calldata addedKeySignature) external;

    /// @notice Adds a key to a party. Council only. An address belongs to one party for ever; a party has at most 16 keys
    /// that are not retired.
    function addKey(uint64 party, address key, uint8 kind, uint8 role, uint48 notBefore, uint48 notAfter) external;
    /// @notice Ends a key now. Council only.
    function retireKey(address key) external;
    /// @notice Marks a key as compromised from any past time, and ends it. Also a retired key, and more than once: the
    /// earliest time counts. Council only.
    function markKeyCompromised(address key, uint48 compromisedFrom) external;
    /// @notice Suspends a key until a time; a time that is not in the future lifts the suspension. Council only.
    /// @dev Where its party is suspended too, the key carries the later of both ends, and loses the right to revoke.
    function suspendKey(address key, uint48 suspendedUntil) external;
    /// @notice Suspends a party and its live keys until a time; keys added meanwhile inherit it. Council only.
    function suspendParty(uint64 party, uint48 suspendedUntil) external;
    /// @notice Ends a party's suspension and that of the keys suspended with it; their own ones stay. Council only.
    function reinstateParty(uint64 party) external;
    /// @notice Gives a party, and its live keys, another class. Council only.
    function reclassParty(uint64 party, uint8 class) external;

    // ---------------------------------------------------------------- schemas and accreditations

    /// @notice Registers a schema under the hash of its id. Council only.
    /// @param rule refused if nobody could issue under it, or if it has a bit without a meaning
    /// @return schema `keccak256(bytes(id))`
    function registerSchema(
        string calldata id,
        SchemaRule calldata rule,
        bytes32 contentHash
    ) external returns (bytes32 schema);
    /// @notice Lets nothing more be recorded under a schema. Council only.
    function retireSchema(bytes32 schema) external;

    /// @notice Gives or ends an accreditation, signed by a key of a party that may accredit for the schema and country.
    /// @dev Only the giver or the council replaces or ends a live one; the giver may end it also when it may no longer
    /// give. What a party gives never carries the right to accredit.
    function changeAccreditation(AccreditationChange calldata change, bytes calldata signature) external;

    /// @notice Gives an accreditation as the council, with or without the right to accredit others.
    function giveAccreditation(
        uint64 party,
        bytes32 schema,
        bytes2 country,
        uint48 from,
        uint48 until,
        bool mayAccredit
    ) external;
    /// @notice Ends a live accreditation, whoever gave it. Council only.
    function endAccreditation(uint64 party, bytes32 schema, bytes2 country) external;

    // ---------------------------------------------------------------- views

    function council() external view returns (address);
    function domainSeparator() external view returns (bytes32);
    function partyCount() external view returns (uint64);
    function keyOf(address key) external view returns (Key memory);
    function liveKeysOf(uint64 party) external view returns (address[] memory);
    function partyOf(uint64 party) external view returns (Party memory);
    function subjectOf(bytes32 subject) external view returns (Subject memory);
    function subjectOfIdentifier(bytes32 identifier) external view returns (bytes32 subject);
    function schemaOf(bytes32 schema) external view returns (SchemaRule memory rule, bool retired);
    function accreditationOf(uint64 party, bytes32 schema, bytes2 country) external view returns (Accreditation memory);
    function nonceWord(address issuer, uint64 word) external view returns (uint256 usedBits);
    function subjectHead(bytes32 subject) external view returns (bytes32);
    function issuedHead(uint64 party) external view returns (bytes32);
    function partyHead(uint64 party) external view returns (bytes32);
    function schemasHead() external view returns (bytes32);
}
