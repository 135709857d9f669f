import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Agent, Outcome } from '../../core/agent.ts';
import { AgentError, RetryableError, TerminalError } from '../../core/agent-error.ts';
import { agentId } from '../../core/ids.ts';
import type { Json } from '../../core/json.ts';
import type { Task } from '../../core/task.ts';
import { callOf, workOf } from '../model/tools/held-work.fixture.ts';
import type { CheckRule } from './check-rule.ts';
import { makeChecker } from './make-checker.ts';

const AUTHOR = agentId('author');
const usage = { inputTokens: 100, outputTokens: 10 };
const seen: { readonly by: string; readonly result: Json | undefined; readonly instruction: string }[] = [];

/** Answers with these, one after the other; an error is thrown. */
function reviewer(id: string, level: number, ...answers: readonly (Json | Error)[]): Agent {
  let asked = 0;
  return {
    profile: {
      id: agentId(id),
      kind: 'model',
      description: '',
      capabilities: { review: level },
      slots: 1,
      limits: [],
      price: { inputPerMillionUsd: 1000, outputPerMillionUsd: 0 },
    },
    perform: async ({ task, dependencies }) => {
      seen.push({ by: id, result: dependencies[0]?.output, instruction: task.instruction });
      const answer = answers[Math.min(asked++, answers.length - 1)] ?? null;
      if (answer instanceof Error) throw answer;
      return { output: answer, usage };
    },
  };
}

const PASS = { pass: true, problems: [] };
const FAIL = { pass: false, problems: ['The second figure has no source.'] };
const SOURCES: CheckRule = { name: 'sources', capabilities: ['writing'], rubric: 'Every figure has its source.' };

async function check(rules: readonly CheckRule[], reviewers: readonly Agent[], task: Partial<Task> = {}, output: Json = 'It grew by 3.') {
  seen.length = 0;
  const call = callOf(tmpdir());
  const outcome: Outcome = { output, artifacts: [{ path: '/out/a.md', mediaType: 'text/markdown', title: 'A' }] };
  const work = workOf({ with: { instruction: 'Write it.', capabilities: ['writing'], ...task } });
  const environment = { PATH: process.env['PATH'] ?? '', SECRET_KEY: 'sk-secret' };
  return await makeChecker({ rules, reviewers, environment }).check(work, outcome, AUTHOR, call);
}

async function failure(promise: Promise<unknown>): Promise<AgentError> {
  const error = await promise.then(
    () => expect.unreachable('it passed'),
    (thrown: unknown) => thrown,
  );
  if (!AgentError.isInstance(error)) throw error;
  return error;
}

const program = (script: string): CheckRule => ({
  name: 'tests',
  capabilities: ['*'],
  command: [process.execPath, '-e', script],
  directory: tmpdir(),
  timeoutMs: 60_000,
});

describe('a review', () => {
  it('passes a result that the reviewer passes, and costs what the reviewer costs', async () => {
    expect(await check([SOURCES], [reviewer('editor', 0.9, PASS)])).toEqual({ usage, costUsd: 0.1 });
    expect(seen).toEqual([
      { by: 'editor', result: 'It grew by 3.', instruction: expect.stringMatching(/Write it\.[\s\S]*Every figure has its source\./) },
    ]);
  });

  it('fails one that it does not pass, with the reason and the cost', async () => {
    expect(await failure(check([SOURCES], [reviewer('editor', 0.9, FAIL)]))).toMatchObject({
      kind: 'retryable',
      code: 'check-failed',
      message: 'the review (sources) found: The second figure has no source.',
      usage,
      costUsd: 0.1,
    });
    expect((await failure(check([SOURCES], [reviewer('editor', 0.9, { verdict: 'fine' })]))).message).toMatch(/did not say why/);
  });

  it('is made by the best reviewer, by the one that is named, and by the author only where there is nobody else', async () => {
    const better = reviewer('better', 0.9, PASS);
    const author = reviewer('author', 1, PASS);
    const named = reviewer('named', 0.1, PASS);
    const first = async (rule: CheckRule, reviewers: readonly Agent[]) => {
      await check([rule], reviewers);
      return seen.map(({ by }) => by);
    };
    expect(await first(SOURCES, [author, named, better])).toEqual(['better']);
    expect(await first({ ...SOURCES, by: 'named' } as CheckRule, [author, better, named])).toEqual(['named']);
    expect(await first({ ...SOURCES, by: 'author' } as CheckRule, [author, named])).toEqual(['named']);
    expect(await first(SOURCES, [author])).toEqual(['author']);
  });

  it('is asked for once more after a passing failure, then of the next', async () => {
    const busy = reviewer('busy', 0.9, new RetryableError('429', 'too many requests', { retryAfterMs: 5 }));
    const broken = reviewer('broken', 0.8, new TerminalError('auth', 'no key'));
    await check([SOURCES], [busy, broken, reviewer('last', 0.1, PASS)]);
    expect(seen.map(({ by }) => by)).toEqual(['busy', 'busy', 'broken', 'last']);
    expect(await failure(check([SOURCES], [busy, broken]))).toMatchObject({
      kind: 'retryable',
      code: 'review-failed',
      message: 'nobody could review it (sources): broken: no key',
    });
  });

  it('is made of tasks that ask for it, and of no others', async () => {
    expect(await check([SOURCES], [reviewer('editor', 1, FAIL)], { capabilities: ['math'] })).toEqual({ costUsd: 0 });
    expect((await failure(check([SOURCES], [reviewer('editor', 1, FAIL)], { capabilities: ['math'], check: 'sources' }))).code).toBe(
      'check-failed',
    );
    const own = { capabilities: [], check: { rubric: 'It rhymes.' } };
    expect((await failure(check([], [reviewer('editor', 1, FAIL)], own))).message).toMatch(/^the review \(rubric\)/);
  });
});

