import { describe, expect, it } from 'vitest';
import { AgentError, RetryableError, TerminalError } from './agent-error.ts';

describe('agent errors', () => {
  it('say who may still do the task', () => {
    expect(new RetryableError('429', 'busy', { retryAfterMs: 100 })).toMatchObject({ kind: 'retryable', retryAfterMs: 100 });
    expect(new TerminalError('auth', 'no key').kind).toBe('terminal-agent');
    expect(new TerminalError('division-by-zero', 'no', { for: 'task' }).kind).toBe('terminal-task');
  });

  it('are recognised by their marker, whatever else is thrown', () => {
    expect(AgentError.isInstance(new TerminalError('auth', 'no key'))).toBe(true);
    for (const other of [new Error('x'), null, undefined, 'text']) expect(AgentError.isInstance(other)).toBe(false);
  });
});
