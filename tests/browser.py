"""Where is a Chromium for the tests?

`python -m tests.browser` finds one, installs Debian's where it may (root, apt), or says loudly that there is none.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | None:
    """The browser of `HOANHAP_CHROMIUM`, of the machine, or of playwright; None where there is none."""
    chosen = os.environ.get("HOANHAP_CHROMIUM")
    for name in [chosen] if chosen else NAMES:
        if found := shutil.which(name):
            return Path(found)
    downloaded = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next(iter(sorted(downloaded.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def main() -> None:
    if find_chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Cài Chromium của Debian cho kiểm thử… (installing Debian's chromium for the tests)", file=sys.stderr)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            done = subprocess.run(["apt-get", "-qq", *command], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
            if done.returncode:
                print(f"apt-get {command[0]}: mã lỗi {done.returncode} (failed)", file=sys.stderr)
                break
    if find_chromium() is None:
        print(
            "!!! KHÔNG CÓ TRÌNH DUYỆT: các kiểm thử bằng trình duyệt sẽ bị bỏ qua (no browser: browser tests are left out)", file=sys.stderr
        )


if __name__ == "__main__":
    main()
