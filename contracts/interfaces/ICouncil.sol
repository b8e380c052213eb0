// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILabourLedger} from "./ILabourLedger.sol";

/// @title The council of a labour ledger.
/// @notice Governments, employers' and workers' organisations govern the registries together: nothing is executed
/// without a member of each of the three, a number of members in all, and a delay in which it can be stopped. Times are
/// Unix seconds. Classes are the ledger's: 1 government, 2 employers' organisation, 3 workers' organisation, up to 9.
/// @dev Members act by their own transactions, contract accounts like others. The council takes no ether.
interface ICouncil {
    // ---------------------------------------------------------------- types

    /// @notice What a member says about a proposal.
    enum Vote {
        None,
        Approval,
        Objection
    }

    /// @notice `Open` lacks approvals, `Waiting` has them and waits for the delay, `Ready` can be executed.
    enum State {
        Unknown,
        Open,
        Waiting,
        Ready,
        Executed,
        Cancelled,
        Expired
    }

    struct Member {
        address account;
        uint8 class;
    }

    /// @notice One call, without ether. The target is the ledger or the council itself.
    struct Call {
        address target;
        bytes data;
    }

    /// @param completedAt since when the approvals are complete; 0 while they are not
    /// @param expiresAt from when on it can neither be approved nor executed
    /// @param remaining hash of the parts not yet executed, 0 when there are none left
    struct Proposal {
        address proposer;
        uint48 completedAt;
        uint48 expiresAt;
        bool cancelled;
        bytes32 remaining;
    }

    // ---------------------------------------------------------------- events

    event Proposed(
        bytes32 indexed proposal,
        address indexed proposer,
        bytes32 descriptionHash,
        Call[][] parts,
        uint48 expiresAt
    );
    event Approved(bytes32 indexed proposal, address indexed member, uint8 class);
    /// @notice The approvals became complete; the delay begins.
    event Completed(bytes32 indexed proposal);
    event Objected(bytes32 indexed proposal, address indexed member, uint8 class);
    /// @notice A member took back what it had said.
    event Withdrawn(bytes32 indexed proposal, address indexed member);
    /// @param by its proposer, or the member whose objection was the last that it took
    event Cancelled(bytes32 indexed proposal, address indexed by);
    /// @param remaining hash of the parts that are left, 0 for none
    event Executed(bytes32 indexed proposal, address indexed by, bytes32 remaining);

    event MemberAdded(address indexed member, uint8 indexed class);
    event MemberRemoved(address indexed member, uint8 indexed class);
    event ThresholdChanged(uint8 threshold);
    event DelayChanged(uint48 delay);

    event KeySuspendedByMember(address indexed key, address indexed member, uint48 until);
    event PartySuspendedByMember(uint64 indexed party, address indexed member, uint48 until);
    event KeySuspensionLifted(address indexed key, address indexed member);
    event PartySuspensionLifted(uint64 indexed party, address indexed member);

    // ---------------------------------------------------------------- errors

    error LedgerMissing();
    error NotMember(address caller);
    error NotByProposal(address caller);

    error MemberAddressInvalid(address member);
    error MemberClassInvalid(uint8 class);
    error MemberKnown(address member);
    error MemberUnknown(address member);
    error TooManyMembers(uint256 limit);
    error ClassWithoutMember(uint8 class);
    error ThresholdTooLow(uint8 threshold, uint256 least);
    error ThresholdUnreachable(uint8 threshold, uint256 members);
    error DelayTooLong(uint48 delay, uint48 longest);

    error ProposalEmpty();
    error ProposalTooLarge(uint256 count, uint256 limit);
    error TargetNotGoverned(address target);
    error ProposalKnown(bytes32 proposal);
    error ProposalUnknown(bytes32 proposal);
    error ProposalExecuted(bytes32 proposal);
    error ProposalCancelled(bytes32 proposal);
    error ProposalExpired(bytes32 proposal, uint48 expiresAt);
    error VoteUnchanged(bytes32 proposal, address member);
    error VoteMissing(bytes32 proposal, address member);
    error NotProposer(bytes32 proposal, address caller);
    error ApprovalsIncomplete(bytes32 proposal);
    error DelayNotOver(bytes32 proposal, uint48 executableFrom);
    error PartUnknown(bytes32 proposal);
    /// @param call place in the part
    /// @param reason what the call reverted with
    error CallFailed(uint256 call, bytes reason);

