#!/usr/bin/env bash
# Makes the Python environments of the Dask rows of the benchmark, at the top of the repository: .venv-dask-2022 with
# the last Dask that DALiuGE's users have, .venv-dask with the newest on PyPI. Keeps those that are there; remove one
# to make it again. Without a usable Python it says so and exits with 0: the rows are then left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

find_python() {
  local name
  # 2022.12.1 is to be had for 3.8 to 3.11, the newest for 3.10 and later.
  for name in python3 python3.11 python3.10; do
    if "$name" -c 'import sys, venv, ensurepip; assert (3, 10) <= sys.version_info < (3, 12)' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

python=$(find_python)
if [ -z "$python" ]; then
  echo 'python: no 3.10 or 3.11 with the modules venv and ensurepip, so the rows of Dask are left out'
  exit 0
fi

make_venv() {
  # The file tells that the environment was finished.
  if [ -e "$1/finished" ]; then return; fi
  "$python" -m venv --clear "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check "$2"
  touch "$1/finished"
}

make_venv .venv-dask-2022 'dask==2022.12.1'
make_venv .venv-dask 'dask'
