#!/usr/bin/env python3
"""The Python package against the command line: same numbers, same words, threads side by side."""
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop(1)
ROOT = Path(__file__).resolve().parents[2]
os.environ["FLUXGATE_PROGRAM"] = PROGRAM
sys.path.insert(0, str(ROOT / "python"))
import fluxgate  # noqa: E402


class PythonTest(unittest.TestCase):
    def test_a_run_gives_what_the_command_line_gives(self):
        said = json.loads(subprocess.run([PROGRAM, "run", "vit-b-16", "--arch", "npu_edge", "--batch", "2", "--json"],
                                         capture_output=True, check=True).stdout)
        result = fluxgate.run("vit-b-16", "npu_edge", batch=2)
        for each in (said, result):
            del each["wall_s"]
        self.assertEqual(said, result)

    def test_settings_reach_machine_and_network(self):
        result = fluxgate.run("gemm", "npu_edge", settings={"array.rows": 8, "workload.M": 64}, tier="bound")
        self.assertEqual(result["config"]["array.rows"]["number"], 8)
        self.assertEqual(result["tier"], "bound")

    def test_errors_carry_the_message_and_code_of_the_command_line(self):
        with self.assertRaises(fluxgate.ConfigError) as caught:
            fluxgate.run("vit-b-61", "npu_edge")
        self.assertIn("did you mean 'vit-b-16'?", str(caught.exception))
        self.assertEqual(caught.exception.exit_code, 3)
        with self.assertRaises(fluxgate.ModelError):
            fluxgate.run("mixtral-8x7b", "npu_edge", seq=16)

    def test_counts_and_lists(self):
        self.assertAlmostEqual(fluxgate.count("vit-b-16")["params"], 86.57e6, delta=0.01e6)
        self.assertIn("npu_edge", [arch["id"] for arch in fluxgate.listing("archs")])

    def test_threads_run_side_by_side(self):
        times = {}
        threads = [threading.Thread(target=lambda b=b: times.update({b: fluxgate.run("gemm", "npu_edge", batch=b)["time_s"]}))
                   for b in (1, 2, 3, 4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(times), [1, 2, 3, 4])
        self.assertLess(times[1], times[4])

    def test_the_example_makes_a_front(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, str(ROOT / "python/examples/pareto.py")], cwd=folder, text=True,
                                  env={**os.environ, "PYTHONPATH": str(ROOT / "python")}, capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreaterEqual(done.stdout.count("multipliers"), 3)


unittest.main()
