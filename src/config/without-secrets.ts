import { SkeinError } from '../core/errors.ts';
import type { DocumentPath, Locate } from '../core/parse.ts';

/** Parses, and takes the received value out of a complaint about a place where people put keys. */
export function withoutSecrets<Value>(locate: Locate, parse: (watched: Locate) => Value): Value {
  let firstPath: DocumentPath | undefined;
  const watched: Locate = (path) => {
    firstPath ??= path;
    return locate(path);
  };
  try {
    return parse(watched);
  } catch (error) {
    // What is not there is no secret.
    if (!SkeinError.isInstance(error) || error.complaint.received === 'nothing' || !mayBeSecret(firstPath ?? [])) throw error;
    const { received, ...complaint } = error.complaint;
    throw new SkeinError(error.code, received === undefined ? complaint : { ...complaint, received: 'a value that is not shown here' });
  }
}

/** Mappings in which keys stand, under whatever name. */
const KEEPERS = ['providers', 'mcpServers', 'mcp_servers', 'env', 'headers'];

function mayBeSecret(path: DocumentPath): boolean {
  return (
    path.at(-1) === 'backend' || path.some((step) => KEEPERS.includes(String(step)) || /key|secret|token$|password/i.test(String(step)))
  );
}
