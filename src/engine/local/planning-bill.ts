import type { Usage } from '../../core/agent.ts';
import type { EventBody } from '../../core/event.ts';
import type { RunId } from '../../core/ids.ts';
import type { SchedulerEvent } from '../../schedule/messages.ts';

/** What planning a run takes: in its journal, and off its budget. Calls that are made before the run begins are put down when it does. */
export class PlanningBill {
  readonly #run: RunId;
  readonly #planner: string;
  readonly #report: (bodies: readonly EventBody[], events: readonly SchedulerEvent[]) => void;
  readonly #waiting: (() => void)[] = [];
  #isOpen = false;

  constructor(run: RunId, planner: string, report: (bodies: readonly EventBody[], events: readonly SchedulerEvent[]) => void) {
    this.#run = run;
    this.#planner = planner;
    this.#report = report;
  }

  readonly spent = (usage: Usage, costUsd: number | undefined): void => {
    const cost = costUsd === undefined ? {} : { costUsd };
    const put = (): void =>
      this.#report(
        [{ type: 'planning-spent', planner: this.#planner, usage, ...cost }],
        costUsd === undefined ? [] : [{ type: 'run-spent', run: this.#run, costUsd }],
      );
    if (this.#isOpen) put();
    else this.#waiting.push(put);
  };

  /** The run has begun. */
  open(): void {
    this.#isOpen = true;
    for (const put of this.#waiting.splice(0)) put();
  }
}
