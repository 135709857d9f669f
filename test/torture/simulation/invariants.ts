/** What must hold whatever happens, by name. Each is checked after every step of a simulation. */
export const INVARIANTS = {
  'cause-before-effect': 'An attempt, a notification and the end of a run come after the events that cause them are on the disk.',
  'journal-in-order':
    'The events of a run are numbered without gaps, their times never go back, and nothing follows its end but a reopening.',
  'one-terminal-state': 'A task is settled once; nothing is started for it afterwards.',
  'dependencies-first': 'A task starts after what it needs has succeeded or been skipped, and is handed what the journal holds of it.',
  'within-budget': 'What a run has spent never exceeds its budget.',
  'within-limits': 'No sliding window of a process exceeds a limit on requests, tokens or concurrency.',
  'within-slots': 'No agent has more attempts under way than slots.',
  'within-resources': 'A written resource has one holder, a counted one no more than its capacity.',
  'attempts-allowed': 'A task is tried no more often than it may be, and by agents that have what it asks for.',
  'repeats-only-what-was-in-flight': 'An attempt is made once, and again only when its process ended before it did.',
  'cancel-reaches-every-child': 'Once a cancellation is acknowledged, every attempt of the run is told to stop and none begins.',
  'deadline-kept': 'Nothing starts after the deadline, and nothing is cancelled for it before.',
  'nothing-after-a-lost-disk': 'Once a write has failed, the process starts nothing more.',
  'one-owner': 'What an owner writes after another has taken over is refused.',
  'resume-changes-nothing': 'What was recorded before an interruption is the same after it, and so is what was acknowledged.',
  'no-task-lost': 'Every run ends, with every task settled and every result that succeeded still there.',
  'right-end': 'A run ends as its tasks did: succeeded, partial, failed or cancelled.',
  'same-seed-same-journal': 'The same seed gives the same journals and the same effects, byte for byte.',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
}

/** Takes note of a violation. */
export type Accuse = (invariant: Invariant, what: string) => void;
