"""Use cases of a change of scheme: one person proposes, another approves or refuses, and both are on record.

A room of its own because two people take part in it, of two roles.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record
from feedback_app.periods.models import Period
from feedback_app.periods.queries import lock_period
from feedback_app.periods.service import require_not_frozen
from feedback_app.scoring import queries
from feedback_app.scoring.models import AdoptedScheme, ProposalState, SchemeProposal
from feedback_app.scoring.service import checksum_of, put_in_force, require_new_and_anonymous
from surveys.assessment import Scheme, dump_scheme, load_scheme


class ProposalNeedsReason(Refusal):
    """Whoever is to approve a change must know what it is for."""

    sentence = _l("提出变更计分方案，须写明理由。")


class AnotherProposalPending(Refusal):
    """One change at a time: two would each be compared with a scheme that the other replaces."""

    status = 409
    sentence = _l("这个周期已有一份待审批的方案。请先审批或撤回那一份。")


class ProposalDecided(Refusal):
    """The proposal has been decided, or withdrawn, before."""

    status = 409
    sentence = _l("这份方案已经处理过了。")


class OwnProposal(Refusal):
    """Nobody decides what he proposed himself."""

    status = 403
    sentence = _l("不能审批自己提出的方案，须由另一位同事办理。")


class NotOwnProposal(Refusal):
    """Only who proposed a scheme withdraws it; others refuse it, with a reason."""

    status = 403
    sentence = _l("只有提出人可以撤回方案。")


class RefusalNeedsComment(Refusal):
    """Who proposed a scheme must learn why it was refused."""

    sentence = _l("不批准时须写明意见。")


def propose_scheme(period: Period, scheme: Scheme, *, reason: str, actor: str, now: datetime) -> SchemeProposal:
    """Put a scheme before a second person; what is in force stays so.

    Raises:
        PeriodFrozen, SchemeUnchanged, SchemeVersionTaken, SchemeTooRevealing, ProposalNeedsReason,
        AnotherProposalPending
    """
    lock_period(period)
    require_not_frozen(period)
    require_new_and_anonymous(period, scheme)
    if not reason.strip():
        raise ProposalNeedsReason
    if queries.find_pending_proposal(period) is not None:
        raise AnotherProposalPending
    proposal = SchemeProposal(
        period=period,
        base=queries.find_adopted_scheme(period),
        code=scheme.code,
        version=scheme.version,
        definition=dump_scheme(scheme),
        checksum=checksum_of(scheme),
        reason=reason.strip(),
        proposed_by=actor,
        proposed_at=now,
        state=ProposalState.PENDING,
    )
    session().add(proposal)
    session().flush()
    _record("scheme.propose", proposal, actor=actor, now=now, said=proposal.reason)
    return proposal


def approve_proposal(proposal: SchemeProposal, *, comment: str = "", actor: str, now: datetime) -> AdoptedScheme:
    """Let a proposed scheme be in force.

    Raises:
        PeriodFrozen, ProposalDecided, OwnProposal
    """
    lock_period(proposal.period)
    require_not_frozen(proposal.period)
    _require_second_person(proposal, actor)
    _decide(proposal, ProposalState.APPROVED, comment=comment, actor=actor, now=now)
    _record("scheme.approve", proposal, actor=actor, now=now, said=proposal.comment)
    return put_in_force(
        proposal.period,
        load_scheme(proposal.definition),
        reason=proposal.reason,
        actor=proposal.proposed_by,
        approved_by=actor,
        now=now,
    )


def refuse_proposal(proposal: SchemeProposal, *, comment: str, actor: str, now: datetime) -> None:
    """Refuse a proposed scheme, with a reason.

    Raises:
        ProposalDecided, OwnProposal, RefusalNeedsComment
    """
    lock_period(proposal.period)
    _require_second_person(proposal, actor)
    if not comment.strip():
        raise RefusalNeedsComment
    _decide(proposal, ProposalState.REFUSED, comment=comment, actor=actor, now=now)
    _record("scheme.refuse", proposal, actor=actor, now=now, said=proposal.comment)


def withdraw_proposal(proposal: SchemeProposal, *, actor: str, now: datetime) -> None:
    """Take one's own proposal back.

    Raises:
        ProposalDecided, NotOwnProposal
    """
    lock_period(proposal.period)
    _require_pending(proposal)
    if proposal.proposed_by != actor:
        raise NotOwnProposal
    _decide(proposal, ProposalState.WITHDRAWN, comment="", actor=actor, now=now)
    _record("scheme.withdraw", proposal, actor=actor, now=now, said="")


def _require_second_person(proposal: SchemeProposal, actor: str) -> None:
    _require_pending(proposal)
    if proposal.proposed_by == actor:
        raise OwnProposal


def _require_pending(proposal: SchemeProposal) -> None:
    """Look again at what is stored: since the page was drawn somebody may have decided."""
    session().refresh(proposal)
    if proposal.state is not ProposalState.PENDING:
        raise ProposalDecided


def _decide(proposal: SchemeProposal, state: ProposalState, *, comment: str, actor: str, now: datetime) -> None:
    proposal.state, proposal.comment = state, comment.strip()
    proposal.decided_by, proposal.decided_at = actor, now


def _record(action: str, proposal: SchemeProposal, *, actor: str, now: datetime, said: str) -> None:
    detail = {
        "proposal": proposal.id,
        "scheme": proposal.code,
        "version": proposal.version,
        "checksum": proposal.checksum,
        "proposed_by": proposal.proposed_by,
        "reason": said,
    }
    record(action, subject=("period", proposal.period.code), actor=actor, at=now, detail=detail)
