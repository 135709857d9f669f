import { Command, Option } from 'commander';
import { parseDurationMs } from '../core/duration.ts';
import { parseByteSize } from './byte-size.ts';
import type { AgentsOptions } from './commands/agents.ts';
import type { CancelOptions } from './commands/cancel.ts';
import type { EventsOptions } from './commands/events.ts';
import type { InitOptions } from './commands/init.ts';
import type { PlanOptions } from './commands/plan.ts';
import type { PruneOptions } from './commands/prune.ts';
import type { ResumeOptions } from './commands/resume.ts';
import type { RetryOptions } from './commands/retry.ts';
import type { RunCommandOptions } from './commands/run.ts';
import type { ServeCommandOptions } from './commands/serve.ts';
import type { SimulateOptions } from './commands/simulate.ts';
import { addCommonOptions, addWorkOptions, type CommonOptions, NO_LEARNING, parseNumber, refuseEmptyOptions } from './options.ts';
import { parseAgentRange } from './simulate/agent-range.ts';
import type { Surroundings } from './surroundings.ts';

export interface Program {
  readonly program: Command;
  /** The exit status of the command that ran. */
  status(): number;
}

const INTRODUCTION = `Turns one request into a graph of subtasks and runs it across a team of agents.

skein "REQUEST" is the same as skein run "REQUEST".`;

const EPILOGUE = `
Exit status: 0 succeeded, 1 failed, 2 bad usage, plan or config, 3 partial, 130 interrupted, 143 terminated.

Examples:
  skein "Calculate 1+2 and 3+4, then multiply the results"
  skein "Compare the two regions" --input sales.csv
  skein plan "Write a report on AI trends" -o plan.yaml && skein run plan.yaml
  skein explain latest`;

