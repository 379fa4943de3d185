"""How gunicorn is configured: each setting is one that it knows, and nothing stays behind."""

from contextlib import suppress
from pathlib import Path

from gunicorn.config import make_settings

from api.serving import gunicorn
from tests.servers import serving
from tests.stores import Store, prepared_store


def test_gunicorn_knows_every_setting() -> None:
    known = make_settings()  # type: ignore[no-untyped-call]
    imported = {"TYPE_CHECKING", "gc", "import_module", "multiprocess", "os", "shutil", "tempfile"}
    imported |= {"values", "core_for_one_more", "cores_here", "keep_to"}
    told = {name for name in vars(gunicorn) if not name.startswith("_")} - imported
    assert told <= known.keys()


def test_gunicorn_leaves_no_socket_in_the_home_folder_that_two_servers_would_share() -> None:
    assert gunicorn.control_socket_disable


def test_what_a_worker_answers_with_is_loaded_before_any_is_forked(store: Store) -> None:
    """Else each, and each that replaces one that died, would load it anew, for a second."""
    with serving(store) as server:
        libraries = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "/_argon2_cffi_bindings/" in libraries
    assert "/uuid_utils/" in libraries


def test_the_book_is_opened_by_each_worker_and_never_before_they_are_forked() -> None:
    """What is open when processes part, two would write to at once."""
    with prepared_store("sqlite") as store, serving(store) as server:
        connection = server.connect()
        connection.request("GET", "/readyz")
        connection.getresponse().read()
        connection.close()
        folder = str(store.keys_dir.parent)
        assert any(_has_open(worker, folder) for worker in server.workers())
        assert not _has_open(server.process.pid, folder)


def _has_open(pid: int, folder: str) -> bool:
    files = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it was just closed
            files.append(link.readlink())
    return any(str(file).startswith(folder) for file in files)
