import { type Complaint, SkeinError } from '../core/errors.ts';

/** @throws SkeinError `bad-config`, always. */
export function complain(where: string, complaint: Complaint): never {
  throw new SkeinError('bad-config', { where, ...complaint });
}
