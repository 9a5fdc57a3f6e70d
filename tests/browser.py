"""A headless Chromium, driven through chromedriver with the standard library."""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

NODE = Path(os.environ.get("SURVEIL_NODE", "~/.cache/surveil-node")).expanduser()
AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-extensions"),
    # A page that asks the network for anything fails, loudly.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_STARTED = re.compile(r"started successfully on port (\d+)")
# Loopback only: no proxy of the machine may come between.
_OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Browser:
    """One browser window; a context manager that ends what it started."""

    def __enter__(self):
        self._folder = tempfile.mkdtemp(prefix="surveil-browser-")
        home = Path(self._folder, "home")
        home.mkdir()
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "HOME": str(home)},
        )
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_):
        try:
            self._ask("DELETE", self._session)
        finally:
            self._end()

    def open(self, path):
        """Load a file; what the console said before is forgotten."""
        self.console()
        self._ask("POST", f"{self._session}/url", url=Path(path).as_uri())

    def console(self):
        """What the console has said since it was last asked."""
        return self._ask("POST", f"{self._session}/se/log", type="browser")

    def run(self, script, *given):
        """The value of a script's `return`."""
        return self._ask(
            "POST", f"{self._session}/execute/sync", script=script, args=list(given)
        )

    def devtools(self, command, **given):
        """A command of the Chrome DevTools Protocol."""
        return self._ask(
            "POST", f"{self._session}/goog/cdp/execute", cmd=command, params=given
        )

    def wide(self, width, height=900, *, phone=False):
        """Make the page as wide as this many pixels."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if phone else 1,
            mobile=phone,
        )

    def media(self, name, **features):
        """As a page on "screen" or in "print"."""
        given = [
            {"name": key.replace("_", "-"), "value": features[key]} for key in features
        ]
        self.devtools("Emulation.setEmulatedMedia", media=name, features=given)

    def picture(self, *, whole=True):
        """The page as PNG."""
        found = self.devtools("Page.captureScreenshot", captureBeyondViewport=whole)
        return base64.b64decode(found["data"])

    def pdf(self):
        """The page as it prints, on the paper that it asks for."""
        found = self.devtools("Page.printToPDF", preferCSSPageSize=True)
        return base64.b64decode(found["data"])

    def violations(self):
        """What axe-core finds, every rule that it has but those for whole sites."""
        # axe is a script, and the policy of the page forbids every script.
        self.devtools("Page.setBypassCSP", enabled=True)
        self.devtools("Page.reload")
        self.run(AXE.read_text(encoding="utf-8"))
        found = self._ask(
            "POST",
            f"{self._session}/execute/async",
            script="const done = arguments[0]; axe.run(document,"
            " {resultTypes: ['violations', 'incomplete'],"
            " rules: {'color-contrast-enhanced': {enabled: true},"
            " 'target-size': {enabled: true}}})"
            ".then(done, problem => done({problem: String(problem)}))",
            args=[],
        )
        self.devtools("Page.setBypassCSP", enabled=False)
        return found

    def _start(self):
        port = None
        for line in self._driver.stdout:
            if found := _STARTED.search(line):
                port = found[1]
                break
        assert port, "chromedriver did not start"
        self._at = f"http://127.0.0.1:{port}"
        profile = Path(self._folder, "profile")
        made = self._ask(
            "POST",
            "session",
            capabilities={
                "alwaysMatch": {
                    "browserName": "chrome",
                    "goog:loggingPrefs": {"browser": "ALL"},
                    "goog:chromeOptions": {
                        "binary": shutil.which("chromium"),
                        "args": [*_FLAGS, f"--user-data-dir={profile}"],
                    },
                }
            },
        )
        self._session = f"session/{made['sessionId']}"

    def _end(self):
        self._driver.terminate()
        self._driver.wait(20)
        self._driver.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, method, path, **given):
        request = urllib.request.Request(
            f"{self._at}/{path}",
            method=method,
            data=None if method == "DELETE" else json.dumps(given).encode(),
            headers={"Content-Type": "application/json"},
        )
        with _OPEN(request, timeout=120) as answer:
            return json.load(answer)["value"]
