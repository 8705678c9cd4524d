#!/usr/bin/env python3
"""A sweep on a real Slurm (munged, slurmctld, slurmd of this test alone, linuxproc tracking): job array and merge give
the rows of a local run; a failing task cancels the merge and a second submission continues; a requeued task continues."""
import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = sys.argv[1]
SPEC = """workload: vit-b-16
arch: npu_datacenter
keys:
  array.rows: {from: 32, to: 256, step: 32}
  array.cols: {from: 32, to: 256, step: 32}
metrics: {size: array.rows * array.cols}
objectives: [time_s, size]
tier: approx
"""


def config(folder, ports):
    host, user = socket.gethostname().split(".")[0], getpass.getuser()
    return f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
MailProg=/bin/true
AuthType=auth/munge
AuthInfo=socket={folder}/munge/sock
CredType=cred/munge
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/ctld
SlurmdSpoolDir={folder}/slurmd
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2,sched_min_interval=0
SlurmdParameters=config_overrides
ReturnToService=2
MinJobAge=300
KillWait=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000 State=UNKNOWN
PartitionName=t Nodes={host} Default=YES MaxTime=10 State=UP
""", host


def free_ports():
    sockets = [socket.socket() for _ in range(2)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def wait(what, condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise SystemExit(f"gave up waiting for {what}")


class Cluster:
    """Daemons in the foreground, ended in reverse order."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="fluxgate-slurm-"))
        os.chmod(self.folder, 0o755)
        for name in ("key", "munge", "ctld", "slurmd", "log", "run"):
            (self.folder / name).mkdir(mode=0o755)
        os.chmod(self.folder / "key", 0o700)
        key = self.folder / "key/munge.key"
        key.write_bytes(os.urandom(1024))
        os.chmod(key, 0o600)
        text, host = config(self.folder, free_ports())
        (self.folder / "slurm.conf").write_text(text)
        os.environ["SLURM_CONF"] = str(self.folder / "slurm.conf")
        self.daemons = []
        d = self.folder
        self.start("munged", "-F", f"--key-file={key}", f"--socket={d}/munge/sock", f"--pid-file={d}/munge/pid",
                   f"--log-file={d}/munge/log", f"--seed-file={d}/munge/seed")
        wait("munged", lambda: (d / "munge/sock").exists(), 20)
        self.start("slurmctld", "-D", "-f", str(d / "slurm.conf"))
        self.start("slurmd", "-D", "-f", str(d / "slurm.conf"), "-N", host)
        wait("the node", lambda: "idle" in say("timeout", "5", "sinfo", "-h", "-o", "%T"), 60)
        return self

    def start(self, *command):
        path = shutil.which(command[0], path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        log = open(self.folder / "log" / (command[0] + ".out"), "wb")
        self.daemons.append(subprocess.Popen([path, *command[1:]], stdout=log, stderr=log))

    def __exit__(self, *_):
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(5)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def say(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def job(job_id):
    """State and fields of every task of a job."""
    tasks = []
    for line in say("scontrol", "show", "job", job_id, "-o").splitlines():
        tasks.append(dict(field.split("=", 1) for field in line.split() if "=" in field))
    return tasks


def ended(job_id):
    return all(t["JobState"] in ("COMPLETED", "FAILED", "CANCELLED") for t in job(job_id)) and job(job_id) != []


def submit(spec, folder, shards):
    done = subprocess.run([PROGRAM, "sweep", spec, "--slurm", folder, "--shards", str(shards)], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    words = done.stdout.replace(",", "").replace(":", "").split()
    return words[1], words[3]


def summary(spec, database):
    done = subprocess.run([PROGRAM, "sweep", spec, "--db", database, "--json", "--jobs", "2"], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def equal_to_local(spec, local, merged):
    got = summary(spec, str(merged))
    assert got["evaluated"] == 0, f"{got['evaluated']} points are missing in {merged}"
    assert got["pareto"] == local["pareto"] and got["done"] == local["done"], "front differs from a local run"


def main():
    missing = [p for p in ("munged", "slurmctld", "slurmd", "sbatch")
               if not shutil.which(p, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if missing:
        print("skipped: not installed:", ", ".join(missing))
        return 77
    with Cluster() as cluster:
        work = cluster.folder
        spec = work / "space.yaml"
        spec.write_text(SPEC)
        local = summary(str(spec), str(work / "local.db"))
        assert local["done"] == 64, local

        array, merge = submit(str(spec), str(work / "plain"), 4)
        wait("array and merge", lambda: ended(array) and ended(merge))
        assert [t["JobState"] for t in job(array)] == ["COMPLETED"] * 4, job(array)
        equal_to_local(str(spec), local, work / "plain/merged.db")
        print("array of 4 and merge: rows of the local run")

        # Shard 2 finds a damaged database: it fails, the merge is cancelled, what others did is kept.
        (work / "broken").mkdir()
        (work / "broken/part-2.db").write_text("x" * 4096)
        array, merge = submit(str(spec), str(work / "broken"), 4)
        wait("the failing array", lambda: ended(array) and ended(merge))
        states = {t["ArrayTaskId"]: t["JobState"] for t in job(array)}
        assert states == {"1": "COMPLETED", "2": "FAILED", "3": "COMPLETED", "4": "COMPLETED"}, states
        assert job(merge)[0]["JobState"] == "CANCELLED", job(merge)
        assert not (work / "broken/merged.db").exists()
        (work / "broken/part-2.db").unlink()
        array, merge = submit(str(spec), str(work / "broken"), 4)
        wait("the second submission", lambda: ended(array) and ended(merge))
        equal_to_local(str(spec), local, work / "broken/merged.db")
        print("a failing task cancels the merge; submitting again continues")

        # A task is requeued while it runs: enough points to be in the middle of them.
        spec = work / "larger.yaml"
        spec.write_text(SPEC.replace("step: 32", "step: 12"))
        array, merge = submit(str(spec), str(work / "again"), 1)
        wait("points in the shard", lambda: (work / "again/part-1.db").exists() and
             (work / "again/part-1.db-wal").exists())
        time.sleep(0.3)
        subprocess.run(["scontrol", "requeue", f"{array}_1"], check=True)
        wait("the requeue", lambda: job(array)[0]["JobState"] in ("PENDING", "RUNNING", "COMPLETED") and
             job(array)[0]["Restarts"] == "1")

        time.sleep(3)  # slurmd refuses a job again in the seconds after it killed it

        def nudge():
            subprocess.run(["scontrol", "update", f"jobid={array}", "starttime=now"], capture_output=True)
            return ended(array)
        wait("the requeued array", nudge)
        wait("its merge", lambda: ended(merge))
        assert job(array)[0]["Restarts"] == "1", job(array)
        assert job(array)[0]["JobState"] == "COMPLETED", job(array)
        if job(merge)[0]["JobState"] != "COMPLETED":  # Slurm may take the requeue for a failed dependency
            print("the merge was", job(merge)[0]["JobState"], "by the requeue: submitted again")
            array, merge = submit(str(spec), str(work / "again"), 1)
            wait("the merge after the requeue", lambda: ended(array) and ended(merge))
        equal_to_local(str(spec), summary(str(spec), str(work / "local.db")), work / "again/merged.db")
        print("a requeued task continues")
    return 0


sys.exit(main())
