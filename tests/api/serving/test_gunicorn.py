"""How gunicorn is configured: each setting is one that it knows, and nothing stays behind."""

from gunicorn.config import make_settings

from api.serving import gunicorn


def test_gunicorn_knows_every_setting() -> None:
    known = make_settings()  # type: ignore[no-untyped-call]
    imported = {"TYPE_CHECKING", "gc", "multiprocess", "os", "shutil", "tempfile", "values"}
    told = {name for name in vars(gunicorn) if not name.startswith("_")} - imported
    assert told <= known.keys()


def test_gunicorn_leaves_no_socket_in_the_home_folder_that_two_servers_would_share() -> None:
    assert gunicorn.control_socket_disable
