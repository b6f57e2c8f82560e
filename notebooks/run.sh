#!/usr/bin/env bash
# Executes the notebooks beside this file, or those named, in a kernel of their own; exit 1 when a cell fails.
# Makes what is missing: a Python environment in .venv, and the kernel in node_modules. Arguments go to run.py;
# --skip-without-python, first, makes a machine without a usable Python a skip instead of a failure.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

without_python=1
if [ "${1:-}" = --skip-without-python ]; then
  without_python=0
  shift
fi

if ! python3 -c 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10), sys.version'; then
  echo 'notebooks: python3 (3.10 or newer) with the modules venv and ensurepip is needed, see above' >&2
  [ $without_python = 1 ] || echo 'notebooks: skipped'
  exit $without_python
fi
if [ ! -f "$here/../dist/index.js" ]; then
  echo 'notebooks: dropgraph is not built; run `npm run build` in the folder above first' >&2
  exit 1
fi

# The copy tells what an environment was made from, and is there only when it was finished.
python=$here/.venv/bin/python
if ! cmp -s "$here/requirements.txt" "$here/.venv/requirements.txt"; then
  python3 -m venv --clear "$here/.venv"
  "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$here/.venv/requirements.txt"
fi
# npm writes the inner file last, so an older one means an unfinished or outdated installation.
if [ ! "$here/node_modules/.package-lock.json" -nt "$here/package-lock.json" ]; then
  npm ci --prefix "$here" --no-audit --no-fund
fi

exec "$python" "$here/run.py" "$@"
