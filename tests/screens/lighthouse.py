"""`make lighthouse`: scores, weight and steadiness of the heaviest pages, and how soon a press is painted.

Lighthouse comes from npm (tests/node) and drives Debian's Chromium against an installation of its own.
Nothing leaves the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browsing import CHROMIUM, CHROMIUM_FLAGS
from tests.node import MISSING, NODE, PACKAGES
from tests.screens import presses
from tests.screens.house import House, house

PAGES = {
    "studio": "/c/{thirty}/",
    "gallery": "/gallery/",
    "picture": "/images/{image}/",
}
FORMS = ("desktop", "mobile")
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "speed-index")
LEAST_SCORE, MOST_KILOBYTES, MOST_INPUT = 95, 200.0, 100.0
HEAD = (
    f"{'':8} {'':8} {'perf.':>6} {'access.':>8} {'practices':>10} {'FCP ms':>7} {'LCP ms':>7} {'TBT ms':>7}"
    f" {'SI ms':>7} {'shift':>6} {'KB':>6} {'input ms':>9}"
)


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `shift` is the cumulative layout shift; `kilobytes` went over the wire but for pictures."""

    scores: tuple[float, ...]
    times: tuple[float, ...]
    shift: float
    kilobytes: float
    failed: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a folder for the installation, to be used again")
    parser.add_argument("--rounds", type=int, default=3, help="of each figure the median is shown")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--form", choices=FORMS, action="append", help="only on this kind of device")
    parser.add_argument("--reports", type=Path, help="a folder that keeps Lighthouse's own reports")
    given = parser.parse_args()
    forms = given.form or FORMS
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if MISSING:
        sys.stderr.write(f"{MISSING}\n")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        with house(browser, given.keep) as furnished, signed_in(playwright, furnished) as profile:
            furnished.furnish()
            sys.stdout.write(f"{HEAD}\n")
            missed = []
            for name in PAGES:
                if given.only in name:
                    reports = {
                        form: rounds(furnished, profile, name, form, given.rounds, given.reports)
                        for form in forms
                    }
                    for form in forms:
                        missed += tell(name, form, reports[form], press(browser, furnished, name, form))
        browser.close()
    for line in missed:
        sys.stderr.write(f"{line}\n")
    return 1 if missed else 0


@contextmanager
def signed_in(playwright: Playwright, furnished: House) -> Iterator[Path]:
    """A profile of Chromium with the owner's cookies in it.

    Lighthouse could send them as a header; but as soon as the server sets a cookie of its own, the
    browser sends only that one, and what is measured is the page of somebody who was signed out.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, args=CHROMIUM_FLAGS
        )
        context.add_cookies(json.loads(furnished.cookies_of("owner").read_text("utf-8"))["cookies"])
        context.close()
        yield Path(folder)


def rounds(
    furnished: House, profile: Path, name: str, form: str, count: int, kept: Path | None
) -> Sequence[Report]:
    address = f"{furnished.up.url}{PAGES[name].format(**furnished.ids)}"
    made = [measure(address, profile, form) for _round in range(count)]
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
        for number, report in enumerate(made, 1):
            (kept / f"{name}-{form}-{number}.json").write_text(json.dumps(report), "utf-8")
    return [read(report) for report in made]


def measure(address: str, profile: Path, form: str) -> Mapping[str, Any]:
    """One run of Lighthouse, tried three times. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = [
            NODE, str(PACKAGES / "lighthouse" / "cli" / "index.js"), address, "--quiet",
            "--output=json", f"--output-path={out}",
            f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
            f"--chrome-flags=--headless=new --user-data-dir={profile} {' '.join(CHROMIUM_FLAGS)}",
        ]  # fmt: skip
        command += ["--preset=desktop"] if form == "desktop" else []
        variables = {**os.environ, "CHROME_PATH": CHROMIUM}
        for last in (False, False, True):
            # On a busy machine Chrome is sometimes too late for it.
            done = subprocess.run(command, check=last, env=variables, timeout=300, stderr=subprocess.PIPE)
            if done.returncode == 0:
                break
        report: Mapping[str, Any] = json.loads(out.read_text("utf-8"))
    if report["finalDisplayedUrl"] != address:
        raise RuntimeError(f"{address} led to {report['finalDisplayedUrl']}")
    return report


def read(report: Mapping[str, Any]) -> Report:
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    counted = [
        audit["id"]
        for name in CATEGORIES
        for audit in report["categories"][name]["auditRefs"]
        if audit["weight"] and (audits[audit["id"]]["score"] or 0) < 0.9
    ]
    return Report(
        tuple(round((report["categories"][name]["score"] or 0) * 100) for name in CATEGORIES),
        tuple(round(audits[name].get("numericValue") or 0) for name in TIMES),
        round(audits["cumulative-layout-shift"].get("numericValue") or 0, 3),
        sum(one.get("transferSize", 0) for one in requests if one.get("resourceType") != "Image") / 1000,
        tuple(audit for audit in counted if audits[audit]["scoreDisplayMode"] != "notApplicable"),
    )


def press(browser: Browser, furnished: House, name: str, form: str) -> tuple[str, float]:
    return presses.slowest(browser, furnished, name, PAGES[name].format(**furnished.ids), form)


def tell(name: str, form: str, reports: Sequence[Report], slowest: tuple[str, float]) -> list[str]:
    """One line of the table, as soon as it is known; returns what misses a limit."""
    scores = [median(values) for values in zip(*(report.scores for report in reports), strict=True)]
    times = [median(values) for values in zip(*(report.times for report in reports), strict=True)]
    shift, kilobytes = (max(getattr(one, figure) for one in reports) for figure in ("shift", "kilobytes"))
    event, duration = slowest
    causes = sorted({audit for report in reports for audit in report.failed})
    sys.stdout.write(
        f"{name:8} {form:8} {scores[0]:6.0f} {scores[1]:8.0f} {scores[2]:10.0f}"
        f"{''.join(f' {value:7.0f}' for value in times)} {shift:6.3f} {kilobytes:6.1f} {duration:9.0f}"
        f"  {event} {', '.join(causes)}".rstrip()
        + "\n"
    )
    sys.stdout.flush()
    held = {
        **{
            f"{category} {score:.0f} of {LEAST_SCORE}": score >= LEAST_SCORE
            for category, score in zip(CATEGORIES, scores, strict=True)
        },
        f"layout shift {shift}": shift == 0,
        f"{kilobytes:.0f} KB of {MOST_KILOBYTES:.0f}": kilobytes <= MOST_KILOBYTES,
        f"input to paint {duration:.0f} ms of {MOST_INPUT:.0f} ({event})": duration < MOST_INPUT,
    }
    return [f"{name}, {form}: {limit}" for limit, good in held.items() if not good]


if __name__ == "__main__":
    raise SystemExit(main())
