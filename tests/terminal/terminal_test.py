#!/usr/bin/env python3
"""What a person at a terminal sees: progress with rate and time to go, colours, --quiet, -v; and none of it in a pipe.

Usage: terminal_test.py PROGRAM
"""
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop(1)
LONG = ["cosim", "tc_dot_f16", "--transactions", "800000", "--stalls", "none"]  # a second or more
METER = re.compile(r"transactions: \d+ of 800000  \d+/s  ETA \d+ s")


def environment(**more):
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    return {**kept, "TERM": "xterm", **more}


def at_terminal(*words, **more):
    """Exit code, stdout and what a terminal got on stderr."""
    ours, theirs = pty.openpty()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen([PROGRAM, *words], stdout=out, stderr=theirs, env=environment(**more))
        os.close(theirs)
        seen = b""
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            seen += block
        os.close(ours)
        code = child.wait()
        out.seek(0)
        return code, out.read(), seen.decode()


def in_pipe(*words, **more):
    done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env=environment(**more))
    return done.returncode, done.stdout, done.stderr


class TerminalTest(unittest.TestCase):
    def test_progress_has_rate_and_time_to_go_and_leaves_an_empty_line(self):
        code, out, seen = at_terminal(*LONG)
        self.assertEqual(code, 0)
        self.assertRegex(seen, METER)
        self.assertTrue(seen.endswith("\r\033[K"), seen[-40:])
        self.assertIn("800000 of 800000 transactions matched", out)

    def test_a_pipe_and_quiet_see_no_progress(self):
        self.assertEqual(in_pipe(*LONG)[2], "")
        self.assertEqual(at_terminal(*LONG, "--quiet")[2], "")

    def test_a_short_command_draws_nothing(self):
        self.assertEqual(at_terminal("count", "gemm")[2], "")

    def test_a_sweep_names_its_stage(self):
        with tempfile.TemporaryDirectory() as folder:
            spec = Path(folder, "space.yaml")
            spec.write_text("workload: vit-b-16\narch: npu_edge\nobjectives: [time_s]\n"
                            "keys: {cores: {from: 1, to: 60, step: 1}, array.rows: [8, 16, 32]}\n")
            code, out, seen = at_terminal("sweep", str(spec), "--jobs", "1", "--json")
            self.assertEqual(code, 0, seen)
            self.assertRegex(seen, r"(bound|approx): \d+ of \d+  [\d.]+/s  ETA \d+ s")
            self.assertEqual(json.loads(out)["points"], 180)

    def test_verbose_says_data_time_and_memory_and_stages(self):
        code, out, err = in_pipe(*LONG, "-v", "--json")
        self.assertEqual(code, 0)
        self.assertEqual(json.loads(out)["matched"], 800000)
        self.assertRegex(err, r"transactions: 800000 in [\d.]+ s, \d+/s\n")
        self.assertRegex(err, r"fluxgate \S+, data in /\S+: [\d.]+ s, [\d.]+ s CPU, [\d.]+ MiB at most\n$")
        self.assertEqual(in_pipe("count", "gemm", "-v", "-q")[0], 2)

    def test_an_error_is_red_at_a_terminal_unless_no_color_or_dumb(self):
        wrong = ["count", "vit-b-61"]
        self.assertTrue(at_terminal(*wrong)[2].startswith("\033[31mfluxgate:\033[0m vit-b-61"))
        for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertTrue(at_terminal(*wrong, **more)[2].startswith("fluxgate: vit-b-61"), more)
        self.assertTrue(at_terminal(*wrong, NO_COLOR="")[2].startswith("\033[31m"))  # empty: not set
        self.assertTrue(in_pipe(*wrong)[2].startswith("fluxgate: vit-b-61"))

    def test_completion_and_manual_know_the_flags(self):
        for words in (["completion", "bash"], ["man"]):
            self.assertIn("quiet", in_pipe(*words)[1])


unittest.main()
