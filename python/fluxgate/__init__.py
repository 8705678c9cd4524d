"""Fluxgate from Python: each call runs the program in a child process, so many runs work from one interpreter, other
threads go on meanwhile, and a crash costs one call. Results are dictionaries and lists, keys as `--json` prints them.

The program is $FLUXGATE_PROGRAM, else the one this package was installed or built with, else `fluxgate` in PATH.
Why child processes: python/native/module.cpp.
"""
from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any, Mapping, Optional, Union, cast

_HERE = Path(os.path.abspath(__file__)).parent
if not list(_HERE.glob("_native*.so")):  # in the source tree: the native part is in its build
    __path__.append(str(_HERE.parents[1] / "build/release/python/fluxgate"))
from . import _native  # noqa: E402

__all__ = ["ConfigError", "DeadlockError", "Error", "MismatchError", "ModelError", "UsageError", "call", "compare",
           "count", "listing", "predict", "program", "run", "sweep", "validate"]


class Error(Exception):
    """What the program said, word for word; `exit_code` as on the command line, 128 + N when signal N ended it.
    `result`: what it printed all the same, such as the differences of a comparison."""

    exit_code = 1
    result: Any = None


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
    chosen = os.environ.get("FLUXGATE_PROGRAM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise ConfigError(f"FLUXGATE_PROGRAM: {chosen} is no program")
        return chosen
    # P/lib/python3/dist-packages/fluxgate, <build>/python/fluxgate, <source>/python/fluxgate
    places = [(3, "bin/fluxgate"), (1, "bin/fluxgate"), (1, "build/release/bin/fluxgate")]
    beside = [str(_HERE.parents[up] / place) for up, place in places if len(_HERE.parents) > up]
    found = next((path for path in beside if os.access(path, os.X_OK)), None) or shutil.which("fluxgate")
    if not found:
        raise ConfigError("no fluxgate program: build it, put it in PATH or set FLUXGATE_PROGRAM")
    return found


def _sentence(said: str) -> str:
    """The error among notes and progress: what follows the last `fluxgate: ` at the start of a line."""
    lines = said.rstrip("\n").split("\n")
    first = max((i for i, line in enumerate(lines) if line.startswith("fluxgate: ")), default=0)
    return "\n".join(lines[first:]).removeprefix("fluxgate: ")


def call(*words: str) -> Any:
    """Any command that has --json, in the words of the command line: call("cosim", "lif_array", "--seed", "7")."""
    code, ended_by, result, said = _native.call([program(), *words, "--json"])
    if code == 0 and result is not None:
        return result
    sentence = _sentence(said)
    if ended_by:
        sentence = f"the program was ended by signal {ended_by} ({signal.strsignal(ended_by)})"
    error = _ERRORS.get(code, Error)(sentence or f"the program ended with code {code}")
    error.exit_code = code
    error.result = result
    raise error


def _object(*words: str) -> dict[str, Any]:
    return cast("dict[str, Any]", call(*words))


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
        seed: Optional[int] = None, samples: Optional[int] = None, exact: bool = False,
        settings: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
    """A network on a machine. `settings`: keys of the machine, or workload.KNOB of the network. `samples`: draw early
    exits and routing that often. `exact`: reuse no launch, skip no period."""
    return _object("run", workload, "--arch", arch, *_sets(settings), *(["--exact"] if exact else []),
                   *_options(phase=phase, batch=batch, seq=seq, tokens=tokens, tier=tier, seed=seed, samples=samples))


def count(workload: str, *, phase: Optional[str] = None, batch: Optional[int] = None, seq: Optional[int] = None,
          settings: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
    """Parameters and multiply-accumulates, no hardware."""
    return _object("count", workload, *_sets(settings), *_options(phase=phase, batch=batch, seq=seq))


def validate(workload: str, arch: str, *, phase: Optional[str] = None, batch: Optional[int] = None,
             seq: Optional[int] = None, settings: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
    """Raises what `run` would say of files, keys and fit, by the closed forms alone; returns the effective configuration."""
    checked = run(workload, arch, phase=phase, batch=batch, seq=seq, tier="bound", settings=settings)
    return cast("dict[str, Any]", checked["config"])


def predict(arch: str, cases: Union[str, os.PathLike[str]], *, l2: Optional[str] = None,
            measured: Optional[str] = None, settings: Optional[Mapping[str, Any]] = None) -> dict[str, Any]:
    """Times of single kernels listed in a CSV file."""
    return _object("predict", "--arch", arch, os.fspath(cases), *_sets(settings), *_options(l2=l2, measured=measured))


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
        return _object("sweep", str(path), *_options(db=db, jobs=jobs, shard=shard))


def compare(a: Union[str, os.PathLike[str]], b: Union[str, os.PathLike[str]], *,
            tolerance: Optional[str] = None) -> dict[str, Any]:
    """Two results by part; MismatchError past the tolerance."""
    return _object("compare", os.fspath(a), os.fspath(b), *_options(tolerance=tolerance))


def listing(kind: str) -> list[dict[str, Any]]:
    """workloads, archs, operators, ... as `fluxgate list` has them."""
    return cast("list[dict[str, Any]]", call("list", kind))
