"""A member of staff holds roles and tokens somewhere, for so long, and a password."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.access import Action
from ledger.errors.access import (
    IncompatibleRoles,
    PasswordGivenUp,
    RoleNotHeld,
    TokenOutlived,
)
from ledger.errors.missing import TokenNotFound
from ledger.errors.money import BadWindow
from ledger.events.access import (
    PasswordChanged,
    PasswordPrivate,
    PasswordReset,
    RoleGranted,
    RoleRevoked,
    StaffEnrolled,
    TokenIssued,
    TokenPrivate,
    TokenRevoked,
)
from ledger.events.base import Event, Private
from ledger.people import staff
from ledger.people.staff import HeldToken, NewGrant, Shown, Staff
from ledger.values import AssociationId, Role, TokenId
from tests.builders import COMMUNE, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import TOMORROW

PROVINCE = AssociationId(an_id("province"))
ELSEWHERE = AssociationId(an_id("elsewhere"))
CHAIN = [COMMUNE, PROVINCE]
TOKEN = TokenId(an_id("token"))
BY = Private(recorded_by=TREASURER)
CONTEXT = given().context

ENROLLED = StaffEnrolled(association_id=PROVINCE, effective_on=TODAY, private=BY)


def granted(
    role: Role,
    association_id: AssociationId = PROVINCE,
    since: date = date(2024, 1, 1),
    until: date | None = None,
) -> RoleGranted:
    return RoleGranted(
        role=role, association_id=association_id, effective_on=since, until=until, private=BY
    )


def revoked(role: Role, association_id: AssociationId = PROVINCE) -> RoleRevoked:
    return RoleRevoked(role=role, association_id=association_id, effective_on=TODAY, private=BY)


def issued(secret: str, until: date | None = None) -> TokenIssued:
    private = TokenPrivate(recorded_by=TREASURER, digest=staff.digest_of(secret))
    return TokenIssued(token_id=TOKEN, effective_on=TODAY, until=until, private=private)


def someone(*events: Event) -> Staff:
    state = given(ENROLLED, *events).state
    assert isinstance(state, Staff)
    return state


# Roles


@pytest.mark.parametrize(
    "where, allowed",
    [([COMMUNE, PROVINCE], True), ([PROVINCE], True), ([ELSEWHERE], False), ([], False)],
)
def test_a_role_holds_in_its_association_and_all_below_it(
    where: list[AssociationId], *, allowed: bool
) -> None:
    assert someone(granted(Role.TREASURER)).may(Action.RECORD, where, TODAY) is allowed


@pytest.mark.parametrize(
    "since, until, allowed",
    [
        (TODAY, TODAY, True),
        (TODAY, None, True),
        (TOMORROW, None, False),
        (date(2024, 1, 1), date(2025, 6, 15), False),
    ],
)
def test_a_role_holds_from_its_first_to_its_last_day(
    since: date, until: date | None, *, allowed: bool
) -> None:
    person = someone(granted(Role.TREASURER, since=since, until=until))
    assert person.may(Action.RECORD, CHAIN, TODAY) is allowed


def test_a_revoked_role_ends_at_once_and_leaves_the_others() -> None:
    person = someone(
        granted(Role.TREASURER),
        granted(Role.TREASURER, since=TOMORROW),
        granted(Role.TREASURER, COMMUNE),
        granted(Role.AUDITOR),
        revoked(Role.TREASURER),
    )
    assert not person.may(Action.RECORD, [PROVINCE], TOMORROW)
    assert person.may(Action.RECORD, [COMMUNE, PROVINCE], TODAY)
    assert person.may(Action.READ, [PROVINCE], TODAY)


def test_a_role_may_be_granted_anew_after_it_was_revoked() -> None:
    person = someone(granted(Role.CASHIER), revoked(Role.CASHIER), granted(Role.CASHIER))
    assert person.may(Action.PAY, CHAIN, TODAY)


def test_a_role_is_granted_for_a_time() -> None:
    assert staff.enrol(PROVINCE, CONTEXT) == ENROLLED
    new = NewGrant(role=Role.AUDITOR, association_id=COMMUNE, since=TODAY, until=TOMORROW)
    nobody = given(ENROLLED)
    nobody.when(staff.grant_role, new, []).then(granted(Role.AUDITOR, COMMUNE, TODAY, TOMORROW))
    backwards = replace(new, since=TOMORROW, until=TODAY)
    ends_too_soon = BadWindow("until", starts_on=TOMORROW.isoformat())
    nobody.when(staff.grant_role, backwards, []).then(ends_too_soon)


def test_only_a_role_that_is_held_there_is_revoked() -> None:
    person = given(ENROLLED, granted(Role.TREASURER))
    person.when(staff.revoke_role, Role.TREASURER, PROVINCE).then(revoked(Role.TREASURER))
    for role, where in [(Role.CASHIER, PROVINCE), (Role.TREASURER, COMMUNE)]:
        person.when(staff.revoke_role, role, where).then(RoleNotHeld("role"))


# Treasurer and cashier are two persons (Law on Accounting 88/2015, Art. 52)

JANUARY, MARCH, JUNE = date(2025, 1, 1), date(2025, 3, 1), date(2025, 6, 1)


@pytest.mark.parametrize("first", [Role.TREASURER, Role.CASHIER])
@pytest.mark.parametrize(
    "held, asked, refused",
    [
        ((JANUARY, None), (MARCH, None), True),
        ((MARCH, None), (JANUARY, None), True),
        ((JANUARY, MARCH), (MARCH, None), True),
        ((JANUARY, MARCH), (JUNE, None), False),
        ((JUNE, None), (JANUARY, MARCH), False),
        ((JUNE, None), (JANUARY, JUNE), True),
        ((TOMORROW, None), (TODAY, None), True),
        ((TOMORROW, None), (TODAY, TODAY), False),
    ],
)
def test_nobody_is_granted_both_roles_for_any_day(
    first: Role,
    held: tuple[date, date | None],
    asked: tuple[date, date | None],
    *,
    refused: bool,
) -> None:
    (second,) = {Role.TREASURER, Role.CASHIER} - {first}
    new = NewGrant(role=second, association_id=COMMUNE, since=asked[0], until=asked[1])
    holder = given(ENROLLED, granted(first, PROVINCE, *held))
    if refused:
        why = IncompatibleRoles("role", held=first, since=held[0].isoformat())
        holder.when(staff.grant_role, new, [PROVINCE]).then(why)
    else:
        holder.when(staff.grant_role, new, [PROVINCE]).then(granted(second, COMMUNE, *asked))


def test_both_roles_may_be_held_where_they_never_meet() -> None:
    new = NewGrant(role=Role.CASHIER, association_id=ELSEWHERE, since=TODAY)
    treasurer = given(ENROLLED, granted(Role.TREASURER))
    treasurer.when(staff.grant_role, new, []).then(granted(Role.CASHIER, ELSEWHERE, TODAY))


@pytest.mark.parametrize("role", set(Role) - {Role.CASHIER})
def test_a_treasurer_may_hold_any_other_role(role: Role) -> None:
    treasurer = given(ENROLLED, granted(Role.TREASURER))
    new = NewGrant(role=role, association_id=PROVINCE, since=TODAY)
    treasurer.when(staff.grant_role, new, [PROVINCE]).is_accepted()


def test_a_treasurer_whose_role_was_revoked_may_become_cashier() -> None:
    former = given(ENROLLED, granted(Role.TREASURER), revoked(Role.TREASURER))
    new = NewGrant(role=Role.CASHIER, association_id=PROVINCE, since=TODAY)
    former.when(staff.grant_role, new, [PROVINCE]).is_accepted()


# Tokens


def test_a_token_is_kept_as_a_digest_only() -> None:
    person = given(ENROLLED)
    person.when(staff.issue_token, TOKEN, "a secret", None, None).then(issued("a secret"))
    assert "a secret" not in repr(issued("a secret"))


def test_a_token_opens_for_its_secret_until_it_is_revoked() -> None:
    person = given(ENROLLED, issued("a secret"))
    assert isinstance(person.state, Staff)
    assert person.state.holds_token(TOKEN, "a secret", TODAY)
    assert not person.state.holds_token(TOKEN, "another secret", TODAY)
    assert not person.state.holds_token(TOKEN, "", TODAY)
    assert not person.state.holds_token(TokenId(an_id("another token")), "a secret", TODAY)
    stopped = TokenRevoked(token_id=TOKEN, effective_on=TODAY, private=BY)
    person.when(staff.revoke_token, TOKEN).then(stopped)
    person.after(stopped).when(staff.revoke_token, TOKEN).then(TokenNotFound("token_id"))
    assert not someone(issued("a secret"), stopped).holds_token(TOKEN, "a secret", TODAY)


RESET = PasswordReset(effective_on=TODAY, private=BY)
CHANGED = PasswordChanged(
    effective_on=TODAY, private=PasswordPrivate(recorded_by=TREASURER, given_up="the first")
)


@pytest.mark.parametrize("event", [RESET, CHANGED])
def test_every_token_stops_with_the_password_that_could_have_issued_it(event: Event) -> None:
    after = someone(granted(Role.TREASURER), issued("a secret"), event)
    assert not after.holds_token(TOKEN, "a secret", TODAY)
    assert not after.admits_token(TOKEN, TODAY)
    assert after.grants == someone(granted(Role.TREASURER)).grants


def test_a_token_with_a_last_day_opens_through_that_day() -> None:
    person = someone(issued("a secret", until=TODAY))
    assert person.tokens == {TOKEN: HeldToken(staff.digest_of("a secret"), TODAY, TODAY)}
    assert person.holds_token(TOKEN, "a secret", TODAY)
    assert person.admits_token(TOKEN, TODAY)
    assert not person.holds_token(TOKEN, "a secret", TOMORROW)
    assert not person.admits_token(TOKEN, TOMORROW)


def test_a_token_issues_none_that_outlives_it_and_takes_those_along_when_it_stops() -> None:
    first, second, third = (TokenId(an_id(f"token {number}")) for number in range(3))
    parent = replace(issued("a secret", until=TOMORROW), token_id=first)
    person = given(ENROLLED, parent)
    longer = TokenOutlived("until", until=TOMORROW.isoformat())
    for until in (None, date(2025, 6, 18)):
        person.when(staff.issue_token, second, "a secret", until, first).then(longer)
    child, grandchild = (
        replace(parent, token_id=token, private=replace(parent.private, issued_with=with_))
        for token, with_ in ((second, first), (third, second))
    )
    person.when(staff.issue_token, second, "a secret", TOMORROW, first).then(child)
    family = person.after(child)
    family.when(staff.issue_token, third, "a secret", TOMORROW, second).then(grandchild)
    stopped = TokenRevoked(token_id=first, effective_on=TODAY, private=BY)
    assert someone(parent, child, grandchild).tokens.keys() == {first, second, third}
    assert someone(parent, child, grandchild, stopped).tokens == {}


def test_the_first_thing_wrong_is_what_a_token_is_refused_for() -> None:
    yesterday, later = date(2025, 6, 15), date(2025, 6, 18)
    asked = {
        "token_id": TokenId(an_id("another token")),
        "secret": "another",
        "until": yesterday,
        "shown": Shown("the first", 7),
    }
    mended_one_by_one(
        given(ENROLLED, issued("a secret", until=TOMORROW)),
        staff.issue_token,
        asked,
        (GIVEN_UP, {"shown": TOKEN}),
        (BadWindow("until", starts_on=TODAY.isoformat()), {"until": later}),
        (TokenOutlived("until", until=TOMORROW.isoformat()), {"until": TODAY}),
    )


def test_a_token_is_not_issued_for_days_gone_by() -> None:
    asked = given(ENROLLED)
    yesterday = date(2025, 6, 15)
    over = BadWindow("until", starts_on=TODAY.isoformat())
    asked.when(staff.issue_token, TOKEN, "a secret", yesterday, None).then(over)
    last_day = issued("a secret", until=TODAY)
    asked.when(staff.issue_token, TOKEN, "a secret", TODAY, None).then(last_day)


# Passwords

GIVEN_UP = PasswordGivenUp("password")


def test_a_password_issues_a_token_until_it_is_given_up() -> None:
    first, second = Shown("the first", 0), Shown("the second", 1)
    person = given(ENROLLED)
    person.when(staff.issue_token, TOKEN, "a secret", None, first).then(issued("a secret"))
    for event in RESET, CHANGED:
        after = person.after(event)
        after.when(staff.issue_token, TOKEN, "a secret", None, first).then(GIVEN_UP)
        after.when(staff.issue_token, TOKEN, "a secret", None, second).is_accepted()


def test_what_is_being_changed_issues_no_token_while_the_vault_still_knows_it() -> None:
    changing = given(ENROLLED, CHANGED)
    still_good = Shown("the first", 1)
    changing.when(staff.issue_token, TOKEN, "a secret", None, still_good).then(GIVEN_UP)


def test_who_was_cut_off_while_changing_a_password_may_change_it_again() -> None:
    changing = given(ENROLLED, CHANGED)
    changing.when(staff.change_password, Shown("the first", 1)).then(CHANGED)


@pytest.mark.parametrize("event", [RESET, CHANGED])
def test_a_password_that_was_changed_or_reset_after_it_was_shown_is_not_changed(
    event: Event,
) -> None:
    given(ENROLLED, event).when(staff.change_password, Shown("the first", 0)).then(GIVEN_UP)


def test_an_earlier_change_that_names_no_password_keeps_none_from_issuing() -> None:
    earlier = replace(CHANGED, private=PasswordPrivate(recorded_by=TREASURER))
    person = given(ENROLLED, earlier)
    person.when(staff.issue_token, TOKEN, "a secret", None, Shown("one", 1)).is_accepted()
