"""What a run says of itself to the person watching: `say` in a step, `progress_logger` for the terminal.

The same lines stand in Dagster's UI. Dagster's own events stay in its storage and are not repeated here.
"""

import logging
import sys

import dagster as dg

MARK = "budget_progress"


def say(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    message: str,
    *,
    fault: bool = False,
) -> None:
    """One line about a step, for the terminal and the UI."""
    context.log.log(logging.ERROR if fault else logging.INFO, message, extra={MARK: True})


class _Terminal(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, MARK, False):
            message = getattr(record, "dagster_meta", {}).get("orig_message", record.getMessage())
            stream = sys.stderr if record.levelno >= logging.ERROR else sys.stdout
            print(
                f"{record.relativeCreated / 1000:6.1f} s  {message}",
                file=stream,
                flush=True,
            )


@dg.logger(None, "The lines of `say`, with the seconds since the start.")
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """For runs in a terminal."""
    logger = logging.Logger("progress", logging.INFO)
    logger.addHandler(_Terminal())
    return logger
