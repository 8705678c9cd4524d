#!/usr/bin/env python3
"""The Python package against the command line: same numbers, same words, threads side by side, what ends a child.

Usage: python_test.py BUILD
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BUILD = Path(sys.argv.pop(1)).resolve()
PROGRAM = str(BUILD / "bin/fluxgate")
ROOT = Path(__file__).resolve().parents[2]
os.environ.pop("FLUXGATE_PROGRAM", None)
sys.path.insert(0, str(BUILD / "python"))
import fluxgate  # noqa: E402


def command_line(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True)


class Stub:
    """A program of shell lines in the place of fluxgate."""

    def __init__(self, lines):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "program")
        self.path.write_text("#!/bin/bash\n" + lines)
        self.path.chmod(0o755)

    def __enter__(self):
        os.environ["FLUXGATE_PROGRAM"] = str(self.path)
        return Path(self.folder.name)

    def __exit__(self, *_):
        del os.environ["FLUXGATE_PROGRAM"]
        self.folder.cleanup()


def wait_for(file):
    for _ in range(600):
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError(f"{file} did not come")


class Results(unittest.TestCase):
    def test_the_program_is_the_one_beside(self):
        self.assertEqual(fluxgate.program(), PROGRAM)

    def test_a_run_gives_what_the_command_line_gives(self):
        said = json.loads(command_line("run", "vit-b-16", "--arch", "npu_edge", "--batch", "2", "--json").stdout)
        result = fluxgate.run("vit-b-16", "npu_edge", batch=2)
        for each in (said, result):
            del each["wall_s"]
        self.assertEqual(said, result)
        self.assertEqual(json.dumps(said), json.dumps(result))  # order of keys, integers and floats too

    def test_settings_reach_machine_and_network(self):
        result = fluxgate.run("gemm", "npu_edge", settings={"array.rows": 8, "workload.M": 64}, tier="bound")
        self.assertEqual(result["config"]["array.rows"]["number"], 8)
        self.assertEqual(result["tier"], "bound")

    def test_counts_and_lists(self):
        self.assertAlmostEqual(fluxgate.count("vit-b-16")["params"], 86.57e6, delta=0.01e6)
        self.assertIn("npu_edge", [arch["id"] for arch in fluxgate.listing("archs")])

    def test_any_command_can_be_called_in_its_own_words(self):
        self.assertEqual(fluxgate.call("cosim", "lif_array", "--transactions", "50")["matched"], 50)

    def test_exact_and_sampled_runs(self):
        exact = fluxgate.run("vit-b-16", "npu_edge", exact=True)
        self.assertEqual(exact["reused_launches"], 0)
        self.assertEqual(fluxgate.run("tiny-experts", "npu_edge", samples=3)["latency"]["samples"], 3)

    def test_predictions(self):
        with tempfile.TemporaryDirectory() as folder:
            cases = Path(folder, "cases.csv")
            cases.write_text("op,params,dtype\nlinear,M=64;N=64;K=64,bf16\n")
            self.assertGreater(fluxgate.predict("h100_sxm", cases)["cases"][0]["time_us"], 0)

    def test_validation_checks_keys_and_fit(self):
        self.assertIn("array.rows", fluxgate.validate("gemm", "npu_edge"))
        with self.assertRaises(fluxgate.ConfigError):
            fluxgate.validate("gemm", "npu_edge", settings={"array.row": 8})


class Refusals(unittest.TestCase):
    def check(self, kind, call, *words):
        said = command_line(*words, "--json")
        with self.assertRaises(kind) as caught:
            call()
        self.assertEqual("fluxgate: " + str(caught.exception), said.stderr.rstrip("\n"))
        self.assertEqual(caught.exception.exit_code, said.returncode)

    def test_errors_carry_the_message_and_code_of_the_command_line(self):
        self.check(fluxgate.ConfigError, lambda: fluxgate.run("vit-b-61", "npu_edge"), "run", "vit-b-61", "--arch", "npu_edge")
        self.check(fluxgate.UsageError, lambda: fluxgate.run("gemm", "npu_edge", batch=0),
                   "run", "gemm", "--arch", "npu_edge", "--batch", "0")
        self.check(fluxgate.ModelError, lambda: fluxgate.run("mixtral-8x7b", "npu_edge", seq=16),
                   "run", "mixtral-8x7b", "--arch", "npu_edge", "--seq", "16")
        self.check(fluxgate.UsageError, lambda: fluxgate.run("gemm", "npu_edge", tier="x"),
                   "run", "gemm", "--arch", "npu_edge", "--tier", "x")
        self.check(fluxgate.ConfigError, lambda: fluxgate.predict("h100_sxm", "/nowhere.csv"),
                   "predict", "--arch", "h100_sxm", "/nowhere.csv")
        self.check(fluxgate.ConfigError, lambda: fluxgate.sweep("/nowhere.yaml"), "sweep", "/nowhere.yaml")

    def test_a_difference_past_the_tolerance_is_an_error_with_the_differences(self):
        with tempfile.TemporaryDirectory() as folder:
            for batch in "12":
                command_line("run", "gemm", "--arch", "npu_edge", "--batch", batch, "--out", f"{folder}/{batch}")
            with self.assertRaises(fluxgate.MismatchError) as caught:
                fluxgate.compare(f"{folder}/1", f"{folder}/2", tolerance="1%")
            self.assertEqual(caught.exception.exit_code, 5)

    def test_what_is_no_argument_is_refused(self):
        with self.assertRaises(fluxgate.Error):
            fluxgate.run("--help", "npu_edge")
        with self.assertRaises(ValueError):
            fluxgate.count("vit\0b")
        os.environ["FLUXGATE_PROGRAM"] = "/nowhere/fluxgate"
        try:
            with self.assertRaisesRegex(fluxgate.ConfigError, "FLUXGATE_PROGRAM: /nowhere/fluxgate is no program"):
                fluxgate.count("vit-b-16")
        finally:
            del os.environ["FLUXGATE_PROGRAM"]


class Processes(unittest.TestCase):
    def test_threads_get_their_own_results(self):
        alone = {batch: fluxgate.run("gemm", "npu_edge", batch=batch)["time_s"] for batch in (1, 2, 3, 4)}
        with ThreadPoolExecutor(4) as pool:
            calls = {(batch, i): pool.submit(fluxgate.run, "gemm", "npu_edge", batch=batch) for batch in alone for i in range(5)}
        for (batch, _), call in calls.items():
            self.assertEqual(call.result()["time_s"], alone[batch])

    def test_threads_run_at_the_same_time(self):
        # Each child ends only when four have begun.
        with Stub('cd "$(dirname "$0")"; : > began.$$\n'
                  'for i in $(seq 600); do [ $(ls began.* | wc -l) -ge 4 ] && { echo "{}"; exit 0; }; sleep 0.05; done; exit 1'):
            with ThreadPoolExecutor(4) as pool:
                for call in [pool.submit(fluxgate.count, "x") for _ in range(4)]:
                    self.assertEqual(call.result(), {})

    def test_a_killed_child_is_an_error_and_costs_one_call(self):
        with Stub('echo $$ > "$(dirname "$0")/pid"; exec sleep 60') as folder:
            killer = threading.Thread(target=lambda: os.kill(wait_for(folder / "pid"), signal.SIGKILL))
            killer.start()
            with self.assertRaisesRegex(fluxgate.Error, r"the program was ended by signal 9 \(Killed\)") as caught:
                fluxgate.count("x")
            killer.join()
        self.assertEqual(caught.exception.exit_code, 137)
        self.assertGreater(fluxgate.count("vit-b-16")["params"], 0)

    def test_a_child_does_not_outlive_its_interpreter(self):
        with Stub('echo $$ > "$(dirname "$0")/pid"; exec sleep 60') as folder:
            script = "import sys; sys.path.insert(0, sys.argv[1]); import fluxgate; fluxgate.count('x')"
            interpreter = subprocess.Popen([sys.executable, "-c", script, str(BUILD / "python")])
            child = Path("/proc", str(wait_for(folder / "pid")))
            interpreter.kill()
            interpreter.wait()
            for _ in range(200):  # the kernel ends the child, and whoever inherits it takes it away
                try:
                    if " Z " in (child / "stat").read_text():
                        return
                except OSError:
                    return
                time.sleep(0.05)
            self.fail("the child still runs")

    def test_ctrl_c_ends_the_child(self):
        with Stub('echo $$ > "$(dirname "$0")/pid"; exec sleep 60') as folder:
            threading.Thread(target=lambda: (wait_for(folder / "pid"), os.kill(os.getpid(), signal.SIGINT))).start()
            with self.assertRaises(KeyboardInterrupt):
                fluxgate.count("x")
            self.assertFalse(Path("/proc", str(wait_for(folder / "pid"))).exists())

    def test_large_outputs_on_both_sides_do_not_block(self):
        with Stub("head -c 3000000 /dev/zero | tr '\\0' ' ' >&2; printf '[\"'; head -c 3000000 /dev/zero | tr '\\0' a; printf '\"]'"):
            self.assertEqual(len(fluxgate.listing("x")[0]), 3000000)


class Package(unittest.TestCase):
    def test_the_example_makes_a_front(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, str(ROOT / "examples/python/pareto.py")], cwd=folder, text=True,
                                  env={**os.environ, "PYTHONPATH": str(BUILD / "python")}, capture_output=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreaterEqual(done.stdout.count("multipliers"), 3)

    def test_types_hold(self):
        try:
            done = subprocess.run(["mypy", "--strict", "--cache-dir=/dev/null", "-p", "fluxgate"], text=True, capture_output=True,
                                  cwd=ROOT / "python")
            example = subprocess.run(["mypy", "--strict", "--cache-dir=/dev/null", str(ROOT / "examples/python/pareto.py")],
                                     text=True, capture_output=True, env={**os.environ, "MYPYPATH": str(ROOT / "python")})
        except FileNotFoundError:
            self.skipTest("mypy is not installed")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(example.returncode, 0, example.stdout + example.stderr)


unittest.main()
