import { type Complaint, type ErrorCode, SkeinError } from '../core/errors.ts';
import type { ErrorDocument } from './api.ts';

/** Statuses that refusals have. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503;

/** A request that is refused for what it is as a request, before anybody looks at what it asks for. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly code: ErrorDocument['error']['code'];
  readonly complaint: Complaint;
  /** Whoever asks may ask again after this. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: RefusalStatus, code: ErrorDocument['error']['code'], complaint: Complaint, retryAfterSeconds?: number) {
    super(new SkeinError('bad-usage', complaint).message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.complaint = complaint;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const STATUS: Readonly<Record<ErrorCode, RefusalStatus>> = {
  'bad-usage': 400,
  'bad-input': 400,
  'bad-plan': 400,
  'bad-config': 500,
  'bad-playbook': 500,
  'cannot-plan': 422,
  'no-agent': 422,
  'store-unavailable': 503,
  'store-corrupt': 500,
  'store-newer': 500,
  'not-found': 404,
  'wrong-state': 409,
  internal: 500,
};

/** Anything thrown, as it is answered. What was not thrown on purpose is not told: it may hold anything. */
export function answerTo(error: unknown): {
  readonly status: RefusalStatus;
  readonly document: ErrorDocument;
  readonly retryAfterSeconds?: number | undefined;
} {
  if (error instanceof Refusal) {
    const { status, code, complaint, message, retryAfterSeconds } = error;
    return { status, document: documentOf(code, message, complaint), retryAfterSeconds };
  }
  if (SkeinError.isInstance(error)) {
    return { status: STATUS[error.code], document: documentOf(error.code, error.message, error.complaint) };
  }
  const complaint = { what: 'something went wrong in the server', todo: 'Its log says what.' };
  return { status: 500, document: documentOf('internal', `${complaint.what}. ${complaint.todo}`, complaint) };
}

function documentOf(code: ErrorDocument['error']['code'], message: string, complaint: Complaint): ErrorDocument {
  const { what, where, expected, received, todo } = complaint;
  return {
    error: {
      code,
      message,
      what: what ?? null,
      where: where ?? null,
      expected: expected ?? null,
      received: received ?? null,
      todo: todo ?? null,
    },
  };
}
