// How tasks are run: retries, timeout, priority, after, limit, on.
import { delayed, taskContext, type Delayed, type RetryOptions, type TaskContext } from 'dropgraph';
import { is } from './same.js';

const fetched = delayed(async (url: string) => url.length, {
  retries: {
    times: 3,
    delay: 100,
    factor: 2,
    maxDelay: 5_000,
    jitter: true,
    when: (error) => error instanceof Error,
  },
  timeout: 1_000,
  priority: 5,
  limit: { name: 'net', concurrency: 4 },
  on: 'main',
});
const length: Delayed<number> = fetched('a');
const after: Delayed<number> = fetched.with({ after: length })('b');
const afterAll: Delayed<number> = fetched.with({ after: [length, after, delayed('text')] })('c');
fetched.with({ retries: 2, timeout: 5, on: 'worker' });
const retries: RetryOptions = { times: 1 };
fetched.with({ retries });
const { signal, key, name, attempt }: TaskContext = taskContext();
is<AbortSignal>()(signal, true);
is<number>()(attempt, true);
void [after, afterAll, key, name];

// @ts-expect-error retries need a number of times
fetched.with({ retries: { delay: 5 } });
// @ts-expect-error there is no such part of them
fetched.with({ retries: { times: 5, backoff: 2 } });
// @ts-expect-error when gives true or false
fetched.with({ retries: { times: 5, when: () => 'yes' } });
// @ts-expect-error what is thrown may be anything
fetched.with({ retries: { times: 5, when: (error: Error) => error.message === '' } });
// @ts-expect-error milliseconds are a number
fetched.with({ timeout: '5s' });
// @ts-expect-error a priority is a number
fetched.with({ priority: 'high' });
// @ts-expect-error what is waited for is lazy
fetched.with({ after: 5 });
// @ts-expect-error a function is not waited for, but its calls
fetched.with({ after: fetched });
// @ts-expect-error a limit has a name
fetched.with({ limit: { concurrency: 5 } });
// @ts-expect-error and a number of places
fetched.with({ limit: 5 });
// @ts-expect-error there are two places to run
fetched.with({ on: 'gpu' });
// @ts-expect-error it is spelled priority
fetched.with({ prioirty: 5 });
// @ts-expect-error options are read once, and cannot be changed later
retries.times = 5;
// @ts-expect-error the context is not for writing
taskContext().attempt = 5;
