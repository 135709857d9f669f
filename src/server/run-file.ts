import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { SkeinError } from '../core/errors.ts';
import type { RunRecord } from '../core/run-record.ts';
import { isBelow } from './confine.ts';

/** A file that a run has made, open to be read. */
export interface RunFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly mediaType: string;
}

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/i;

/**
 * Opens a file that a run has made, by its name. It lies below the folder in which the server has its runs make files, wherever links lead: a journal
 * that came from elsewhere may name any file as its own.
 *
 * @throws SkeinError `not-found`
 */
export async function openRunFile({ run, artifacts }: RunRecord, name: string, output: string): Promise<RunFile> {
  const artifact = artifacts.find(({ path }) => basename(path) === name);
  const real = artifact === undefined ? undefined : await realOf(artifact.path);
  const root = await realOf(output);
  if (artifact === undefined || real === undefined || root === undefined || !isBelow(real, root)) throw absent(run, name);
  // Never waits for a pipe that was put there.
  const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined);
  const status = await handle?.stat();
  if (handle === undefined || status === undefined || !status.isFile()) {
    await handle?.close();
    throw absent(run, name);
  }
  const { mediaType } = artifact;
  return { handle, bytes: status.size, mediaType: MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream' };
}

async function realOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

function absent(run: string, name: string): SkeinError {
  return new SkeinError('not-found', {
    where: `run ${run}`,
    what: `has made no file ${JSON.stringify(name.slice(0, 200))} that is here`,
    todo: `GET /runs/${run} lists its files under "artifacts"; they are asked for by their names.`,
  });
}
