"""Compiles the optimised Bdb with Cython for this interpreter. Without a C compiler it says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("fastbdb.py")


def main() -> None:
    if shutil.which("cc") is None and shutil.which("gcc") is None:
        print("no C compiler: the debugger compiled with Cython is not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "fastbdb_cython.py")
        copy.write_text(SOURCE.read_text())
        command = [sys.executable, "-m", "Cython.Build.Cythonize", "-i", "-q", copy.name]
        subprocess.run(command, cwd=folder, check=True)
        (built,) = Path(folder).glob("fastbdb_cython.*.so")
        shutil.copy(built, sysconfig.get_path("platlib"))


if __name__ == "__main__":
    main()
