"""The same job on Celery. Imported by `celery -A celery_bench worker`; run as a program it is the client: for each line
that it reads, a number of runs, it has so many executed and answers with the seconds until all were submitted, and
until all results were read back."""

import os
import socket
import sys
import time

from celery import Celery

app = Celery('celery_bench', broker=os.environ['BROKER_URL'], backend=os.environ['RESULT_BACKEND'])
app.conf.task_default_queue = 'mallkeeper-bench'


@app.task(bind=True, name='bench.debug')
def debug(self, message='pong'):
    return {
        'message': message,
        'runId': self.request.id,
        'attempt': 1,
        'host': socket.gethostname(),
        'pid': os.getpid(),
    }


def perform_round(runs):
    start = time.perf_counter()
    submitted = [debug.delay() for _ in range(runs)]
    all_submitted = time.perf_counter()
    for run in submitted:
        run.get(timeout=120)
    all_finished = time.perf_counter()
    for run in submitted:
        run.forget()
    return all_submitted - start, all_finished - start


if __name__ == '__main__':
    for number, line in enumerate(sys.stdin, start=1):
        seconds = perform_round(int(line))
        print(f'round {number}: %.6f %.6f' % seconds, flush=True)
