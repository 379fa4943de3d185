"""`soquy demo`: a book to look around in."""

import click

from api.cli.shell import Shell, answer, as_json, in_shell
from api.demo import Access, NotADemo, make
from ledger.values import Role

_ROLES = {
    Role.ADMINISTRATOR: "quản trị · administrator",
    Role.TREASURER: "kế toán quỹ · treasurer",
    Role.CASHIER: "thủ quỹ · cashier",
    Role.APPROVER: "chủ tài khoản · approver",
    Role.AUDITOR: "kiểm tra · auditor",
}

_HEAD = """\
Sổ mẫu, làm từ dữ liệu thật · A demo book, made from real data.
Ai cũng xem được; muốn ghi sổ thì đăng nhập · Everybody may read it; to write in it, log in as:"""


@click.command()
@click.option("--if-empty", is_flag=True, help="Leave a book of your own as it is, and succeed.")
@as_json
@in_shell
def demo(shell: Shell, *, if_empty: bool, as_json: bool) -> None:
    """Make a demo book from real data, and say who may log in.

    It is made once: asked again, it only says so again. A book of your own is never touched. The
    passwords are known to everybody, so do not serve a demo to others.
    """
    shell.initialise()
    try:
        people = make(shell.services)
    except NotADemo:
        if not if_empty:
            raise
        click.echo("Sổ đã có dữ liệu · There is a book here already; it stays as it is.")
        return
    answer(people, [_HEAD, *map(_line, people)], as_json=as_json)


def _line(person: Access) -> str:
    return (
        f"\n{_ROLES[person.role]} – {person.name}, {person.where}\n"
        f"  đăng nhập · login:    {person.login}\n"
        f"  mật khẩu · password:  {person.password}\n"
        f"  token:                {person.token}"
    )
