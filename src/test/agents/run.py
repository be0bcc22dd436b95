#!/usr/bin/env python3
"""Runs agents against the gateway and tells which of them work. See README.md."""
import argparse
import concurrent.futures
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import agents
import plan
from recorder import Recorder
from vendors.script import Run as Script
from vendors.server import Vendors

HERE = Path(__file__).parent
WORK = Path(os.environ.get("AGENTS_WORK", "target/agents")).absolute()
GATEWAY = os.environ.get("GATEWAY_URL", "http://127.0.0.1:8080")
# Nothing goes beyond this machine: what does not obey its own switch meets a proxy and a registry that are not there.
QUIET = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9",
         "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost", "npm_config_registry": "http://127.0.0.1:9", "npm_config_offline": "true",
         "npm_config_update_notifier": "false", "BUN_CONFIG_REGISTRY": "http://127.0.0.1:9", "DO_NOT_TRACK": "1", "OTEL_SDK_DISABLED": "true", "LANGSMITH_TRACING": "false",
         "LANGCHAIN_TRACING_V2": "false", "AI_SDK_LOG_WARNINGS": "false", "NO_COLOR": "1", "TERM": "dumb", "LANG": "C.UTF-8", "CI": "1",
         "NODE_OPTIONS": "--require=" + str(HERE / "offline.cjs")}


@dataclass
class Row:
    agent: object
    target: str
    scenario: str
    id: str = field(default_factory=lambda: "r" + secrets.token_hex(5))
    passed: bool = False
    note: str = ""
    seconds: float = 0
    requests: int = 0

    def __post_init__(self):
        self.work, self.folder = WORK, WORK / "runs" / self.id
        self.home, self.cwd = self.folder / "home", self.folder / "work"
        self.key, self.mcp = "any-key", None

    def bin(self, folder, name):
        return str(WORK / "npm" / folder / "node_modules/.bin" / name)

    def __str__(self):
        return "%s,%s,%s" % (self.agent.name, self.target, self.scenario)


class Bench:
    def __init__(self, options):
        self.options, self.children, self.stopping = options, set(), False
        port = options.port
        self.vendors = Vendors(port)
        self.recorder = Recorder(port + 1, GATEWAY, self.vendors.run_of)
        for server in (self.vendors, self.recorder):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def run(self, row):
        if self.stopping or time.time() > self.options.end:
            row.note = "not run: the time is up"
            return row
        facts = self.prepare(row)
        self.vendors.runs[row.id] = facts
        limit = plan.QUICK if row.scenario in plan.ERRORS else self.options.limit
        start, output, codes = time.time(), "", []
        prompts = plan.prompts(row)
        for turn, some in enumerate([prompts] if row.agent.one_process else [[p] for p in prompts]):
            text, code = self.execute(row, some, turn, max(1, limit + plan.EXTRA.get(row.scenario, 0) - (time.time() - start)))
            output, codes = output + text, codes + [code]
            if code == "time":
                break
        row.seconds = round(time.time() - start, 1)
        asked, answered = self.vendors.of(row.id), self.recorder.of(row.id)
        row.requests = len(asked)
        row.passed, row.note = judge(row, facts, output, codes, asked, answered)
        if not row.passed and row.scenario in row.agent.broken:
            row.note = "known of this agent: " + row.agent.broken[row.scenario] + "\n" + row.note
        (row.folder / "output.txt").write_text(output)
        (row.folder / "vendor.json").write_text(json.dumps(asked, indent=1))
        (row.folder / "gateway.json").write_text(json.dumps(answered, indent=1))
        shutil.rmtree(row.home, ignore_errors=True) if row.passed and not self.options.keep else None
        self.vendors.forget(row.id)
        self.recorder.forget(row.id)
        return row

    def prepare(self, row):
        row.home.mkdir(parents=True)
        row.cwd.mkdir()
        facts = Script(row.id, row.scenario, row.agent.shell, ["alpha-" + secrets.token_hex(4), "beta-" + secrets.token_hex(4)],
                       "weather-" + secrets.token_hex(4), ["PROOF-" + secrets.token_hex(4).upper() for _ in range(2)],
                       plan.SLOW if row.scenario == "slow" else 0)
        (row.cwd / "one.txt").write_text(facts.secrets[0] + "\n")
        (row.cwd / "two.txt").write_text(facts.secrets[1] + "\n")
        row.base = "http://127.0.0.1:%d" % (self.options.port + (0 if self.options.direct else 1)) + (plan.path(row) if self.options.direct else "")
        row.model = plan.model(row, self.options.direct)
        if self.options.direct and row.scenario == "nokey":
            row.key = "bad-key"
        if row.scenario in plan.MCP:
            server, tool = plan.MCP[row.scenario]
            row.mcp = {"name": server, "command": [sys.executable, str(HERE / "weather.py"), facts.mcp_secret, tool]}
        row.agent.prepare(row)
        return facts

    def execute(self, row, prompts, turn, limit):
        """Runs the agent once. It ends only the processes of the group that it started."""
        env = {"PATH": os.environ["PATH"], "HOME": str(row.home), "TMPDIR": str(row.home), "XDG_CONFIG_HOME": str(row.home / ".config"),
               "XDG_DATA_HOME": str(row.home / ".local/share"), "XDG_CACHE_HOME": str(row.home / ".cache"), "XDG_STATE_HOME": str(row.home / ".local/state"),
               **QUIET, **row.agent.env(row)}
        with open(row.folder / ("turn%d.txt" % turn), "w+b") as out:
            child = subprocess.Popen(row.agent.command(row, prompts, turn), cwd=row.cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                     start_new_session=True)
            self.children.add(child.pid)
            try:
                code = child.wait(limit)
            except subprocess.TimeoutExpired:
                code = "time"
            end(child)
            self.children.discard(child.pid)
            out.seek(0)
            return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.read().decode("utf-8", "replace")), code

    def stop(self):
        self.stopping = True
        for pid in list(self.children):
            try:
                os.killpg(pid, signal.SIGTERM)
            except ProcessLookupError:
                pass


