"""Executes notebooks with the tslab kernel beside this file and exits 1 when a cell of one of them failed.

tslab reports less than other kernels: a failing cell has its text only on stderr, and an async error that nobody
awaited leaves the cell "ok". So stderr is looked at too, and a problem is printed with the source of its cell.
"""

import argparse
import asyncio
import os
import re
import signal
import sys
import time
from pathlib import Path
from queue import Empty

HERE = Path(__file__).resolve().parent
# The first place where Jupyter looks for kernels/: no `tslab install`, whatever kernels the machine has.
os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(HERE), os.environ.get("JUPYTER_PATH")]))

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402

# What tslab prints for an error outside of the cell's own promise.
ASYNC_ERROR = re.compile(r"^(UnhandledPromiseRejection|UncaughtException):", re.MULTILINE)


def report(reason: str, cell, stderr: str | None = None) -> str:
    if stderr is None:
        streams = (output for output in cell.get("outputs", []) if output.output_type == "stream")
        stderr = "".join(stream.text for stream in streams if stream.name == "stderr")
    return f"{reason.strip()}\n--- cell\n{cell.source}\n--- stderr\n{stderr}"


async def execute_cells(client: NotebookClient, problems: list[str]) -> None:
    cell = None

    async def get_message(*args, **kwargs):
        """nbclient passes over output that comes between two cells, so it is seen here."""
        message = await receive(*args, **kwargs)
        text = message["content"].get("text", "")
        if message["msg_type"] == "stream" and ASYNC_ERROR.search(text):
            problems.append(report("async error, made in this cell or before it", cell, text))
        return message

    loop = asyncio.get_running_loop()
    async with client.async_setup_kernel():
        kernel_group = client.km.provisioner.pgid
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, sys.exit, 128 + number)  # through the `finally` below
        iopub = client.kc.iopub_channel
        receive, iopub.get_msg = iopub.get_msg, get_message
        try:
            for index, cell in enumerate(client.nb.cells):
                await client.async_execute_cell(cell, index)
            while True:  # what the last cell left behind
                await iopub.get_msg(timeout=0.3)
        except Empty:
            pass
        except CellExecutionError:
            problems.append(report("the cell failed", cell))
        except Exception as error:  # a dead kernel, a timeout
            problems.append(report(f"{type(error).__name__}: {error}", cell))
        finally:
            # tslab does not notice when its parent dies, and its children may outlive it: nothing stays behind.
            try:
                os.killpg(kernel_group, signal.SIGKILL)
            except ProcessLookupError:
                pass


def execute(path: Path, timeout: int, out: Path | None) -> list[str]:
    """Runs one notebook and returns what went wrong in it, one text per problem."""
    problems: list[str] = []
    client = NotebookClient(
        nbformat.read(path, as_version=4),
        kernel_name="tslab",
        timeout=timeout,
        # A lost "idle" message is a failure, not a warning; and no tag hides an error.
        iopub_timeout=15,
        raise_on_iopub_timeout=True,
        force_raise_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    asyncio.run(execute_cells(client, problems))
    if out:
        out.mkdir(parents=True, exist_ok=True)
        nbformat.write(client.nb, out / path.name)
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: every notebook beside this file")
    parser.add_argument("--timeout", type=int, default=120, help="seconds for one cell (default 120)")
    parser.add_argument("--out", type=Path, help="folder for the executed notebooks")
    args = parser.parse_args()
    failed = 0
    for path in args.notebooks or sorted(HERE.glob("*.ipynb")):
        start = time.monotonic()
        problems = execute(path.resolve(), args.timeout, args.out)
        print(f"{'FAIL' if problems else 'ok'} {path.name} {time.monotonic() - start:.1f} s", flush=True)
        for problem in problems:
            print(problem, file=sys.stderr, flush=True)
        failed += bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
