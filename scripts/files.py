# SPDX-License-Identifier: GPL-2.0
"""Which files are ours."""

import os
import pathlib
import subprocess

REPO = pathlib.Path(__file__).resolve().parent.parent


def ours(roots):
    """Return our files below some folders, relative to the repository.

    Git knows; without it, or in a copy that is no repository of ours, all files
    are taken that are not in a folder for what was built.
    """
    command = ["git", "-c", "safe.directory=*", "-C", str(REPO), "ls-files", "-z",
               "--cached", "--others", "--exclude-standard", "--", *roots]
    try:
        names = subprocess.run(command, check=True, capture_output=True,
                               text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = [str(path.relative_to(REPO)) for root in roots
                 for path in (REPO / root).rglob("*")
                 if "build" not in path.relative_to(REPO).parts]
    return sorted({name for name in names if name and (REPO / name).is_file()
                   and os.path.basename(name) != ".gitignore"})