def end(child):
    """The agent and what it left running: its own process group."""
    for sign, patience in ((signal.SIGTERM, 2), (signal.SIGKILL, 5)):
        try:
            os.killpg(child.pid, sign)
        except ProcessLookupError:
            break
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    child.wait()


def judge(row, facts, output, codes, asked, answered):
    if row.scenario in plan.ERRORS:
        if codes[-1] == "time":
            return False, "it did not end in %d s\n%s" % (plan.QUICK, trouble(output, asked, answered))
        if facts.tokens[0] in output:
            return False, "it got an answer"
        if answered and all(r["status"] == 400 for r in answered if r["method"] == "POST"):
            return False, "it failed for another reason\n" + trouble(output, asked, answered)
        if not plan.told(row, output):
            return False, "its error does not say what is wrong with which model\n" + trouble(output, asked, answered)
        return True, "%d requests" % max(len(asked), len(answered))
    wanted = facts.tokens if row.scenario == "continue" else facts.tokens[:1]
    if not all(t in output for t in wanted):
        turn = "turn %d\n" % (2 if facts.tokens[0] in output else 1) if row.scenario == "continue" else ""
        return False, turn + ("time is up\n" if codes[-1] == "time" else "") + trouble(output, asked, answered)
    bodies = [json.dumps(r["body"], sort_keys=True) for r in asked if r["status"] == 200]
    if row.scenario == "slow" and len(bodies) != len(set(bodies)):
        return False, "the answer came, but the vendor was asked %d times for the same" % max(bodies.count(b) for b in bodies)
    refused = [r for r in asked if r["refusal"]]
    bad = [r for r in answered if r["status"] >= 400 and r["method"] == "POST"]
    return True, "after %d refusals: %s" % (len(refused or bad), (refused[0]["refusal"] if refused else short(bad[0]["error"]))[:200]) if refused or bad else ""


def trouble(output, asked, answered):
    """What the vendor refused, what the gateway answered, what the agent showed."""
    parts = []
    refused = [r for r in asked if r["refusal"]]
    if refused:
        parts.append("vendor %s refused %d, the last: %d %s" % (refused[-1]["vendor"], len(refused), refused[-1]["status"], refused[-1]["refusal"][:300]))
        parts.append("its request: " + outline(refused[-1]))
    bad = [r for r in answered if r["status"] >= 400 or r["error"]]
    if bad:
        parts.append("gateway answered %d with errors, the last: %d %s" % (len(bad), bad[-1]["status"], short(bad[-1]["error"])[:300]))
    if not asked:
        parts.append("no request reached the vendor")
    elif not refused:
        parts.append("%d requests reached the vendor, the last: %s" % (len(asked), outline(asked[-1])))
    lines = list(dict.fromkeys(l.strip()[-200:] for l in output.splitlines() if l.strip()))
    parts.append("agent showed: " + " / ".join(lines[-3:]))
    return "\n".join(parts)