    error SuspensionPeriodInvalid(uint48 until, uint48 latest);
    error AlreadySuspended(uint48 until);
    error SuspensionTooSoon(uint48 possibleFrom);
    error TooManySuspensions(uint48 possibleFrom);
    error NotSuspender(address caller);
    error SuspensionNotStanding();

    // ---------------------------------------------------------------- proposals

    /// @notice Puts calls before the members. It counts as no approval.
    /// @param parts each is executed by one transaction, all of its calls or none, in this order. What must not be torn
    /// apart belongs into one part; more parts are for what exceeds the gas of one transaction.
    /// @param descriptionHash keccak256 of a text that says what it is for
    /// @return proposal `keccak256(abi.encode(proposer, descriptionHash, partsHash))`. The hash of no parts is 0, that of
    /// a part and those after it `keccak256(abi.encode(part, hash of those after it))`. A member proposes the same once.
    function propose(Call[][] calldata parts, bytes32 descriptionHash) external returns (bytes32 proposal);

    /// @notice Approves a proposal, also instead of an objection.
    function approve(bytes32 proposal) external;
    /// @notice Objects to a proposal, also instead of an approval. Objections of as many members as the threshold cancel it.
    function object(bytes32 proposal) external;
    /// @notice Takes back an approval or objection.
    function withdraw(bytes32 proposal) external;
    /// @notice Cancels a proposal. Its proposer only.
    function cancel(bytes32 proposal) external;

    /// @notice Executes the next part of a proposal whose approvals are complete and whose delay is over, or nothing.
    /// @param part its calls, as they were proposed
    /// @param remaining hash of the parts after it, 0 for none
    function execute(bytes32 proposal, Call[] calldata part, bytes32 remaining) external;

    // ---------------------------------------------------------------- rules, changed by an executed proposal only

    /// @notice Adds a member. Who was a member before begins anew: what it said then does not count.
    function addMember(address member, uint8 class) external;
    /// @notice Removes a member; what it said counts no longer. Refused where it would leave one of the three classes
    /// without member, or too few for the threshold.
    function removeMember(address member) external;
    /// @notice Sets how many members must approve in all. Where it is lowered, every open proposal waits the delay anew.
    function setThreshold(uint8 newThreshold) external;
    /// @notice Sets how long a proposal waits after its approvals are complete, open ones too.
    function setDelay(uint48 newDelay) external;

    // ---------------------------------------------------------------- suspensions by one member

    /// @notice Suspends a key at once, for 28 days at most. Not one that is suspended, nor again by any member before
    /// twice the time that it lasted has passed since its end, nor meanwhile a key of a party that was suspended so. It
    /// lapses unless a proposal suspends for longer.
    /// @dev A member has 12 suspensions in 28 days.
    function suspendKey(address key, uint48 until) external;
    /// @notice The same for a party and its keys.
    function suspendParty(uint64 party, uint48 until) external;
    /// @notice Lifts the suspension that the caller made, as long as it stands as it was made.
    function liftKeySuspension(address key) external;
    /// @notice Lifts the suspension that the caller made, as long as it stands as it was made.
    function liftPartySuspension(uint64 party) external;

    // ---------------------------------------------------------------- views

    function ledger() external view returns (ILabourLedger);
    function members() external view returns (Member[] memory);
    /// @return class of the member, 0 for who is none
    function classOf(address account) external view returns (uint8 class);
    function threshold() external view returns (uint8);
    function delay() external view returns (uint48);
    function proposalOf(bytes32 proposal) external view returns (Proposal memory);
    function stateOf(bytes32 proposal) external view returns (State);
    /// @return vote of a member; `None` also where it was given in an earlier membership
    function voteOf(bytes32 proposal, address member) external view returns (Vote vote);
    /// @return by the member who may lift it, zero once lifted
    /// @return until its end as that member set it, or when that member lifted it
    /// @return possibleFrom when any member may suspend the key again, 0 if none ever did
    function keySuspensionOf(address key) external view returns (address by, uint48 until, uint48 possibleFrom);
    /// @return by the member who may lift it, zero once lifted
    /// @return until its end as that member set it, or when that member lifted it
    /// @return possibleFrom when any member may suspend the party again, 0 if none ever did
    function partySuspensionOf(uint64 party) external view returns (address by, uint48 until, uint48 possibleFrom);
}
