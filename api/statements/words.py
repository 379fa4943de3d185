"""The words by which a bank's memos tell what they are of."""

import msgspec


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bank writes into memos of its own doings: lower case, without diacritics.

    They are searched for as whole words. `moved` says that money is the fund's or association's
    own, `own` that it can be nothing else, `returned` that it came back. `expense` has the words
    of `fee` within it and is none: tuition, funds, expenses.
    """

    interest: tuple[str, ...] = (
        "tra lai tien gui",
        "tra lai tk",
        "tra lai tai khoan",
        "tra lai suat",
        "lai tien gui",
        "lai nhap von",
        "lai nhap goc",
        "lai khong ky han",
        "lai suat khong ky han",
        "lai suat tien gui",
        "nhap lai vao von",
        "nhap lai vao goc",
        "interest",
    )
    fee: tuple[str, ...] = (
        "thu phi",
        "phi quan ly",
        "phi duy tri",
        "phi thuong nien",
        "phi dich vu sms",
        "phi dich vu bsms",
        "phi dich vu ngan hang",
        "phi dich vu tai khoan",
        "phi sms",
        "phi bsms",
        "phi tin nhan",
        "phi bien dong so du",
        "phi chuyen tien",
        "phi chuyen khoan",
        "phi ck",
        "phi ibft",
        "phi napas",
        "phi citad",
        "phi giao dich",
        "phi gd",
        "phi rut tien",
        "phi nop tien",
        "phi kiem dem",
        "phi sao ke",
        "phi in sao ke",
        "phi ngan hang",
        "phi internet banking",
        "phi mobile banking",
        "phi ebanking",
        "thue vat",
        "phi vat",
        "vat phi",
        "bank fee",
        "service fee",
        "transfer fee",
        "sms fee",
        "bank charge",
        "service charge",
    )
    expense: tuple[str, ...] = (
        "chi phi",
        "kinh phi",
        "hoc phi",
        "le phi",
        "vien phi",
        "hien vat",
    )
    moved: tuple[str, ...] = (
        "noi bo",
        "dieu chuyen",
        "chuyen quy",
        "cap kinh phi",
        "nop tien mat",
        "gui tiet kiem",
        "tien gui co ky han",
        "tat toan",
    )
    own: tuple[str, ...] = (
        "dieu chuyen noi bo",
        "chuyen noi bo",
        "chuyen tien noi bo",
        "chuyen khoan noi bo",
        "chuyen von noi bo",
        "tat toan tien gui",
        "tat toan hop dong tien gui",
        "tat toan so tiet kiem",
    )
    returned: tuple[str, ...] = (
        "hoan tra",
        "hoan tien",
        "hoan lai",
        "tra lai",
        "chuyen tra",
        "tu choi",
        "khong thanh cong",
        "chuyen nham",
        "refund",
        "returned",
        "reversal",
    )
