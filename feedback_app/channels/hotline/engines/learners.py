"""Learning in a process of its own, while this one says every few seconds that it is still there.

A worker must renew its lease within a minute, and learning takes many. The process ends with the generator: when the
job is paused, fails, or its worker is told to stop; and with this process, whatever ends it. It takes the gigabyte that
learning needs along.
"""

import os
import signal
from collections.abc import Generator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import TypeVar

from nlp.corpus import Example
from nlp.linear import LinearModel

BEAT = 10.0
"""Seconds between two signs of life."""
Sign = TypeVar("Sign")


class LearnerLost(Exception):
    """The process died before it had learnt: most likely it needed more memory than there is."""


def learn_aside(examples: Sequence[Example], *, seed: int, sign: Sign) -> Generator[Sign, None, LinearModel]:
    """Yield a sign of life every few seconds until the model is there, which is returned.

    Raises:
        LearnerLost; and whatever the learning raised
    """
    context = get_context("spawn")  # a fork would share locks with threads that do not live on in it
    ours, theirs = context.Pipe()
    process = context.Process(target=_learn, args=(theirs, list(examples), seed), daemon=True)
    process.start()
    theirs.close()
    try:
        while not ours.poll(BEAT):
            yield sign
        answer: LinearModel | Exception = ours.recv()
    except (EOFError, ConnectionError) as lost:
        raise LearnerLost from lost
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _learn(pipe: Connection, examples: Sequence[Example], seed: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, who then ends this process
    Thread(target=_die_with, args=(pipe,), daemon=True).start()
    from nlp.training import train  # needs scikit-learn, which only the process that learns should load

    try:
        answer: LinearModel | Exception = train(examples, seed=seed)
    except Exception as error:
        answer = error
    pipe.send(answer)


def _die_with(pipe: Connection) -> None:
    """End this process as soon as the other end of the pipe is gone: nobody waits for the model any more."""
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(1)