def outline(record):
    """A request in one line."""
    body = record["body"]
    turns = body.get("messages") or body.get("contents") or body.get("input") or []
    told = " ".join(t.get("role") or t.get("type") or "?" for t in turns if isinstance(t, dict)) if isinstance(turns, list) else "text"
    rest = {k: v if isinstance(v, (int, float, bool)) or len(json.dumps(v)) < 40 else "..." for k, v in body.items()
            if k not in ("messages", "contents", "input", "tools", "system", "systemInstruction", "instructions")}
    return "%s [%s] tools: %s; %s" % (record["path"], told[-120:], ", ".join(record["tools"])[:160] or "none", json.dumps(rest)[:300])


def short(error):
    try:
        found = json.loads(error)
        found = found[0] if isinstance(found, list) else found
        inner = found.get("error", found)
        return inner.get("message", str(inner)) if isinstance(inner, dict) else str(inner)
    except (ValueError, AttributeError):
        return error[:300]


def table(rows):
    """One line an agent and scenario, one column a vendor."""
    columns = [t for t in ([*plan.TARGETS, *plan.DIRECT]) if any(r.target == t for r in rows)]
    print("\n%-19s %-9s" % ("agent", "scenario"), *("%-7s" % c for c in columns))
    for name in dict.fromkeys(r.agent.name for r in rows):
        for scenario in plan.SCENARIOS:
            cells = {r.target: "-" if r.note.startswith("not run") else "ok" if r.passed and not r.note.startswith("after") else "ok*" if r.passed else "FAIL"
                     for r in rows if (r.agent.name, r.scenario) == (name, scenario)}
            if cells:
                print("%-19s %-9s" % (name, scenario), *("%-7s" % cells.get(c, "") for c in columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", help="AGENT,VENDOR,SCENARIO; an empty part or * stands for all, + joins several: claude+codex,fo,tools")
    parser.add_argument("--all", action="store_true", help="every agent against every vendor in every scenario (an hour)")
    parser.add_argument("--direct", action="store_true", help="without a gateway: each agent at a vendor of its own dialect. All rows must pass")
    parser.add_argument("--jobs", type=int, default=2, help="agents at a time")
    parser.add_argument("--limit", type=int, default=40, help="seconds for one run")
    parser.add_argument("--minutes", type=float, default=15, help="no run starts after this")
    parser.add_argument("--port", type=int, default=int((os.environ.get("AGENTS_VENDORS") or "x:27001").rsplit(":", 1)[1]), help="of the fake vendors; the next is the recorder's")
    parser.add_argument("--json", default=str(WORK / "results.json"), help="where the results go")
    parser.add_argument("--keep", action="store_true", help="keep the agents' homes of runs that passed")
    parser.add_argument("--list", action="store_true", help="show what would run")
    options = parser.parse_args()
    options.end = time.time() + options.minutes * 60
    rows = [Row(*r) for r in plan.rows(agents.load(), options)]
    if options.list:
        print(*rows, sep="\n")
        return print("%d runs" % len(rows))
    if not rows:
        sys.exit("nothing to run: --only names no agent, vendor and scenario that belong together; --list shows what there is")
    if not options.direct:
        try:
            urllib.request.urlopen(GATEWAY + "/v1/models", timeout=10).read()
        except OSError as e:
            sys.exit("no gateway at %s: %s" % (GATEWAY, e))
    shutil.rmtree(WORK / "runs", ignore_errors=True)
    bench = Bench(options)
    signal.signal(signal.SIGTERM, lambda *a: sys.exit(1))
    start = time.time()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            for done in concurrent.futures.as_completed([pool.submit(bench.run, r) for r in rows]):
                row = done.result()
                print("%s %-42s %5.1fs %2d  %s" % ("ok  " if row.passed else "FAIL", row, row.seconds, row.requests, row.note if row.passed else ""), flush=True)
                if not row.passed:
                    print("     " + row.note.replace("\n", "\n     ") + "\n     see " + str(row.folder), flush=True)
        finally:
            bench.stop()
    table(rows)
    Path(options.json).write_text(json.dumps([{"agent": r.agent.name, "vendor": r.target, "scenario": r.scenario, "model": getattr(r, "model", ""), "passed": r.passed,
                                               "seconds": r.seconds, "requests": r.requests, "note": r.note, "folder": str(r.folder)} for r in rows], indent=1))
    failed = sum(not r.passed for r in rows)
    print("\n%.0f s, details in %s" % (time.time() - start, options.json))
    print("%d passed, %d failed" % (len(rows) - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
