#!/usr/bin/env python3
"""Rewrites tests/golden/*.json from the program: scripts/bless.py --reason "...". Commit the result alone, with the reason."""
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ["cycles", "macs", "executed_macs", "dram_read_bytes", "dram_write_bytes", "memory_bytes"]
RUNS = {
    "vit_b_16_npu_datacenter": "vit-b-16 --arch npu_datacenter",
    "resnet_50_tpu_v4i": "resnet-50 --arch tpu_v4i",
    "llama_3_2_1b_decode_tpu_v5e": "llama-3.2-1b --arch tpu_v5e --phase decode --seq 512",
    "mamba_130m_prefill_npu_mobile": "mamba-130m --arch npu_mobile --phase prefill --seq 256",
}


def observe(arguments):
    program = ROOT / "build/release/bin/fluxgate"
    out = subprocess.run([program, "run", *arguments.split(), "--json"], capture_output=True, text=True, check=True).stdout
    result = json.loads(out)
    golden = {field: result[field] for field in FIELDS}
    golden["operators"] = {op["name"]: round(op["time_s"] * result["clock_hz"]) for op in result["operators"]}
    return {"command": arguments, **golden}


def main():
    if len(sys.argv) != 3 or sys.argv[1] != "--reason" or not sys.argv[2].strip():
        print('bless: give the cause: scripts/bless.py --reason "..."', file=sys.stderr)
        return 2
    for name, arguments in RUNS.items():
        path = ROOT / f"tests/golden/{name}.json"
        path.write_text(json.dumps(observe(arguments), indent=2, sort_keys=True) + "\n")
    print("blessed because:", sys.argv[2])
    return 0


sys.exit(main())
