import type { EngineObserver } from '../../engine/engine.ts';

/** Shows people, or programs, how a run is going. */
export interface Progress extends EngineObserver {
  /** The user has asked for the run to stop. */
  stopping(message: string): void;
  /** The run is over, or cannot go on: nothing more is shown. */
  end(): void;
}
