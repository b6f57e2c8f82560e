#!/usr/bin/env bash
# Makes the Python environment of the tests, .venv at the top of the repository, with what test/requirements.txt lists.
# Does nothing where it is there already. Without a usable Python it says so and exits with 0: what needs one is skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

usable() {
  "$1" -c "import sys, venv, ensurepip; assert $2" 2>/dev/null
}

# The peers are to be had for 3.10 to 3.12; NumPy alone for others too.
find_python() {
  local name
  for name in python3 python3.12 python3.11 python3.10; do
    if usable "$name" '(3, 10) <= sys.version_info < (3, 13)'; then
      echo "$name"
      return
    fi
  done
  if usable python3 'True'; then echo python3; fi
}

# The copy tells what the environment was made from, and is there only when it was finished.
if cmp -s test/requirements.txt .venv/requirements.txt; then exit 0; fi
python=$(find_python)
if [ -z "$python" ]; then
  echo 'python: none with the modules venv and ensurepip, so what needs it is skipped'
  exit 0
fi
"$python" -m venv --clear .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r test/requirements.txt
cp test/requirements.txt .venv/requirements.txt
