#!/usr/bin/env python3
"""Dependencies point one way: core <- numerics, stats, graph <- importers, contract; contract <- fabric, engine (<- serve), cosim, rtl <- explore, models, cli (style.md)."""
import re
import subprocess
import sys
from pathlib import Path

ALLOWED = {
    "sim/core": ["sim/core"],
    "sim/stats": ["sim/core", "sim/stats"],
    "sim/graph": ["sim/core", "sim/graph"],
    "sim/contract": ["sim/core", "sim/stats", "sim/graph", "sim/contract"],
    "sim/fabric": ["sim/core", "sim/stats", "sim/graph", "sim/contract", "sim/fabric"],
    "sim/engine": ["sim/core", "sim/stats", "sim/graph", "sim/contract", "sim/engine"],
    "sim/explore": ["sim/core", "sim/stats", "sim/graph", "sim/contract", "sim/engine", "sim/explore"],
    "sim/report": ["sim/core", "sim/graph", "sim/report"],
    "sim/serve": ["sim/core", "sim/stats", "sim/graph", "sim/contract", "sim/engine", "sim/serve"],
    "sim/cosim": ["sim/core", "sim/graph", "sim/contract", "sim/cosim"],
    "sim/numerics": ["sim/core", "sim/numerics"],
    "sim/importers": ["sim/core", "sim/graph", "sim/importers"],
    "sim/cli": ["sim/"],
    "rtl": ["sim/core", "sim/contract", "sim/numerics", "rtl"],
    "workloads": ["sim/core", "sim/graph", "workloads"],
    "models": ["sim/core", "sim/numerics", "sim/stats", "sim/graph", "sim/contract", "sim/fabric"],
}
NO_SYSTEMC = ["sim/core", "sim/numerics", "sim/stats", "sim/graph", "sim/contract", "sim/cosim", "sim/engine", "sim/explore",
              "sim/importers", "sim/report", "sim/serve",
              "workloads", "rtl"]
INCLUDE = re.compile(r'^\s*#include\s+["<]([^">]+)[">]')


def layer_of(path):
    for layer in sorted(ALLOWED, key=len, reverse=True):
        if path.startswith(layer + "/"):
            return layer
    return None


def violations(path, text):
    layer = layer_of(path)
    if layer is None:
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match.group(1)
        if target == "systemc" and layer in NO_SYSTEMC:
            yield f"{path}:{number}: {layer} must not see SystemC"
        if layer_of(target) is None and not target.startswith(("sim/", "models/", "rtl/", "workloads/")):
            continue
        allowed = list(ALLOWED[layer])
        if layer == "models":
            own = "/".join(path.split("/")[:2])
            allowed += [own, "models/shared", "models/energy"]
        if not any(target.startswith(prefix) for prefix in allowed):
            yield f"{path}:{number}: {layer} must not include {target}"


def self_test():
    bad = [("sim/core/a.h", '#include "sim/graph/graph.h"'), ("sim/graph/a.h", "#include <systemc>"),
           ("sim/engine/a.h", '#include "models/npu/npu.h"'), ("models/npu/a.h", '#include "models/sfq/sfq.h"'),
           ("workloads/ops/a.cpp", '#include "sim/engine/engine.h"'), ("sim/cli/a.cpp", '#include "models/npu/npu.h"')]
    good = [("models/npu/a.h", '#include "models/npu/npu.h"'), ("sim/cli/a.cpp", '#include "sim/engine/engine.h"')]
    missed = [path for path, text in bad if not list(violations(path, text))]
    wrong = [path for path, text in good if list(violations(path, text))]
    print("layers self-test:", "ok" if not missed + wrong else f"missed {missed}, wrong {wrong}")
    return 1 if missed + wrong else 0


def main():
    if "--self-test" in sys.argv:
        return self_test()
    files = subprocess.run(["git", "ls-files", "*.cpp", "*.h"], capture_output=True, text=True, check=True).stdout.split()
    found = [v for f in files for v in violations(f, Path(f).read_text())]
    print("\n".join(found) if found else f"layers: {len(files)} files, no violation")
    return 1 if found else 0


sys.exit(main())
