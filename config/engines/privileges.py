"""PostgreSQL refuses to run as root: three ways to run it there all the same.

First choice: a user namespace in which this process's root is nobody, so that no user is made and no
file changes hands. Where the kernel or a container forbids that, the data folder is handed to `nobody`
and the process drops to it. As a normal user nothing has to be done.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

_NOBODY = "nobody"


def nobody() -> tuple[int, int]:
    entry = pwd.getpwnam(_NOBODY)
    return entry.pw_uid, entry.pw_gid


def _enter_namespace() -> None:
    uid, gid = nobody()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{gid} 0 1")


def _drop_to_nobody() -> None:
    uid, gid = nobody()
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


@cache
def namespace_works() -> bool:
    if os.environ.get("HEARTH_NO_USER_NAMESPACE") or not hasattr(os, "unshare"):
        return False
    try:
        done = subprocess.run(["/bin/true"], preexec_fn=_enter_namespace, check=False, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def child_setup() -> Callable[[], None] | None:
    """What a PostgreSQL child process does before exec, or None where nothing is needed."""
    if os.geteuid() != 0:
        return None
    return _enter_namespace if namespace_works() else _drop_to_nobody


def hand_over(folder: Path) -> None:
    """Give `folder` to nobody where that is the way chosen; its parents must then be reachable by all."""
    if os.geteuid() != 0 or namespace_works():
        return
    uid, gid = nobody()
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            shutil.chown(Path(root) / name, uid, gid)
    shutil.chown(folder, uid, gid)