/** All commands and their options. What a command does is loaded when it runs. */
export function buildProgram(surroundings: Surroundings, version: string): Program {
  const { out, err } = surroundings;
  let status = 0;
  const ends = (ended: number): void => {
    status = ended;
  };
  const program = new Command('skein')
    .description(INTRODUCTION)
    .version(version, '-V, --version')
    .addHelpText('after', EPILOGUE)
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmptyOptions(command))
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text), outputError: () => {} });

  const command = (usage: string, description: string): Command =>
    addCommonOptions(program.command(usage).description(description)).allowExcessArguments(false);

  addWorkOptions(command('run [request...]', 'plan a request, or read a plan file, and run it'))
    .option('--output <dir>', 'where files that the run makes go (default: skein-output/RUN)')
    .option('--approve', 'show the plan and what it would take, and wait for a yes')
    .option('--events', 'print each event as a line of JSON, as it happens')
    .action(async (words: string[], options: RunCommandOptions) => {
      const { run } = await import('./commands/run.ts');
      ends(await run(words, options, surroundings));
    });
  addWorkOptions(command('plan [request...]', 'plan only: the tree, the critical path, an estimate'))
    .option('--yaml', 'print a plan file to edit and run')
    .option('--dot', 'print a Graphviz graph')
    .option('--mermaid', 'print a Mermaid diagram')
    .option('--frontier', 'print the choices between time and money: objectives and team sizes, simulated')
    .option('-o, --output <file>', 'write the plan to a file: .yaml, .json, .dot or .mmd')
    .action(async (words: string[], options: PlanOptions) => {
      const { plan } = await import('./commands/plan.ts');
      ends(await plan(words, options, surroundings));
    });
  addWorkOptions(command('simulate <plan>', 'run a plan file, or a WfFormat instance, on a virtual clock'))
    .addOption(
      new Option('--agents <n>', 'so many identical slots instead of the team; 1..32 shows where more stop helping').argParser(
        parseAgentRange,
      ),
    )
    .addOption(
      new Option('--noise <sigma>', 'spread of the durations around their estimates: the standard deviation of their logarithm').argParser(
        (text) => parseNumber(text, '--noise', { least: 0, most: 5 }),
      ),
    )
    .option('--failures', 'let attempts fail as often as the levels of the agents leave room for')
    .option('--change <agent=slots@time...>', 'agents that come, go or change: coder=0@2m takes its slots away after two minutes')
    .option('--gantt <file>', 'draw the schedule: .svg or .html')
    .option('--schedule', 'with --json: every attempt, with its agent, start and end')
    .action(async (plan: string, options: SimulateOptions) => {
      const { simulateCommand } = await import('./commands/simulate.ts');
      ends(await simulateCommand(plan, options, surroundings));
    });
  command('runs', 'list the runs, newest first').action(async (options: CommonOptions) => {
    const { runs } = await import('./commands/runs.ts');
    ends(await runs(options, surroundings));
  });
  command('show <run>', 'show a run: its tasks, attempts, answer and figures').action(async (run: string, options: CommonOptions) => {
    const { show } = await import('./commands/show.ts');
    ends(await show(run, options, surroundings));
  });
  command('explain <run> [task]', 'say why each agent was chosen, and why tasks waited or failed').action(
    async (run: string, task: string | undefined, options: CommonOptions) => {
      const { explain } = await import('./commands/explain.ts');
      ends(await explain(run, task, options, surroundings));
    },
  );
  command('events <run>', 'print the journal of a run, one JSON event a line')
    .option('--follow', 'go on until the run is finished')
    .option('--outputs', 'with large outputs in place, so that `skein import` can read the run anywhere')
    .action(async (run: string, options: EventsOptions) => {
      const { events } = await import('./commands/events.ts');
      ends(await events(run, options, surroundings));
    });
  command('resume <run>', 'go on with a run that was interrupted')
    .option('--repeat [task...]', 'do these again that were in flight and ask first; all that ask when none is named')
    .option('--fail [task...]', 'take these for failed that were in flight; all that ask when none is named')
    .option('--events', 'print each event as a line of JSON, as it happens')
    .option(...NO_LEARNING)
    .action(async (run: string, options: ResumeOptions) => {
      const { resume } = await import('./commands/resume.ts');
      ends(await resume(run, options, surroundings));
    });
  command('retry <run> [task]', 'do again what a finished run is missing, or one task, and what depends on it')
    .option('--events', 'print each event as a line of JSON, as it happens')
    .option(...NO_LEARNING)
    .action(async (run: string, task: string | undefined, options: RetryOptions) => {
      const { retry } = await import('./commands/retry.ts');
      ends(await retry(run, task, options, surroundings));
    });
  command('cancel <run>', 'end a run, also one that another process drives')
    .option('--reason <text>', 'why; kept in the journal')
    .action(async (run: string, options: CancelOptions) => {
      const { cancel } = await import('./commands/cancel.ts');
      ends(await cancel(run, options, surroundings));
    });
  command('import <file>', 'take a run into the store that `skein events RUN --outputs` has printed; - for standard input').action(
    async (file: string, options: CommonOptions) => {
      const { importRuns } = await import('./commands/import.ts');
      ends(await importRuns(file, options, surroundings));
    },
  );
  command('prune', 'remove finished runs, oldest first')
    .addOption(
      new Option('--older-than <time>', 'that ended longer ago than this: 12h, 30d').argParser((text) =>
        parseDurationMs(text, '--older-than'),
      ),
    )
    .addOption(
      new Option('--keep <n>', 'but for so many of the newest').argParser((text) => parseNumber(text, '--keep', { least: 0, whole: true })),
    )
    .addOption(
      new Option('--max-size <bytes>', 'until the store takes no more than this: 500MB').argParser((text) =>
        parseByteSize(text, '--max-size'),
      ),
    )
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .action(async (options: PruneOptions) => {
      const { prune } = await import('./commands/prune.ts');
      ends(await prune(options, surroundings));
    });
  command('agents', 'list the team and what was learned of it')
    .option('--reset [agent...]', 'forget what was learned of these agents; of all when none is named')
    .option('--export [file]', 'write what was learned as JSON, to standard output when no file is named')
    .option('--import <file>', 'add what another store has learned; - for standard input')
    .action(async (options: AgentsOptions) => {
      const { agents } = await import('./commands/agents.ts');
      ends(await agents(options, surroundings));
    });
  command('rate <run> <task> <verdict>', 'say whether a task was done good or bad; it is learned').action(
    async (run: string, task: string, verdict: string, options: CommonOptions) => {
      const { rate } = await import('./commands/rate.ts');
      ends(await rate(run, task, verdict, options, surroundings));
    },
  );
  command('serve', 'run what is asked for over HTTP, and go on with what was interrupted')
    .option('--host <address>', 'where to listen; other than this machine alone takes SKEIN_TOKEN (default: 127.0.0.1)')
    .addOption(
      new Option('--port <n>', '0 takes one that is free (default: 4600)').argParser((text) =>
        parseNumber(text, '--port', { least: 0, most: 65535, whole: true }),
      ),
    )
    .option('--allow-host <name...>', 'names by which it may be called, beside its number and localhost')
    .option('--output <dir>', 'where files that runs make go, a folder for each (default: skein-output)')
    .addOption(
      new Option('--max-runs <n>', 'how many runs are driven at once; others wait (default: 8)').argParser((text) =>
        parseNumber(text, '--max-runs', { least: 1, most: 1000, whole: true }),
      ),
    )
    .addOption(
      new Option('--grace <time>', 'how long attempts may go on when it is told to stop (default: 10s)').argParser((text) =>
        parseDurationMs(text, '--grace'),
      ),
    )
    .addOption(
      new Option('--seed <n>', 'fixes what is left to chance').argParser((text) =>
        parseNumber(text, '--seed', { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true }),
      ),
    )
    .option(...NO_LEARNING)
    .action(async (options: ServeCommandOptions) => {
      const { serveCommand } = await import('./commands/serve.ts');
      ends(await serveCommand(options, version, surroundings));
    });
  command('doctor', 'say what works here and what is missing').action(async (options: CommonOptions) => {
    const { doctor } = await import('./commands/doctor.ts');
    ends(await doctor(options, surroundings));
  });
  command('init', 'write a skein.yaml for the models that there are')
    .option('--force', 'replace a skein.yaml that is there')
    .option('--provider <name...>', 'anthropic, openai, google, ollama...: do not ask, and look for no others')
    .option('--model <model>', 'the model of the one provider that is named')
    .option('--base-url <url>', 'the address of an OpenAI-compatible server of your own')
    .option('--key-env <variable>', 'the environment variable that holds the key of that server')
    .addOption(new Option('--budget <usd>', 'what a run may cost at most').argParser((text) => parseNumber(text, '--budget', { least: 0 })))
    .option('--no-models', 'the embedded agents alone')
    .action(async (options: InitOptions) => {
      const { init } = await import('./commands/init.ts');
      ends(await init(options, surroundings));
    });
  return { program, status: () => status };
}
