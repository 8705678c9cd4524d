"""Fluxgate from Python: each call runs the program in a child process, so many runs work from one interpreter, other
threads go on meanwhile, and a crash costs one call. Results are dictionaries and lists, keys as `--json` prints them.

The program is $FLUXGATE_PROGRAM, else `fluxgate` in PATH, else build/release/bin/fluxgate of the tree this file is in.
"""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Union

__all__ = ["ConfigError", "DeadlockError", "Error", "MismatchError", "ModelError", "UsageError", "compare", "count",
           "listing", "predict", "program", "run", "sweep"]


class Error(Exception):
    """What the program said, word for word; `exit_code` as on the command line."""

    exit_code = 1


class UsageError(Error):
    exit_code = 2


class ConfigError(Error):
    exit_code = 3


class ModelError(Error):
    exit_code = 4


class MismatchError(Error):
    exit_code = 5


class DeadlockError(Error):
    exit_code = 6


_ERRORS = {kind.exit_code: kind for kind in (UsageError, ConfigError, ModelError, MismatchError, DeadlockError)}


def program() -> str:
    """Path of the program that calls go to."""
    beside = Path(__file__).resolve().parents[2] / "build/release/bin/fluxgate"
    found = os.environ.get("FLUXGATE_PROGRAM") or shutil.which("fluxgate") or (str(beside) if beside.exists() else None)
    if not found:
        raise ConfigError("no fluxgate program: build it, put it in PATH or set FLUXGATE_PROGRAM")
    return found


def _call(*words: str) -> Any:
    done = subprocess.run([program(), *words, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        said = done.stderr.strip().removeprefix("fluxgate: ")
        error = _ERRORS.get(done.returncode, Error)(said or f"the program ended with code {done.returncode}")
        error.exit_code = done.returncode
        raise error
    return json.loads(done.stdout)


def _options(**values: Any) -> list[str]:
    words: list[str] = []
    for name, value in values.items():
        if value is not None:
            words += [f"--{name}", str(value)]
    return words


def _sets(settings: Optional[Mapping[str, Any]]) -> list[str]:
    words: list[str] = []
    for key, value in (settings or {}).items():
        words += ["--set", f"{key}={str(value).lower() if isinstance(value, bool) else value}"]
    return words


def run(workload: str, arch: str, *, phase: Optional[str] = None, batch: Optional[int] = None,
        seq: Optional[int] = None, tokens: Optional[int] = None, tier: Optional[str] = None,
        seed: Optional[int] = None, settings: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
    """A network on a machine. `settings`: keys of the machine, or workload.KNOB of the network."""
    return _call("run", workload, "--arch", arch, *_sets(settings),
                 *_options(phase=phase, batch=batch, seq=seq, tokens=tokens, tier=tier, seed=seed))


def count(workload: str, *, phase: Optional[str] = None, batch: Optional[int] = None, seq: Optional[int] = None,
          settings: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
    """Parameters and multiply-accumulates, no hardware."""
    return _call("count", workload, *_sets(settings), *_options(phase=phase, batch=batch, seq=seq))


def predict(arch: str, cases: Union[str, os.PathLike[str]], *, l2: Optional[str] = None,
            measured: Optional[str] = None) -> dict[str, Any]:
    """Times of single kernels listed in a CSV file."""
    return _call("predict", "--arch", arch, os.fspath(cases), *_options(l2=l2, measured=measured))


def sweep(spec: Union[str, os.PathLike[str], Mapping[str, Any]], *,
          db: Union[str, os.PathLike[str], None] = None, jobs: Optional[int] = None,
          shard: Optional[str] = None) -> dict[str, Any]:
    """A design space: a file, or the same as a dictionary (then `db` is needed, or the rows are lost)."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(spec, Mapping):
            path = Path(folder, "spec.yaml")
            path.write_text(json.dumps(spec))  # JSON is YAML
        else:
            path = Path(os.fspath(spec))
        return _call("sweep", str(path), *_options(db=db, jobs=jobs, shard=shard))


def compare(a: Union[str, os.PathLike[str]], b: Union[str, os.PathLike[str]], *,
            tolerance: Optional[str] = None) -> dict[str, Any]:
    """Two results by part; MismatchError past the tolerance."""
    return _call("compare", os.fspath(a), os.fspath(b), *_options(tolerance=tolerance))


def listing(kind: str) -> list[dict[str, Any]]:
    """workloads, archs, operators, ... as `fluxgate list` has them."""
    return _call("list", kind)
