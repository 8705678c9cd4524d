#!/usr/bin/env python3
"""Which array for ViT-B/16: the front of time against multipliers, as text. Without an install: PYTHONPATH=<build>/python."""
import fluxgate

space = {
    "workload": "vit-b-16",
    "arch": "npu_datacenter",
    "keys": {"array.rows": [64, 128, 256], "array.cols": [64, 128, 256], "cores": [4, 8]},
    "metrics": {"multipliers": "cores * array.rows * array.cols"},
    "objectives": ["time_s", "multipliers"],
}
result = fluxgate.sweep(space, db="pareto.db")
print(f"{result['points']} points, {result['pruned']} ruled out by their bound")
for point in sorted(result["pareto"], key=lambda p: float(p["objectives"]["time_s"])):
    settings = ", ".join(f"{key} = {value}" for key, value in point["set"].items())
    print(f"{point['objectives']['time_s'] * 1e6:8.1f} us  {point['objectives']['multipliers']:9.0f} multipliers  {settings}")
