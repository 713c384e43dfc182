"""After a failure nobody asks for a while, then one does for all."""

import os
import threading
import time

from marketplace.lib.breaker import Breaker


def test_it_begins_closed() -> None:
    breaker = Breaker(60)
    assert breaker.admits()
    assert not breaker.is_open


def test_after_a_failure_nobody_is_admitted() -> None:
    breaker = Breaker(60)
    breaker.trip()
    assert breaker.is_open
    assert [breaker.admits() for _ in range(10)] == [False] * 10


def test_after_the_while_one_caller_tries_and_the_others_wait() -> None:
    breaker = Breaker(0.05)
    breaker.trip()
    time.sleep(0.06)
    breaker.seconds = 60
    assert [breaker.admits() for _ in range(5)] == [True, False, False, False, False]


def test_a_success_admits_everybody_and_a_failure_nobody() -> None:
    breaker = Breaker(0.05)
    breaker.trip()
    breaker.close()
    assert breaker.admits()
    breaker.trip()
    assert not breaker.admits()


def test_every_failure_is_a_new_generation() -> None:
    breaker = Breaker(60)
    breaker.trip()
    breaker.trip()
    assert breaker.generation == 2


def test_of_many_threads_one_is_admitted() -> None:
    breaker, admitted = Breaker(0.05), []
    breaker.trip()
    time.sleep(0.06)
    breaker.seconds = 60
    barrier = threading.Barrier(16)

    def run() -> None:
        barrier.wait()
        admitted.append(breaker.admits())

    threads = [threading.Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 1


def test_a_forked_process_begins_closed_even_if_a_thread_held_the_lock() -> None:
    breaker = Breaker(60)
    breaker.trip()
    with breaker._lock:
        child = os.fork()
        if child == 0:
            os._exit(0 if breaker.admits() else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert breaker.is_open
