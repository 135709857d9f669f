import type { JobCall, JobResult, TableJob } from './perform.ts';
import type { KnownProfiles } from './read/file-table.ts';

/** More than this is read in a thread of its own, with a bound on its memory and without holding up anything else. */
export const LARGE_BYTES = 32 * 1024 * 1024;

/** Does a job here, or in a thread when its files are large. What is learned of the files is kept in `known`. */
export async function runJob(job: TableJob, call: JobCall, known: KnownProfiles, largeBytes = LARGE_BYTES): Promise<JobResult> {
  if (job.located.bytes > largeBytes) {
    const { performInThread } = await import('./thread/data-thread.ts');
    return performInThread(job, call, known);
  }
  const [{ performJob }, { FileTables }] = await Promise.all([import('./perform.ts'), import('./read/file-table.ts')]);
  return performJob(job, call, new FileTables(known));
}
