#!/usr/bin/env python3
"""trace.perfetto read back by protoc: no field that the format has not, every track described, slices closed and in
order, flows that join a maker to a reader, counters at or above 0, the operators' times those of result.json, the
same bytes twice, and a bounded file for a long run."""
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

PROGRAM, PROTO = sys.argv[1], Path(__file__).parent / "perfetto.proto"


def run(folder, *arguments):
    subprocess.run([PROGRAM, "run", *arguments, "--out", folder], check=True, stdout=subprocess.DEVNULL)
    return Path(folder, "trace.perfetto").read_bytes()


def packets(trace):
    text = subprocess.run(["protoc", f"--proto_path={PROTO.parent}", "--decode=perfetto.protos.Trace", PROTO.name],
                          input=trace, capture_output=True, check=True).stdout.decode()
    unknown = [line for line in text.splitlines() if re.match(r"^ *[0-9]+[:{ ]", line)]
    assert not unknown, f"unknown fields: {unknown[:3]}"
    stack, result = [], []
    for line in text.splitlines():
        line = line.strip()
        if line.endswith("{"):
            item = defaultdict(list)
            (stack[-1][line[:-2]].append(item) if stack else result.append(item))
            stack.append(item)
        elif line == "}":
            stack.pop()
        else:
            key, value = line.split(": ", 1)
            stack[-1][key].append(value)
    return result


def check(trace, result):
    tracks, open_since, flows, names = {}, {}, defaultdict(list), defaultdict(int)
    areas, level = defaultdict(float), {}  # of counters: value by time
    slices, marks, last = 0, [], defaultdict(int)
    for packet in packets(trace):
        assert packet["trusted_packet_sequence_id"] == ["1"]
        for descriptor in packet["track_descriptor"]:
            tracks[descriptor["uuid"][0]] = descriptor
        for event in packet["track_event"]:
            at, uuid, kind = int(packet["timestamp"][0]) if packet["timestamp"] else 0, event["track_uuid"][0], event["type"][0]
            assert uuid in tracks, f"track {uuid} has no descriptor"
            assert at >= last[uuid], "time goes back"
            last[uuid] = at
            if kind == "TYPE_SLICE_BEGIN":
                assert uuid not in open_since, "a slice begins inside another"
                open_since[uuid] = (at, event["name"][0])
                for flow in event["flow_ids"]:
                    flows[flow].append(at)
            elif kind == "TYPE_SLICE_END":
                begin, name = open_since.pop(uuid)
                names[name] += at - begin
                slices += 1
            elif kind == "TYPE_COUNTER":
                assert tracks[uuid]["counter"], "a counter on a track of slices"
                value = float(event["double_counter_value"][0])
                assert value >= 0
                name, (since, before) = tracks[uuid]["name"][0], level.get(uuid, (at, 0))
                areas[name] += before * (at - since)
                level[uuid] = (at, value)
            else:
                marks.append(event["name"][0])
    assert not open_since, "slices stay open"
    assert flows and all(len(times) >= 2 for times in flows.values()), "a flow with one end"
    root = next(t for t in tracks.values() if not t["parent_uuid"])["name"][0]
    tick = 1e-12 if "1 ps" in root else 1e-9
    if not marks:
        for op in result["operators"]:
            shown = names[f'"{op["name"]}"'] * tick
            assert abs(shown - op["time_s"]) <= tick * op["repeat"], f'{op["name"]}: {shown} against {op["time_s"]}'
    bytes_moved = result["dram_read_bytes"] + result["dram_write_bytes"]
    assert abs(areas['"DRAM rate, B/s"'] * tick / bytes_moved - 1) < 1e-3, areas
    assert abs(areas['"multipliers used, % of peak"'] * tick / 100 / result["utilisation"] / result["time_s"] - 1) < 1e-3
    assert areas['"power, W"'] > 0 and areas['"activations alive, bytes"'] > 0
    if not marks:
        assert abs(areas['"power, W"'] * tick / result["energy_j"] - 1) < 1e-3
    return slices, marks, len(flows)


def main():
    with tempfile.TemporaryDirectory() as folder:
        network = ["vit-b-16", "--arch", "npu_datacenter"]
        trace = run(folder, *network)
        slices, marks, flows = check(trace, json.loads(Path(folder, "result.json").read_text()))
        assert slices > 50 and not marks
        assert run(folder, *network) == trace, "the same run gives other bytes"
        print(f"vit-b-16: {slices} slices, {flows} flows, {len(trace)} bytes")
        long = run(folder, "gpt-2", "--arch", "h100_sxm", "--phase", "decode", "--seq", "64", "--tokens", "400")
        slices, marks, flows = check(long, json.loads(Path(folder, "result.json").read_text()))
        assert 10_000 <= slices <= 20_000 and len(marks) == 1 and "sampled" in marks[0], (slices, marks)
        assert len(long) < 8_000_000, len(long)
        print(f"gpt-2, 400 tokens: {slices} slices, {marks[0]}, {len(long)} bytes")


main()
