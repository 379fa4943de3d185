"""Use cases of associations: how they begin, are renamed, hang in the tree, and end."""

from collections.abc import Callable
from uuid import UUID

from ledger.access import Action
from ledger.association import counting, establishing, on_paper, reorganising, succeeding
from ledger.association.reorganising import Plan
from ledger.errors.access import Forbidden
from ledger.errors.missing import AssociationNotFound
from ledger.events.base import Event
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.use_cases import telling
from ledger.use_cases.asking import UseCases
from ledger.values import AssociationId


class Associations(UseCases):
    """Associations of every level."""

    def establish_association(self, command: Command, new: establishing.NewAssociation) -> Receipt:
        """Establish an association (thành lập hội)."""
        association_id = AssociationId(self._new_id())

        def decide(desk: Desk) -> Decision:
            parent = None if new.parent_id is None else desk.association(new.parent_id)
            event = establishing.establish(parent, new, desk.context(command))
            return Decision(events=[event], created_id=association_id)

        return self._do(
            command, association_id, Action.ESTABLISH_ASSOCIATION, lambda _: new.parent_id, decide
        )

    def rename_association(
        self, command: Command, association_id: AssociationId, new: establishing.NewName
    ) -> Receipt:
        """Give an association another name (đổi tên)."""

        def decide(desk: Desk) -> Decision:
            association = desk.association(association_id)
            return Decision(events=[establishing.rename(association, new, desk.context(command))])

        return self._reorganise(command, association_id, decide)

    def attach_association(
        self, command: Command, association_id: AssociationId, new: establishing.NewParent
    ) -> Receipt:
        """Hang an association below another parent; it takes a role above both."""

        def decide(desk: Desk) -> Decision:
            parent = desk.association(new.parent_id)
            desk.require(command.by, Action.ESTABLISH_ASSOCIATION, new.parent_id)
            association = desk.association(association_id)
            event = establishing.attach(association, parent, new, desk.context(command))
            return Decision(events=[event])

        return self._reorganise(command, association_id, decide)

    def succeed_association(
        self, command: Command, association_id: AssociationId, succession: succeeding.Succession
    ) -> Receipt:
        """End an association: others succeed it (sáp nhập, chia tách), or nobody (giải thể).

        It takes a role above the association, and in each of its successors.
        """

        def decide(desk: Desk) -> Decision:
            own, elsewhere = ending(desk, command, association_id, succession)
            return Decision(events=[own], elsewhere=elsewhere)

        return self._reorganise(command, association_id, decide)

    def report_statistic(
        self, command: Command, association_id: AssociationId, new: counting.NewStatistic
    ) -> Receipt:
        """Report what an association counts beside money."""

        def decide(desk: Desk) -> Decision:
            association = desk.association(association_id)
            event = counting.report_statistic(association, new, desk.context(command))
            return Decision(events=[event])

        return self._do(
            command, association_id, Action.REPORT_STATISTIC, lambda _: association_id, decide
        )

    def set_target(
        self, command: Command, association_id: AssociationId, new: counting.NewTarget
    ) -> Receipt:
        """Set what an association, with all below it, aims at."""

        def decide(desk: Desk) -> Decision:
            association = desk.association(association_id)
            return Decision(events=[counting.set_target(association, new, desk.context(command))])

        return self._do(
            command, association_id, Action.SET_TARGET, lambda _: association_id, decide
        )

    def report_period_summary(
        self, command: Command, association_id: AssociationId, new: on_paper.NewPeriodSummary
    ) -> Receipt:
        """Report what an association did on paper in a period."""

        def decide(desk: Desk) -> Decision:
            association = desk.association(association_id)
            beside = telling.beside(desk, association_id, new.telling)
            event = on_paper.report_period_summary(association, new, desk.context(command), beside)
            return Decision(events=[event])

        return self._do(
            command, association_id, Action.REPORT_ON_PAPER, lambda _: association_id, decide
        )

    def report_aid_given(
        self, command: Command, association_id: AssociationId, new: on_paper.NewAidGiven
    ) -> Receipt:
        """Report help that partners gave, or that was given with them."""

        def decide(desk: Desk) -> Decision:
            association = desk.association(association_id)
            is_ours = new.own_share_dong != 0
            beside = telling.beside(desk, association_id, new.telling, is_ours=is_ours)
            event = on_paper.report_aid_given(association, new, desk.context(command), beside)
            return Decision(events=[event])

        return self._do(
            command, association_id, Action.REPORT_ON_PAPER, lambda _: association_id, decide
        )

    def reorganise(self, command: Command, above_id: AssociationId, plan: Plan) -> Receipt:
        """Carry out a whole reorganisation below an association, or nothing of it.

        All that ends lies below it, and so does whoever succeeds, or is it.
        """

        def decide(desk: Desk) -> Decision:
            desk.association(above_id)
            _check_below(desk, above_id, plan)
            done = reorganising.reorganise(desk.association, plan, desk.context(command))
            elsewhere = dict(done.elsewhere)
            own = [done.own, *elsewhere.pop(above_id, ())]
            return Decision(events=own, elsewhere=list(elsewhere.items()))

        return self._do(command, above_id, Action.ESTABLISH_ASSOCIATION, lambda _: above_id, decide)

    def _reorganise(
        self, command: Command, association_id: AssociationId, decide: Callable[[Desk], Decision]
    ) -> Receipt:
        """Ask who may establish an association where this one hangs: nobody ends his own."""

        def above(desk: Desk) -> AssociationId | None:
            desk.association(association_id)
            return desk.parent_of(association_id, desk.today)

        return self._do(command, association_id, Action.ESTABLISH_ASSOCIATION, above, decide)


def _check_below(desk: Desk, above_id: AssociationId, plan: Plan) -> None:
    """Raise unless all that a plan names lies below an association, or is begun by the plan.

    Raises `AlreadyExists`, `AssociationNotFound`, `Forbidden`.
    """
    begun = {each.association_id for each in plan.begins}

    def check(association_id: AssociationId | None, field: str) -> None:
        if association_id in begun:
            return
        try:
            chain = () if association_id is None else desk.chain(association_id)
        except AssociationNotFound:
            raise AssociationNotFound(field) from None
        if above_id not in chain:
            raise Forbidden(field)

    for at, beginning in enumerate(plan.begins):
        desk.check_new(beginning.association_id, f"begins.{at}.association_id")
        check(beginning.new.parent_id, f"begins.{at}.parent_id")
    for at, ending_ in enumerate(plan.ends):
        own = None if ending_.association_id == above_id else ending_.association_id
        check(own, f"ends.{at}.association_id")  # nobody ends his own
        for successor in ending_.succession.successors:
            check(successor.association_id, f"ends.{at}.successors")


def ending(
    desk: Desk, command: Command, association_id: AssociationId, succession: succeeding.Succession
) -> tuple[Event, list[tuple[UUID, list[Event]]]]:
    """Return the event that ends an association, and those of its successors' streams.

    Raises `AssociationNotFound`, `Forbidden`, and what `succeed` and `dissolve` raise.
    """
    association, context = desk.association(association_id), desk.context(command)
    if not succession.successors:
        return succeeding.dissolve(association, succession, context), []
    successors = {}
    for each in succession.successors:
        successors[each.association_id] = desk.association(each.association_id)
        desk.require(command.by, Action.ESTABLISH_ASSOCIATION, each.association_id)
    event = succeeding.succeed(association, association_id, successors, succession, context)
    others = succeeding.inherited(association_id, succession, context)
    return event, [(stream, [other]) for stream, other in others]