describe('a program', () => {
  it('passes with status 0, having read the result', async () => {
    const script = 'process.stdin.on("data", (d) => process.exit(String(d) === "It grew by 3." ? 0 : 1))';
    expect(await check([program(script)], [])).toEqual({ costUsd: 0 });
  });

  it('reads JSON where the result is no text, and where the files are', async () => {
    const script = `process.stdin.on("data", (d) => {
      console.log(JSON.parse(d).total, process.env.SKEIN_TASK, process.env.SKEIN_IDEMPOTENCY_KEY, process.env.SKEIN_ARTIFACTS, process.env.SECRET_KEY);
      process.exit(4);
    })`;
    expect((await failure(check([program(script)], [], {}, { total: 3 }))).message).toBe(
      'the check "tests" failed (exit 4): 3 task run/task/1 /out/a.md undefined',
    );
  });

  it('tells how good reviewers found it, by the strictest of them; what is no share of 1 counts as not said', async () => {
    const style: CheckRule = { name: 'style', capabilities: ['writing'], rubric: 'It reads well.' };
    const of = async (...said: Json[]) => (await check([SOURCES, style], [reviewer('judge', 1, ...said)])).quality;
    expect(await of({ ...PASS, quality: 0.9 }, { ...PASS, quality: 0.6 })).toBe(0.6);
    expect(await of({ ...PASS, quality: 0.7 }, PASS)).toBe(0.7);
    expect(await of(PASS, { ...PASS, quality: 85 })).toBeUndefined();
    expect(await of({ ...PASS, quality: 'good' }, PASS)).toBeUndefined();
  });

  it('goes before reviews, which cost something', async () => {
    expect((await failure(check([SOURCES, program('process.exit(1)')], [reviewer('editor', 1, PASS)]))).message).toBe(
      'the check "tests" failed (exit 1)',
    );
    expect(seen).toEqual([]);
  });

  it('that cannot be run ends the task: it is the config that is wrong', async () => {
    const rule = { ...program(''), command: ['/no/such/program'] } as CheckRule;
    expect(await failure(check([rule], []))).toMatchObject({ kind: 'terminal-task', code: 'check-broken' });
  });
});

describe('a task that cannot be checked', () => {
  const problemWith = (task: Partial<Task>, rules: readonly CheckRule[] = [SOURCES], reviewers: readonly Agent[] = []) =>
    makeChecker({ rules, reviewers, environment: {} }).problemWith(workOf({ with: task }).task);

  it('is known before the work begins', () => {
    expect(problemWith({ check: 'sorces' })).toBe('there is no check "sorces" under "checks:" in the config; did you mean "sources"?');
    expect(problemWith({ check: { rubric: 'x' } })).toMatch(/no agent with a model/);
    expect(problemWith({ check: 'sources' }, [SOURCES], [reviewer('editor', 1, PASS)])).toBeUndefined();
    expect(problemWith({})).toBeUndefined();
  });
});
